"""The table of cases that every adapter cleans, with what `Cleaner.clean_many` makes of them."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from cleaner import Cleaner, Result, restore
from cleaner.pipelines.rows import removals_of

SEEDS = [path.read_text() for path in sorted(Path("seeds").glob("*.txt")) if ".clean" not in path.name]
SHORT = "Ferries sail again after the storm, the port said on Monday.\n\nKitten of the day corner\n\nSource link\n"
LARGE = "".join(f"{number} {text}\n\n" for number, text in enumerate(SEEDS * (5_000_000 // sum(map(len, SEEDS)) + 1)))

OWN_RULE = """
[[rule]]
id = "kitten-corner"
why = "A site of our own prints this."
strength = "sure"
[rule.phrases]
en = ["kitten of the day corner"]
[rule.examples]
drop = ["Kitten of the day corner", "KITTEN OF THE DAY CORNER"]
keep = ["She wrote the kitten of the day corner for a year."]
"""

CASES: dict[str, list[str | None]] = {
    "documents": [*SEEDS, SHORT],
    "nulls": [None, SHORT, None],
    "only nulls": [None, None],
    "empty texts": ["", SHORT, " \n"],
    "no rows": [],
    "five megabytes": [SHORT, LARGE],
}


class Outcome(NamedTuple):
    """What became of a row: its text, what went (offsets and texts; None for nulls and failures), and the problem."""

    text: Any
    removals: list[tuple[int, int, str, str]] | None
    problem: str | None


def own_rules(folder: Path) -> Path:
    """Write a rule of our own into a folder."""
    folder.mkdir()
    (folder / "widget.toml").write_text(OWN_RULE)
    return folder


_DEFAULT = Cleaner()


@cache
def _clean(text: str) -> Result:
    return next(_DEFAULT.clean_many([text]))


def expected(texts: list[str | None], cleaner: Cleaner | None = None) -> list[Outcome]:
    """Return what has to come of texts."""
    wanted = [text for text in texts if text is not None]
    results = cleaner.clean_many(wanted) if cleaner else map(_clean, wanted)
    return [Outcome(None, None, None) if text is None else _outcome(next(results)) for text in texts]


def _outcome(result: Any) -> Outcome:
    return Outcome(result.text, [(one.start, one.end, one.text, str(one.label)) for one in result.removals], None)


def outcome(text: Any, removals: Any, problem: Any = None) -> Outcome:
    """Return what a framework made of a row; null is whatever it calls so."""
    text, problem = (None if one != one else one for one in (text, problem))  # noqa: PLR0124 - NaN
    if removals is None or isinstance(removals, float):
        return Outcome(text, None, problem)
    found = removals_of(removals)
    return Outcome(text, [(one.start, one.end, one.text, one.label) for one in found], problem)


def original(one: Outcome) -> str:
    """Return the original of a row, from its text and what went."""
    records = [dict(zip(("start", "end", "text", "label"), each, strict=True)) for each in one.removals or ()]
    return restore(one.text, removals_of([{**record, "rule": "", "points": 0.0} for record in records]))
