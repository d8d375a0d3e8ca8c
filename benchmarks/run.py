"""Run the tracks: every track with the cleaner and its peers, on two processes, peers' results kept for next time."""

from __future__ import annotations

import json
import sys
from concurrent.futures import ProcessPoolExecutor
from copy import copy
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import blake2b
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from benchmarks.data import Data, Part, host_fold
from benchmarks.html_peers import ENGINES, EXTRACTORS
from benchmarks.peers import PEERS, peer_cleaner
from benchmarks.tracks import OPTIONAL, Case, Scores, Track, tracks
from benchmarks.training import FOLDS
from cleaner import Cleaner
from cleaner.cleaner import judge_by
from cleaner.html.walk import walk
from cleaner.judge.scorecard import load_scorecard

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

CLEANER = "cleaner"
"""The name our own results stand under."""

REPOSITORY = Path(__file__).resolve().parents[1]
KEPT_RESULTS = REPOSITORY / ".benchmarks" / "peers"
MEASURING_CODE = ("data.py", "html_peers.py", "metrics.py", "peers.py", "tracks.py")


class Row(NamedTuple):
    """The measures of one document."""

    id: str
    group: str
    scores: Scores


@dataclass(frozen=True)
class Run:
    """What is measured: which data, which part of it, which tracks, with which options, beside which peers.

    ``options`` are those of `build_cleaner`; tracks are chosen by the start of their names. ``html_folds`` has a
    scorecard for HTML for each fold of hosts.
    """

    folder: Path
    part: Part = field(default_factory=Part)
    chosen: tuple[str, ...] = ()
    peers: tuple[str, ...] = ()
    options: tuple[tuple[str, Any], ...] = ()
    html_folds: Path | None = None

    def tracks(self) -> list[Track]:
        """Return the tracks to run, in the order of the tables."""
        available = tracks(load(self.folder))
        if not self.chosen:
            return [track for track in available if track.kind not in OPTIONAL]
        return [track for track in available if track.name.startswith(self.chosen)]

    def systems(self, track: Track) -> list[str]:
        """Return whose results stand in a track's table: from HTML, beside ours, other engines and extractors."""
        others = (
            [*ENGINES, *(peer.name for peer in EXTRACTORS)] if track.kind == "html" else [peer.name for peer in PEERS]
        )
        return [CLEANER, *(name for name in self.peers if name in others)]

    def rows(self, track: Track, system: str) -> list[Row]:
        """Return the measures of every document of a track; those of peers are read again where they are known."""
        if system in ENGINES:
            return list(self._measure(track, system))
        kept = self._kept_results(track, system)
        if kept.is_file():
            return [Row(*row) for row in json.loads(kept.read_text(encoding="utf-8"))]
        rows = list(self._measure(track, system))
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text(json.dumps(rows), encoding="utf-8")
        return rows

    def _measure(self, track: Track, system: str) -> Iterator[Row]:
        for case, text in self._extracted(track, system) if track.kind == "html" else self._cleaned(track, system):
            yield Row(case.page.id, case.group, track.score(case, text))

    def _cleaned(self, track: Track, system: str) -> Iterator[tuple[Case, str]]:
        cases = track_cases(self.folder, track, self.part)
        texts = (case.text for case in cases)
        if system != CLEANER:
            return zip(cases, map(peer_cleaner(system), texts), strict=True)
        results = build_cleaner(self.options).clean_many(texts)
        return zip(cases, (result.text for result in results), strict=True)

    def _extracted(self, track: Track, system: str) -> Iterator[tuple[Case, str]]:
        """Yield pages with their text from HTML, one after the other: all HTML at once would fill half a gigabyte."""
        cases = track.cases(load(self.folder), self.part)
        if system in ENGINES:
            engine = ENGINES[system]
            for case in cases:
                yield case, self.page_cleaner(case).clean_html(case.text, case.page.url, engine).text
            return
        extract = next(peer.load() for peer in EXTRACTORS if peer.name == system)
        yield from ((case, extract(case.text, case.page.url)) for case in cases)

    def cases(self, track: Track) -> Iterable[Case]:
        """Return a track's cases; those of HTML one after the other."""
        if track.kind == "html":
            return track.cases(load(self.folder), self.part)
        return track_cases(self.folder, track, self.part)

    def page_cleaner(self, case: Case) -> Cleaner:
        """Return the cleaner of a page: with scorecards by fold, by one that was fitted on other hosts."""
        return build_page_cleaner(self.options, self.html_folds, host_fold(case.page.url, FOLDS))

    def explain(self, track: Track, case: Case) -> Iterable[Any]:
        """Return the judgements on a text, or on the lines of a page."""
        if track.kind != "html":
            return build_cleaner(self.options).explain(case.text)
        return self.page_cleaner(case).clean_page(walk(case.text)).explain()

    def _kept_results(self, track: Track, system: str) -> Path:
        """Name the file by all that the figures depend on, so that it is never out of date."""
        peer = next(peer for peer in (*PEERS, *EXTRACTORS) if peer.name == system)
        source = [Path(__file__).with_name(name).read_text(encoding="utf-8") for name in MEASURING_CODE]
        key = repr((load(self.folder).digest, self.part, track.name, peer.name, peer.version, source))
        return KEPT_RESULTS / f"{blake2b(key.encode(), digest_size=12).hexdigest()}.json"


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
    by_name = {track.name: track for track in run.tracks()}
    return {
        name: {
            system: by_name[name].groups([(row.group, row.scores) for row in rows]) for system, rows in systems.items()
        }
        for name, systems in results.items()
    }


@lru_cache(maxsize=1)
def load(folder: Path) -> Data:
    """Return the data of a folder, read once in each process."""
    return Data(folder)


@lru_cache(maxsize=1)
def track_cases(folder: Path, track: Track, part: Part) -> list[Case]:
    """Return a track's cases; its systems run one after the other and share them."""
    return list(track.cases(load(folder), part))


@lru_cache(maxsize=1)
def build_cleaner(options: tuple[tuple[str, Any], ...]) -> Cleaner:
    """Return the cleaner with these options, built once in each process.

    ``scorecard`` is the file of another scorecard. It is no option of the public class: who fits one tries it out here.
    """
    arguments = dict(options)
    scorecard = arguments.pop("scorecard", None)
    cleaner = Cleaner(**arguments)
    if scorecard is not None:
        cleaner.__dict__["_judge"] = judge_by(cleaner._pack, cleaner._options, load_scorecard(Path(scorecard)))
    return cleaner


@lru_cache(maxsize=FOLDS)
def build_page_cleaner(options: tuple[tuple[str, Any], ...], html_folds: Path | None, fold: int) -> Cleaner:
    """Return the cleaner of the pages of a fold of hosts."""
    if html_folds is None:
        return build_cleaner(options)
    cleaner = copy(build_cleaner(options))
    scorecard = load_scorecard(html_folds / f"fold{fold}.toml")
    cleaner.__dict__["_page_judge"] = judge_by(cleaner._pack, cleaner._options, scorecard, once=True)
    return cleaner


def _spread(tasks: list[tuple[Run, Track, str]], workers: int) -> Iterator[list[Row]]:
    """Yield the tasks' rows in the order of the tasks."""
    if workers == 1:
        yield from map(_work, tasks)
        return
    # Fresh processes: a fork of one that has threads may hang, and Python warns of it.
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        yield from pool.map(_work, tasks)


def _work(task: tuple[Run, Track, str]) -> list[Row]:
    run, track, system = task
    return run.rows(track, system)
