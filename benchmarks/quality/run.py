"""Run the tracks: every track with the cleaner and its peers, on some processes."""

from __future__ import annotations

import sys
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import lru_cache
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from benchmarks.quality.cases import Case, Scores
from benchmarks.quality.data import FOLDS, Data, Part, host_fold
from benchmarks.quality.held_out import build_cleaner, fold_file
from benchmarks.quality.markdown import MARKDOWN
from benchmarks.quality.peers import EXTRACTORS, PEERS
from benchmarks.quality.tracks import HTML, Track, tracks

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from cleaner import Cleaner

CLEANER = "cleaner"
"""The name our own results stand under."""

ENGINES = {CLEANER: "auto", "cleaner fast": "fast", "cleaner trafilatura": "trafilatura"}
"""Our engines for HTML; the first is what users get who choose none."""


class Row(NamedTuple):
    """The measures of one document."""

    id: str
    group: str
    scores: Scores


@dataclass(frozen=True)
class Run:
    """What is measured: which data, which part of it, which tracks, with which options, beside which peers.

    Tracks are chosen by the start of their names; ``options`` are those of `Cleaner`. ``scorecard`` is tried for
    the package's; ``folds`` is a folder of scorecards, so that each page is judged by one that has not seen its host.
    """

    folder: Path
    part: Part = field(default_factory=Part)
    chosen: tuple[str, ...] = ()
    peers: tuple[str, ...] = ()
    options: tuple[tuple[str, Any], ...] = ()
    scorecard: Path | None = None
    folds: Path | None = None

    def tracks(self) -> list[Track]:
        """Return the tracks to run, in the order of the tables; slow ones only when asked for."""
        available = tracks(load(self.folder))
        if not self.chosen:
            return [track for track in available if track.kind not in (HTML, MARKDOWN)]
        return [track for track in available if track.name.startswith(self.chosen)]

    def systems(self, track: Track) -> list[str]:
        """Return whose results stand in a track's table: from HTML, beside ours, other engines and extractors."""
        others = [*ENGINES, *(peer.name for peer in EXTRACTORS)] if track.kind == HTML else [one.name for one in PEERS]
        return [CLEANER, *(name for name in self.peers if name in others)]

    def rows(self, track: Track, system: str) -> list[Row]:
        """Return the measures of every document of a track."""
        clean = self._cleaning(track, system)
        return [Row(case.page.id, case.group, track.score(case, clean(case))) for case in self.cases(track)]

    def cases(self, track: Track) -> Iterator[Case]:
        """Yield a track's cases; of HTML, all at once would fill half a gigabyte."""
        return track.cases(load(self.folder), self.part)

    def explain(self, track: Track, case: Case) -> Iterable[Any]:
        """Return the judgements on the lines of a text or page."""
        cleaner = self.cleaner(track, case)
        return cleaner.explain_html(case.text, case.page.url) if track.kind == HTML else cleaner.explain(case.text)

    def cleaner(self, track: Track, case: Case) -> Cleaner:
        """Return the cleaner of a page."""
        kinds = {HTML: (HTML,), MARKDOWN: ("text", MARKDOWN)}.get(track.kind, ("text",))
        fold = host_fold(case.page.url, FOLDS)
        found = [self._scorecard(kind, fold) for kind in kinds]
        return build_cleaner(self.options, **{kind: file for kind, file in zip(kinds, found, strict=True) if file})

    def _scorecard(self, kind: str, fold: int) -> Path | None:
        """Return another scorecard than the package's: that of a fold, or the one that is tried, for text."""
        return fold_file(self.folds, kind, fold) if self.folds else None if kind == MARKDOWN else self.scorecard

    def _cleaning(self, track: Track, system: str) -> Callable[[Case], str]:
        if track.kind != HTML and system == CLEANER:
            return lambda case: self.cleaner(track, case).clean(case.text).text
        if track.kind == HTML and system in ENGINES:
            engine: Any = ENGINES[system]
            return lambda case: self.cleaner(track, case).clean_html(case.text, case.page.url, engine).text
        peer = next(peer.load() for peer in (EXTRACTORS if track.kind == HTML else PEERS) if peer.name == system)
        return lambda case: peer(case.text, *([case.page.url] if track.kind == HTML else []))


def measure(run: Run, workers: int) -> dict[str, dict[str, list[Row]]]:
    """Return the rows of every track (by its name) and system (by its name), whatever the number of workers."""
    tasks = [(run, track, system) for track in run.tracks() for system in run.systems(track)]
    results: dict[str, dict[str, list[Row]]] = {track.name: {} for _, track, _ in tasks}
    for (_, track, system), rows in zip(tasks, _spread(tasks, workers), strict=True):
        results[track.name][system] = rows
        print(f"{track.name}: {system}", file=sys.stderr)
    return results


def summarise(run: Run, results: dict[str, dict[str, list[Row]]]) -> dict[str, dict[str, dict[str, Scores]]]:
    """Return the measures by track, system and group."""
    return {
        track.name: {
            system: track.groups([(row.group, row.scores) for row in rows])
            for system, rows in results[track.name].items()
        }
        for track in run.tracks()
    }


@lru_cache(maxsize=1)
def load(folder: Path) -> Data:
    """Return the data of a folder, read once in each process."""
    return Data(folder)


def _spread(tasks: list[tuple[Run, Track, str]], workers: int) -> Iterator[list[Row]]:
    if workers == 1:
        yield from map(_work, tasks)
        return
    # Fresh processes: a fork of one that has threads may hang, and Python warns of it.
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        yield from pool.map(_work, tasks)


def _work(task: tuple[Run, Track, str]) -> list[Row]:
    run, track, system = task
    return run.rows(track, system)
