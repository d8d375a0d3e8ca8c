r"""Front matter: what a Markdown file says about itself before its text.

Site generators write it between lines of ``---`` (YAML) or ``+++`` (TOML), and so do converters; readers for language
models write some fields, each a paragraph. Only what such fields plainly say is read: this is no parser of YAML.

>>> found = front_matter("---\ntitle: 'Rain'\nauthor: Ada Osei\ntags:\n  - weather\n---\n\nIt rained.\n")
>>> found.length, found.fields
(58, {'title': 'Rain', 'byline': 'Ada Osei'})
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

LONGEST = 65_536
"""Characters; what is longer is text between two rules."""

_FENCED = re.compile(
    r"\ufeff?(?P<fence>---|\+\+\+)[ \t]*(?:\r\n?|\n)"
    r"(?P<body>(?:(?!(?P=fence)[ \t]*(?:[\r\n]|\Z))[^\r\n]*+(?:\r\n?|\n))*+)(?P=fence)[ \t]*(?:\r\n?|\n|\Z)"
)
_PARAGRAPHS = re.compile(
    r"(?P<body>Title: [^\r\n]*+\s++URL Source: [^\r\n]*+\s++(?:(?:Published Time|Number of Pages): [^\r\n]*+\s++)*+)"
    r"Markdown Content:[ \t]*(?:\r\n?|\n|\Z)"
)
_BLANK_LINES = re.compile(r"(?:[ \t]*(?:\r\n?|\n))*+")
_FIELD = re.compile(r"(?P<key>(?:[^:=]|[:=](?=\S))++)[:=](?=\s|$)\s*+(?P<value>.*+)$")
_KEY = re.compile(r"\s*+(?:[\"']?[A-Za-z][\w:. -]*+[\"']?\s*|meta-.*)$")
"""What may be a key; converters take those of a page's metadata as they are."""
_GOES_ON = re.compile(r"\s|[-\]}#]|$")
"""How a line begins that belongs to the field above it, or to none."""

_NAMES = {
    "title": ("title", "headline", "og:title"),
    "byline": ("author", "authors", "byline", "creator"),
    "date": ("date", "published", "publishdate", "pubdate", "published_time", "published time", "created"),
    "site_name": ("site_name", "og:site_name", "sitename"),
    "language": ("language", "lang"),
    "url": ("url", "canonical", "og:url", "permalink", "url source"),
}
"""The fields of `Result.metadata`, and the keys that say them, the surest first."""

_PREFIXES = re.compile(r"^(?:meta-)?(?:article:)?")


@dataclass(frozen=True)
class FrontMatter:
    """How many characters it takes, blank lines behind it included, and what it says, as `Result.metadata` calls it."""

    length: int = 0
    fields: Mapping[str, str] = field(default_factory=dict)


def front_matter(text: str) -> FrontMatter:
    """Return the front matter of a text; it has no length where there is none."""
    found = _FENCED.match(text, 0, LONGEST) or _PARAGRAPHS.match(text, 0, LONGEST)
    if not found:
        return FrontMatter()
    lines = found["body"].splitlines()
    given = dict(_fields(lines))
    if not given or not all(_field(line) or _GOES_ON.match(line) for line in lines):
        return FrontMatter()
    blank = _BLANK_LINES.match(text, found.end())
    return FrontMatter(blank.end() if blank else found.end(), _known(given))


def _field(line: str) -> re.Match[str] | None:
    found = _FIELD.match(line)
    return found if found and _KEY.match(found["key"]) else None


def _fields(lines: list[str]) -> Iterator[tuple[str, str]]:
    """Yield keys, in small letters, with their values; those of several values have the first one."""
    key = ""
    for line in lines:
        if found := _field(line):
            key = found["key"].strip().strip("\"'").lower()
            if value := _unquoted(found["value"]):
                yield key, value
                key = ""
        elif key and line.strip().startswith("- "):
            yield key, _unquoted(line.strip()[2:])
            key = ""


def _unquoted(value: str) -> str:
    """Return a value without its quotes; of a list, its values without brackets and quotes."""
    value = value.strip()
    if value[:1] == "[" and value[-1:] == "]":
        return ", ".join(filter(None, (part.strip().strip("\"'") for part in value[1:-1].split(","))))
    if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
        value = value[1:-1]
    return "" if value in ("|", ">", "|-", ">-", "{}", "null", "~") else value


def _known(given: Mapping[str, str]) -> dict[str, str]:
    plain = {_PREFIXES.sub("", key): value for key, value in reversed(list(given.items()))}
    found = {name: next(filter(None, map(plain.get, keys)), "") for name, keys in _NAMES.items()}
    return {name: value for name, value in found.items() if value}
