"""What a run tells: how far it is, what it cannot clean, and, in sum, what it removed.

Progress is a bar on a terminal, lines of JSON for machines, or nothing. The summary counts what was removed by
category, rule and host, with samples, and is written as JSON, Parquet or Markdown.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import urlsplit

import msgspec

from cleaner.corpus.formats import split_suffixes
from cleaner.corpus.outputs import aside, publish
from cleaner.corpus.records import Counts, Fault, Place, describe
from cleaner.corpus.storage import create
from cleaner.errors import report

if TYPE_CHECKING:
    from rich.progress import Progress

    from cleaner.result import Cut

LOG_SECONDS = 5.0
MOST_FAULTS = 20
"""So many faults are told on standard error; the rest is counted."""
_UNITS = ((10**9, "GB"), (10**6, "MB"), (10**3, "kB"))
_CATEGORIES = 3  # of removed lines, those with most bytes, beside the bar
GROUPS = ("category", "rule", "host")
SAMPLES = 5
SAMPLE_CHARACTERS = 200
AROUND_CHARACTERS = 100
"""So much is shown of the document on either side of a sample: about a line."""
MOST_NAMES = 10_000
"""So many hosts are counted by name, those that come first; the rest together. Memory stays flat on any corpus."""
REST = "(others)"
Entry = dict[str, Any]
Sample = dict[str, str]
"""``text`` that was removed, and the document around it ``before`` and ``after``."""
Summary = dict[str, dict[str, Entry]]
"""Group → name → ``documents``, ``lines``, ``bytes`` and, but for hosts, ``samples``."""
_ROWS = 30  # of each group in the tables for people; the other formats have all
_SAMPLES = 2  # of each name in these tables


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
        f"{_several(counts.faults, 'error')}, {_in_units(counts.bytes_in - counts.bytes_out)} of "
        f"{_in_units(counts.bytes_in)} removed, {seconds:,.1f} s"
    )


def _several(number: int, thing: str) -> str:
    return f"{number:,} {thing}{'s' * (number != 1)}"


def _in_units(size: int) -> str:
    unit, name = next((each for each in _UNITS if abs(size) >= each[0]), _UNITS[-1])
    return f"{size / unit:,.1f} {name}"


def make_watcher(log_json: bool) -> Watcher:
    """Return what fits standard error."""
    if log_json:
        return JsonLog()
    return Bar() if sys.stderr and sys.stderr.isatty() else Quiet()


def summarise(url: str, texts: Iterable[tuple[Sequence[Cut], Callable[[], str]]]) -> Summary:
    """Return the summary of one document; blank lines beside a cut count as the category "blank".

    Each of its ``texts`` is told by its cuts, and what gives the original, which is asked where samples are taken.
    """
    summary: Summary = {group: {} for group in GROUPS}
    host = host_of(url)
    for cuts, original in texts:
        for cut in cuts:
            _, _, label, rule, _, text = cut
            size = len(text) if text.isascii() else len(text.encode("utf-8", "surrogatepass"))
            for group, name in zip(GROUPS, (str(label), rule, host), strict=True):
                if name:
                    entry = _entry(summary[group], name)
                    entry.update(documents=1, lines=entry["lines"] + 1, bytes=entry["bytes"] + size)
                    if group != "host" and _is_wanted(entry, text):
                        _add_sample(entry, {"text": _shortened(text), **around(cut, cuts, original())})
    return summary


def around(cut: Cut, cuts: Iterable[Cut], original: str) -> Sample:
    r"""Return the original around a cut, and what all the cuts leave of that.

    >>> cut = (18, 30, "share", "share.link", -3.0, "Share this.\n")
    >>> around(cut, [cut], "Ferries sail now.\nShare this.\nThe port is open.\n")
    {'before': 'Ferries sail now.\nShare this.\nThe port is open.', 'after': 'Ferries sail now.\nThe port is open.'}
    """
    start = max(0, cut[0] - AROUND_CHARACTERS)
    stop = min(len(original), cut[0] + SAMPLE_CHARACTERS, cut[1]) + AROUND_CHARACTERS
    kept, read = [], start
    for first, behind, *_ in cuts:
        if behind > read and first < stop:
            kept.append(original[read : max(first, read)])
            read = behind
    kept.append(original[read:stop])
    return {"before": _lines(original[start:stop]), "after": _lines("".join(kept))}


def _lines(text: str) -> str:
    """Return a text without blank lines, and space around lines."""
    return "\n".join(filter(None, (" ".join(line.split()) for line in text.splitlines())))


def _shortened(text: str) -> str:
    return " ".join(text.split())[:SAMPLE_CHARACTERS]


def host_of(url: str) -> str:
    """Return the host of an address, "" if it has none.

    >>> host_of("https://News.example:8080/a"), host_of("a page")
    ('news.example', '')
    """
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def merge(total: Summary, more: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> None:
    """Add what another batch brought."""
    for group, entries in more.items():
        names = total.setdefault(group, {})
        for name, entry in entries.items():
            is_known = name in names or len(names) < MOST_NAMES
            _add(_entry(names, name if is_known else REST), entry)


def _add(entry: Entry, more: Mapping[str, Any]) -> None:
    for count in ("documents", "lines", "bytes"):
        entry[count] += more[count]
    for sample in more.get("samples", ()):
        if _is_wanted(entry, sample["text"]):
            _add_sample(entry, sample)


def _entry(entries: dict[str, Entry], name: str) -> Entry:
    if name not in entries:
        entries[name] = {"documents": 0, "lines": 0, "bytes": 0}
    return entries[name]


def _is_wanted(entry: Entry, text: str) -> bool:
    """Say whether an entry has room for a sample, and has not this one: the first ones are kept, each once."""
    samples = entry.get("samples", ())
    if len(samples) >= SAMPLES:
        return False
    short = _shortened(text)
    return bool(short) and all(short != sample["text"] for sample in samples)


def _add_sample(entry: Entry, sample: Sample) -> None:
    entry.setdefault("samples", []).append(sample)


def removed_bytes(summary: Summary) -> dict[str, int]:
    """Return the bytes that were removed, by category."""
    return {name: entry["bytes"] for name, entry in summary.get("category", {}).items()}


def ranked(summary: Summary) -> Summary:
    """Return a summary in order: in each group, those with most bytes first."""
    return {
        group: dict(sorted(summary.get(group, {}).items(), key=lambda item: (-item[1]["bytes"], item[0])))
        for group in GROUPS
    }


def write_summary(path: str, counts: Counts, summary: Summary) -> None:
    """Write the summary as its name tells: as Markdown alone, or as Parquet or JSON with Markdown beside it."""
    ordered = ranked(summary)
    _write(table_path(path), _tables(counts, ordered))
    if table_path(path) != path:
        _write(path, _encoder(path)(counts, ordered))


def _write(path: str, content: bytes) -> None:
    made = aside(path, "made")
    made.parent.mkdir(parents=True, exist_ok=True)
    with create(made) as stream:
        stream.write(content)
    publish(made, path)


def table_path(path: str) -> str:
    """Return where the tables go that belong to a summary.

    >>> table_path("removed.json"), table_path("removed.parquet"), table_path("removed.md"), table_path("removed")
    ('removed.md', 'removed.md', 'removed.md', 'removed.md')
    """
    return split_suffixes(path)[0] + ".md"


def _encoder(path: str) -> Callable[[Counts, Summary], bytes]:
    named = split_suffixes(path)[1]
    return _parquet if named and named.name == "parquet" else _json


def _json(counts: Counts, summary: Summary) -> bytes:
    return msgspec.json.format(msgspec.json.encode({"total": counts, **summary}), indent=2) + b"\n"


def _parquet(counts: Counts, summary: Summary) -> bytes:
    """Return a row for each name, and the whole run's counts as metadata ``total``, in JSON."""
    import pyarrow as pa  # noqa: PLC0415 - who wants JSON does without
    import pyarrow.parquet as pq  # noqa: PLC0415 - the same

    sample = pa.struct([(name, pa.string()) for name in ("text", "before", "after")])
    numbers = [(name, pa.int64()) for name in ("documents", "lines", "bytes")]
    fields = [("group", pa.string()), ("name", pa.string()), *numbers, ("samples", pa.list_(sample))]
    schema = pa.schema(fields, {"total": msgspec.json.encode(counts)})
    rows = [
        {"group": group, "name": name, "samples": [], **entry}
        for group, entries in summary.items()
        for name, entry in entries.items()
    ]
    sink = pa.BufferOutputStream()
    pq.write_table(pa.Table.from_pylist(rows, schema), sink)
    data: bytes = sink.getvalue().to_pybytes()
    return data


