"""Files of records, such as tables: the filter would take them for prose, so it names the command for them."""

from __future__ import annotations

import shlex
from itertools import islice
from typing import TYPE_CHECKING

from cleaner.cli.problems import CommandError, display_name
from cleaner.corpus.formats import SINGLE_DOCUMENTS, SUFFIXES, split_suffixes

if TYPE_CHECKING:
    from cleaner.html.contents import Reading

_BEGINNINGS = {b"PAR1": "parquet", b"ARROW1": "arrow", b"WARC/1.": "warc"}
_NAMES = {"jsonl": "JSON Lines", "parquet": "Parquet", "arrow": "Arrow", "csv": "CSV", "tsv": "TSV"}
_HEAD = 1 << 20  # bytes looked at for lines of JSON
_LINES = 3  # a text may begin with one line of JSON, but not with three


def refuse_records(name: str, data: bytes, reading: Reading) -> None:
    """Raise ``CommandError`` for a file of records, with what cleans it; who says what the input is, is believed."""
    if reading.html is not None:
        return
    named = _named_format(name)
    if kind := named or _told_format(data):
        suffix = SUFFIXES[kind][0]
        output = "jsonl" if kind in {"wet", "warc"} else suffix
        source = f"cleaner corpus {shlex.quote(name)}" + ("" if named else f" --from {suffix}")
        command = f"{source} --output {'-' if name == '-' else f'clean.{output}'}"
        problem = f"is {_NAMES.get(kind, kind.upper())}, a file of records; clean it with: {command}"
        raise CommandError(f"{display_name(name)}: {problem} (or --text, to read it as one text)")


def _named_format(name: str) -> str:
    """Return the format of records that a name tells, "" for none."""
    _, known = split_suffixes(name)
    return known.name if known and known.name not in SINGLE_DOCUMENTS else ""


def _told_format(data: bytes) -> str:
    """Return the format of records that the first bytes tell for sure, "" for none."""
    for beginning, kind in _BEGINNINGS.items():
        if data.startswith(beginning):
            return kind
    return "jsonl" if data.startswith(b"{") and _is_json_lines(data[:_HEAD]) else ""


def _is_json_lines(head: bytes) -> bool:
    """Tell whether each of the first lines is an object of JSON."""
    import json  # noqa: PLC0415 - few texts begin like one

    lines = list(islice(filter(None, map(bytes.strip, head.split(b"\n"))), _LINES))
    try:
        return all(isinstance(json.loads(line), dict) for line in lines)
    except (ValueError, RecursionError):
        return False
