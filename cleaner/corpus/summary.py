"""The summary: what was removed, by category, rule and host, with samples."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import msgspec

from cleaner.cli.own_files import create
from cleaner.corpus.parts import aside, publish

if TYPE_CHECKING:
    from cleaner.corpus.model import Counts
    from cleaner.model import Cut

GROUPS = ("category", "rule", "host")
SAMPLES = 5
SAMPLE_CHARACTERS = 200
MOST_NAMES = 10_000
"""So many hosts are counted by name, those that come first; the rest together. Memory stays flat on any corpus."""
REST = "(others)"
_ROWS = 30  # of each group in the table for people; the JSON has all

Entry = dict[str, Any]
Summary = dict[str, dict[str, Entry]]
"""Group → name → ``lines``, ``bytes`` and, but for hosts, ``samples``."""


def summarise(url: str, cuts: Iterable[Cut]) -> Summary:
    """Return the summary of one document; blank lines beside a cut count as the category "blank"."""
    summary: Summary = {group: {} for group in GROUPS}
    host = host_of(url)
    for _, _, label, rule, _, text in cuts:
        size = len(text) if text.isascii() else len(text.encode("utf-8", "surrogatepass"))
        for group, name in zip(GROUPS, (str(label), rule, host), strict=True):
            if name:
                entry = _count(summary[group], name, 1, size)
                if group != "host":
                    _add_sample(entry, text)
    return summary


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
            _add(names, name if is_known else REST, entry)


def _add(entries: dict[str, Entry], name: str, more: Mapping[str, Any]) -> None:
    """Add the counts of another entry to a name."""
    entry = _count(entries, name, more["lines"], more["bytes"])
    for sample in more.get("samples", ()):
        _add_sample(entry, sample)


def _count(entries: dict[str, Entry], name: str, lines: int, size: int) -> Entry:
    """Add to the counts of a name, and return its entry."""
    entry = entries.get(name)
    if entry is None:
        entry = entries[name] = {"lines": 0, "bytes": 0}
    entry["lines"] += lines
    entry["bytes"] += size
    return entry


def _add_sample(entry: Entry, text: str) -> None:
    """Keep the first samples, each once."""
    samples = entry.setdefault("samples", [])
    if len(samples) < SAMPLES:
        sample = " ".join(text.split())[:SAMPLE_CHARACTERS]
        if sample and sample not in samples:
            samples.append(sample)


def removed_bytes(summary: Summary) -> dict[str, int]:
    """Return the bytes that were removed, by category."""
    return {name: entry["bytes"] for name, entry in summary.get("category", {}).items()}


def write_summary(path: str, counts: Counts, summary: Summary) -> None:
    """Write the summary as JSON, and beside it as tables for people (``.md``)."""
    ranked = {group: dict(_ranked(summary.get(group, {}))) for group in GROUPS}
    data = msgspec.json.format(msgspec.json.encode({"total": counts, **ranked}), indent=2) + b"\n"
    table = _tables(counts, ranked).encode()
    for name, content in ((path, data), (table_path(path), table)):
        made = aside(name, "made")
        made.parent.mkdir(parents=True, exist_ok=True)
        with create(made) as stream:
            stream.write(content)
        publish(made, name)


def table_path(path: str) -> str:
    """Return where the tables go that belong to a summary.

    >>> table_path("removed.json"), table_path("removed")
    ('removed.md', 'removed.md')
    """
    return path.removesuffix(".json") + ".md"


def _ranked(entries: Mapping[str, dict[str, Any]]) -> list[tuple[str, dict[str, Any]]]:
    """Return names and entries, those with most bytes first."""
    return sorted(entries.items(), key=lambda item: (-item[1]["bytes"], item[0]))


def _tables(counts: Counts, ranked: Summary) -> str:
    """Return tables in Markdown."""
    lines = [
        f"{counts.documents:,} documents, {counts.bytes_in / 1e6:,.1f} MB in, {counts.bytes_out / 1e6:,.1f} MB out, "
        f"{counts.faults:,} errors"
    ]
    for group, entries in ranked.items():
        lines += ["", f"| {group} | lines | MB | sample |", "|---|---:|---:|---|"]
        for name, entry in list(entries.items())[:_ROWS]:
            sample = entry.get("samples", [""])[0:1]
            cell = (sample[0] if sample else "").replace("|", "\\|")
            lines.append(f"| {name} | {entry['lines']:,} | {entry['bytes'] / 1e6:,.3f} | {cell} |")
    return "\n".join(lines) + "\n"