def _tables(counts: Counts, summary: Summary) -> bytes:
    """Return tables in Markdown: what was counted, and samples of the rules before and after."""
    over_limit = f", {counts.over_limit:,} over the limit" if counts.over_limit else ""
    damaged = f", {counts.damaged:,} with bytes that are no characters" if counts.damaged else ""
    lines = [
        f"{counts.documents:,} documents, {counts.changed:,} of them changed{over_limit}{damaged}, "
        f"{counts.bytes_in / 1e6:,.1f} MB in, {counts.bytes_out / 1e6:,.1f} MB out, {counts.faults:,} errors"
    ]
    for group, entries in summary.items():
        lines += ["", f"| {group} | documents | lines | MB | sample |", "|---|---:|---:|---:|---|"]
        lines += [_row(name, entry) for name, entry in list(entries.items())[:_ROWS]]
    lines += ["", "| rule | before | after |", "|---|---|---|"]
    for name, entry in list(summary["rule"].items())[:_ROWS]:
        for sample in entry.get("samples", [])[:_SAMPLES]:
            lines.append(f"| {name} | {_cell(sample['before'])} | {_cell(sample['after'])} |")
    return ("\n".join(lines) + "\n").encode("utf-8", "replace")


def _row(name: str, entry: Entry) -> str:
    sample = _cell(entry["samples"][0]["text"]) if entry.get("samples") else ""
    return f"| {name} | {entry['documents']:,} | {entry['lines']:,} | {entry['bytes'] / 1e6:,.3f} | {sample} |"


def _cell(text: str) -> str:
    r"""Return a text as a cell: what Markdown or HTML would take for its own is written out.

    >>> _cell("a | b\n<b>*c*")
    'a \\| b<br>&lt;b>\\*c\\*'
    """
    for mark in "\\`*_[]|":
        text = text.replace(mark, "\\" + mark)
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("\n", "<br>")
