"""How a run tells what it does: a bar on a terminal, lines of JSON for machines, or nothing."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, Any, Protocol

import msgspec

from cleaner.corpus.records import Counts, Fault, Place, describe
from cleaner.corpus.summary import Summary, removed_bytes
from cleaner.errors import report

if TYPE_CHECKING:
    from rich.progress import Progress

LOG_SECONDS = 5.0
MOST_FAULTS = 20
"""So many faults are told on standard error; the rest is counted."""
_UNITS = ((10**9, "GB"), (10**6, "MB"), (10**3, "kB"))
_CATEGORIES = 3  # of removed lines, those with most bytes, beside the bar


class Watcher(Protocol):
    """Something that is told how the run goes."""

    def update(self, counts: Counts, share: float, summary: Summary) -> None:
        """Take the counts so far, the share of the input that is done, and what was removed, where that is known."""

    def fault(self, fault: Fault) -> None:
        """Take a record that could not be cleaned."""

    def warn(self, fault: Fault) -> None:
        """Take what is wrong with a document that was cleaned all the same."""

    def note(self, message: str) -> None:
        """Take something else that the user should know."""

    def done(self, counts: Counts) -> None:
        """Take what was done in all: the run has come to its end."""

    def stall(self, place: Place, seconds: float) -> None:
        """Take a batch, by its first record, that keeps a worker for longer than so many seconds."""

    def close(self) -> None:
        """End."""


class Quiet:
    """Tells of faults, and in the end what was done."""

    def __init__(self) -> None:
        self._told = self._untold = 0
        self._fields: set[str] = set()
        self._last_line = ""
        self._started = time.monotonic()

    def update(self, counts: Counts, share: float, summary: Summary) -> None:
        """Say nothing."""

    def fault(self, fault: Fault) -> None:
        """Tell it, unless there have been many, or one that had to do with the same text field."""
        if self._told == MOST_FAULTS or fault.field in self._fields:
            self._untold += 1
            return
        self._told += 1
        self._fields.update(filter(None, [fault.field]))
        report(describe(fault))

    def warn(self, fault: Fault) -> None:
        """Tell it, unless much has been told; the last line counts all."""
        if self._told < MOST_FAULTS:
            self._told += 1
            report(describe(fault))

    def note(self, message: str) -> None:
        """Tell it."""
        report(message)

    def done(self, counts: Counts) -> None:
        """Keep it for the last line."""
        self._last_line = summary_line(counts, time.monotonic() - self._started)

    def stall(self, place: Place, seconds: float) -> None:
        """Tell it: the run may wait for this one for ever."""
        report(describe(stalled(place, seconds)))

    def close(self) -> None:
        """Tell how many faults were not told, and what was done."""
        if self._untold:
            report(f"{self._untold:,} more records could not be cleaned; --errors FILE names all")
        if self._last_line:
            report(self._last_line)


class JsonLog(Quiet):
    """Writes a line of JSON to standard error every few seconds and at the end."""

    def __init__(self) -> None:
        super().__init__()
        self._logged = self._started
        self._last: dict[str, Any] = {}

    def update(self, counts: Counts, share: float, summary: Summary) -> None:
        """Log, if it is time."""
        now = time.monotonic()
        self._last = _facts(counts, share, summary, now - self._started)
        if now - self._logged >= LOG_SECONDS:
            self._logged = now
            self._write(self._last)

    def fault(self, fault: Fault) -> None:
        """Log it."""
        self._write({"event": "error", **fault.place._asdict(), "reason": fault.reason})

    def warn(self, fault: Fault) -> None:
        """Log it."""
        self._write({"event": "warning", **fault.place._asdict(), "reason": fault.reason})

    def note(self, message: str) -> None:
        """Log it."""
        self._write({"event": "note", "message": message})

    def stall(self, place: Place, seconds: float) -> None:
        """Log it."""
        self._write({"event": "stall", **place._asdict(), "seconds": seconds})

    def close(self) -> None:
        """Log the last state."""
        self._write({**self._last, "event": "end"})

    def _write(self, facts: dict[str, Any]) -> None:
        print(msgspec.json.encode(facts).decode(), file=sys.stderr, flush=True)


def stalled(place: Place, seconds: float) -> Fault:
    """Return what to tell of a batch that keeps a worker for too long."""
    what = f"{seconds:,.0f} s have not been enough for what begins here; with --batch-bytes 1 it is a single record"
    return Fault(place, what)


def _facts(counts: Counts, share: float, summary: Summary, seconds: float) -> dict[str, Any]:
    """Return what machines want to know."""
    return {
        "event": "progress",
        "seconds": round(seconds, 1),
        "share": round(share, 4),
        "documents": counts.documents,
        "bytes_in": counts.bytes_in,
        "bytes_out": counts.bytes_out,
        "errors": counts.faults,
        "over_limit": counts.over_limit,
        "damaged": counts.damaged,
        "removed": removed_bytes(summary),
    }


class Bar(Quiet):
    """Shows a bar on a terminal: documents, speed, what is removed, errors, time left."""

    def __init__(self) -> None:
        from rich.console import Console  # noqa: PLC0415 - for terminals only
        from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn  # noqa: PLC0415

        super().__init__()
        columns = (BarColumn(), TaskProgressColumn(), TextColumn("{task.description}"), TimeRemainingColumn())
        self._progress: Progress = Progress(*columns, console=Console(stderr=True))
        self._task = self._progress.add_task("", total=1.0)
        self._progress.start()

    def update(self, counts: Counts, share: float, summary: Summary) -> None:
        """Move the bar."""
        text = progress_line(counts, time.monotonic() - self._started, removed_bytes(summary))
        self._progress.update(self._task, completed=share, description=text)

    def done(self, counts: Counts) -> None:
        """Say nothing: the bar does."""

    def close(self) -> None:
        """Leave the bar as it is."""
        self._progress.stop()
        super().close()


def progress_line(counts: Counts, seconds: float, removed: dict[str, int]) -> str:
    """Return the state in a few words.

    >>> progress_line(Counts(1200, 5_000_000, 4_000_000, 1), 2.0, {"share": 50_000})
    '1,200 documents, 2.5 MB/s, 20.0 % removed (share 1.0 %), 1 errors'
    """
    total = counts.bytes_in or 1
    most = sorted(removed.items(), key=lambda item: -item[1])[:_CATEGORIES]
    parts = ", ".join(f"{name} {size / total:.1%}".replace("%", " %") for name, size in most)
    share = f"{1 - counts.bytes_out / total:.1%}".replace("%", " %")
    return (
        f"{counts.documents:,} documents, {counts.bytes_in / 1e6 / max(seconds, 1e-9):.1f} MB/s, {share} removed"
        f"{f' ({parts})' if parts else ''}, {counts.faults} errors"
    )


def summary_line(counts: Counts, seconds: float) -> str:
    """Return what was done in a few words.

    >>> summary_line(Counts(1200, 5_000_000, 4_980_000, 1, 870), 2.0)
    '1,200 documents cleaned, 870 of them changed, 1 error, 20.0 kB of 5.0 MB removed, 2.0 s'
    """
    over_limit = f"{counts.over_limit:,} over the limit, " if counts.over_limit else ""
    damaged = f"{counts.damaged:,} with bytes that are no characters, " if counts.damaged else ""
    return (
        f"{_several(counts.documents, 'document')} cleaned, {counts.changed:,} of them changed, {over_limit}{damaged}"
        f"{_several(counts.faults, 'error')}, {_size(counts.bytes_in - counts.bytes_out)} of "
        f"{_size(counts.bytes_in)} removed, {seconds:,.1f} s"
    )


def _several(number: int, thing: str) -> str:
    return f"{number:,} {thing}{'s' * (number != 1)}"


def _size(size: int) -> str:
    unit, name = next((each for each in _UNITS if abs(size) >= each[0]), _UNITS[-1])
    return f"{size / unit:,.1f} {name}"


def make_watcher(log_json: bool) -> Watcher:
    """Return what fits standard error."""
    if log_json:
        return JsonLog()
    return Bar() if sys.stderr and sys.stderr.isatty() else Quiet()
