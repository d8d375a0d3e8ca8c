"""Metadata found in the text: headline, byline and date."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import NamedTuple

from cleaner.result import Label

_WHITE_SPACE = " \t\r\n\v\f\ufeff\u00a0\u200b"

_BYLINE_LEAD = re.compile(
    r"(?:(?:written|posted|published|story|words|reported|article)\s+)?by[:\s]+|authors?\s*:\s*", re.I
)
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_DATE = re.compile(
    rf"\b(?:\d{{4}}-\d{{1,2}}-\d{{1,2}}|{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}}"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?\.?\s+(?:{_MONTH}|\w{{3,12}}),?\s+\d{{4}}|\d{{1,2}}[./]\d{{1,2}}[./]\d{{2,4}})",
    re.I,
)


class Metadata(NamedTuple):
    """What was found; "" for what was not."""

    title: str = ""
    byline: str = ""
    date: str = ""


def find_metadata(labelled: Iterable[tuple[Label, str]]) -> Metadata:
    """Return the metadata of a document from its lines and their labels: of each kind, the first one counts."""
    found: dict[Label, str] = {}
    for label, line in labelled:
        if label in _READERS and label not in found:
            found[label] = _READERS[label](line.strip(_WHITE_SPACE))
    return Metadata(found.get(Label.TITLE, ""), found.get(Label.BYLINE, ""), found.get(Label.DATE, ""))


def _read_byline(line: str) -> str:
    """Return the names, without the words before them and a date behind them.

    >>> _read_byline("Written by Ada Osei")
    'Ada Osei'
    """
    lead = _BYLINE_LEAD.match(line)
    return (line[lead.end() :] if lead else line).strip(_WHITE_SPACE)


def _read_date(line: str) -> str:
    """Return the date as the site printed it, without the words around it where it is one we know.

    >>> _read_date("Published May 15, 2024Updated May 16, 2024, 12:51 a.m. ET")
    'May 15, 2024'
    """
    date = _DATE.search(line)
    return date.group() if date else line


_READERS: dict[Label, Callable[[str], str]] = {Label.TITLE: str, Label.BYLINE: _read_byline, Label.DATE: _read_date}
