"""The worst documents of a track: which lines were judged wrongly, and on what evidence."""

from __future__ import annotations

from dataclasses import dataclass
from heapq import nlargest
from typing import TYPE_CHECKING, Any

from benchmarks.quality.data import Page
from benchmarks.quality.metrics import WORD

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from benchmarks.quality.cases import Case, Scores
    from benchmarks.quality.run import Row
    from benchmarks.quality.tracks import Track

    Judgements = Iterable[Any]
    """What ``Cleaner.explain`` returns: a judgement for each line."""

FEW_WORDS = 4
"""Lines with fewer words stand in nearly every long text by chance: they have to be a line of the main content."""

SHOWN_CHARACTERS = 100
SHOWN_LINES = 20


@dataclass(frozen=True, slots=True)
class WrongLine:
    """A line that was kept and should not have been, or the other way round."""

    judgement: Any

    def __str__(self) -> str:
        """Return one line: what was done wrongly, on how many points, by what, to which text."""
        judged = self.judgement
        done = "kept" if judged.kept else "removed"
        text = judged.text.strip()
        shown = text if len(text) <= SHOWN_CHARACTERS else text[:SHOWN_CHARACTERS] + "…"
        why = f"\n{'':24}{judged.why}" if judged.why else ""
        return f"  wrongly {done:7} {judged.points:+6.2f} {judged.rule or judged.label}: {shown}{why}"


def worst(track: Track, cases: Iterable[Case], rows: list[Row], number: int) -> list[tuple[Case, Row]]:
    """Return the documents of a track that came out worst, the worst first."""
    return nlargest(number, zip(cases, rows, strict=True), key=lambda pair: _badness(track, pair[1].scores))


def describe(case: Case, row: Row, judgements: Judgements) -> str:
    """Return a paragraph about one document: its measures and the lines judged wrongly, the longest of them."""
    measures = ", ".join(f"{name} {value:.3f}" for name, value in row.scores.items())
    wrong = list(wrong_lines(case, judgements))
    longest = set(sorted(range(len(wrong)), key=lambda index: -len(wrong[index].judgement.text))[:SHOWN_LINES])
    shown = [str(line) for index, line in enumerate(wrong) if index in longest]
    more = [f"  and {len(wrong) - SHOWN_LINES} shorter lines"] if len(wrong) > SHOWN_LINES else []
    name = case.page.id if case.page.id == case.page.url else f"{case.page.id} {case.page.url}"
    return "\n".join([f"{name}: {measures}", *shown, *more])


def wrong_lines(case: Case, judgements: Judgements) -> Iterator[WrongLine]:
    """Yield the lines of a document that were judged otherwise than its page says."""
    belongs = _in_main_content(case.page) if isinstance(case.page, Page) else _holds_strings(case)
    for judgement in judgements:
        truth = belongs(judgement.text)
        if truth is not None and truth != judgement.kept:
            yield WrongLine(judgement)


def _in_main_content(page: Page) -> Callable[[str], bool | None]:
    # of blank lines nobody asks
    gold_lines = {_words(line) for line in page.main_content.split("\n")}
    gold = f" {_words(page.main_content)} "

    def belongs(line: str) -> bool | None:
        words = _words(line)
        if not words:
            return None
        return words in gold_lines or (words.count(" ") + 1 >= FEW_WORDS and f" {words} " in gold)

    return belongs


def _holds_strings(case: Case) -> Callable[[str], bool | None]:
    """Return a function that tells True of a line with a wanted string, False of one with an unwanted string."""
    wanted, unwanted = getattr(case.page, "wanted", ()), getattr(case.page, "unwanted", ())

    def belongs(line: str) -> bool | None:
        if any(string in line for string in wanted):
            return True
        return False if any(string in line for string in unwanted) else None

    return belongs


def _words(text: str) -> str:
    return " ".join(WORD.findall(text.lower()))


def _badness(track: Track, scores: Scores) -> float:
    if "lost" in scores:
        return scores["lost"] + scores.get("left", 0.0)
    if track.of_strings:
        return scores["false"] + scores["missed"]
    return -scores["lift" if track.kind == "lift" else "f1"]
