"""The seed documents: the article stays as it is, everything around it goes, and nothing that went is lost.

Ours stand in ``seeds/``; more of them in ``$CLEANER_DATA/seeds`` or ``../shared/seeds``, where there are any.
"""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import cleaner
from cleaner.result import CONTENT, Label

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).resolve().parent.parent
OURS = ROOT / "seeds"
OTHERS = Path(os.environ.get("CLEANER_DATA", ROOT.parent / "shared")) / "seeds"
UNSCORED = "?"


@dataclass(frozen=True)
class Seed:
    """A raw document and the labels of its lines, by line number from 1."""

    name: str
    raw: str
    labels: dict[int, str]
    clean: str | None

    def lines(self, wanted: Callable[[str], bool]) -> list[str]:
        """Return the lines whose label is wanted."""
        lines = self.raw.split("\n")
        return [lines[number - 1] for number, label in self.labels.items() if wanted(label)]


def read_seeds(folder: Path) -> list[Seed]:
    return [read_seed(labels) for labels in sorted(folder.glob("*.labels.tsv"))]


def read_seed(labels: Path) -> Seed:
    name = labels.name.removesuffix(".labels.tsv")
    clean = labels.with_name(f"{name}.clean.txt")
    rows = [row.split("\t") for row in labels.read_text(encoding="utf-8").splitlines()[1:]]
    return Seed(
        name=name,
        raw=labels.with_name(f"{name}.txt").read_bytes().decode(),
        labels={int(number): label for number, label in rows},
        clean=clean.read_bytes().decode() if clean.exists() else None,
    )


OUR_SEEDS = read_seeds(OURS)
NO_OTHERS = pytest.param(None, id="others", marks=pytest.mark.skip(reason=f"no seed documents in {OTHERS}"))


def by_name(seeds: list[Seed]) -> list[object]:
    return [pytest.param(seed, id=seed.name) for seed in seeds]


ALL_SEEDS = by_name(OUR_SEEDS) + (by_name(read_seeds(OTHERS)) or [NO_OTHERS])


def clean_with_library(raw: str) -> str:
    return cleaner.clean(raw).text


def clean_with_command_line(raw: str) -> str:
    command = [sys.executable, "-m", "cleaner"]
    finished = subprocess.run(command, input=raw.encode(), capture_output=True, check=True, cwd=ROOT)
    return finished.stdout.decode()


WAYS = [
    pytest.param(clean_with_library, id="library"),
    pytest.param(clean_with_command_line, id="command-line"),
]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("seed", ALL_SEEDS)
def test_the_article_stays_unaltered_and_all_debris_goes(seed: Seed, way: Callable[[str], str]) -> None:
    unscored = seed.lines(lambda label: label.endswith(UNSCORED))
    left = [line for line in way(seed.raw).split("\n") if line.strip() and line not in unscored]
    assert left == seed.lines(lambda label: label in CONTENT)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("seed", by_name(OUR_SEEDS))
def test_our_documents_come_out_byte_for_byte(seed: Seed, way: Callable[[str], str]) -> None:
    assert way(seed.raw) == seed.clean


@pytest.mark.parametrize("seed", ALL_SEEDS)
def test_the_original_can_be_restored(seed: Seed) -> None:
    result = cleaner.clean(seed.raw)
    assert cleaner.restore(result.text, result.removals) == seed.raw


@pytest.mark.parametrize("seed", ALL_SEEDS)
def test_a_cleaned_document_has_nothing_left_to_clean(seed: Seed) -> None:
    once = cleaner.clean(seed.raw).text
    assert cleaner.clean(once).text == once


@pytest.mark.parametrize("seed", ALL_SEEDS)
def test_headline_and_author_are_reported(seed: Seed) -> None:
    result = cleaner.clean(seed.raw)
    headline = "".join(seed.lines(lambda label: label == Label.TITLE))
    author = "".join(seed.lines(lambda label: label == Label.BYLINE))
    assert (result.title, result.byline) == (headline, author)


@pytest.mark.parametrize("seed", ALL_SEEDS)
def test_a_date_is_reported_where_the_site_printed_one(seed: Seed) -> None:
    printed = seed.lines(lambda label: label == Label.DATE)
    assert bool(cleaner.clean(seed.raw).date) == bool(printed)


@pytest.mark.parametrize("seed", ALL_SEEDS)
def test_every_line_that_is_not_blank_has_a_label(seed: Seed) -> None:
    written = [number for number, line in enumerate(seed.raw.split("\n"), 1) if line.strip()]
    assert list(seed.labels) == written


def test_there_are_five_documents_of_our_own() -> None:
    assert len(OUR_SEEDS) == 5
