"""Formats and compressions, and the suffixes that name them."""

from __future__ import annotations

from typing import NamedTuple

SUFFIXES = {
    "jsonl": ("jsonl", "ndjson", "json"),
    "parquet": ("parquet", "pq"),
    "arrow": ("arrow", "feather", "ipc", "arrows"),
    "csv": ("csv",),
    "tsv": ("tsv", "tab"),
    "wet": ("wet",),
    "warc": ("warc",),
    "text": ("txt", "text"),
    "html": ("html", "htm", "xhtml"),
    "markdown": ("md",),
}
COMPRESSIONS = ("gz", "zst", "bz2", "xz")

INPUT_FORMATS = tuple(name for name in SUFFIXES if name != "markdown")
OUTPUT_FORMATS = ("jsonl", "parquet", "arrow", "csv", "tsv", "text", "markdown")
TABLES = frozenset({"parquet", "arrow", "csv", "tsv"})
"""Outputs whose columns are known only when all records are."""
SINGLE_DOCUMENTS = frozenset({"text", "html", "markdown"})
"""Formats in which a file is a document."""

_FORMATS = {suffix: name for name, suffixes in SUFFIXES.items() for suffix in suffixes}


class Format(NamedTuple):
    """What a file holds and how it is compressed ("" for not)."""

    name: str
    compression: str = ""

    @property
    def suffix(self) -> str:
        """The suffix of files of this format."""
        return "." + SUFFIXES[self.name][0] + ("." + self.compression if self.compression else "")


def split_suffixes(path: str) -> tuple[str, Format | None]:
    """Return a name without its suffixes, and the format they name, None if they name none.

    >>> split_suffixes("dumps/part-1.jsonl.zst")
    ('dumps/part-1', Format(name='jsonl', compression='zst'))
    >>> split_suffixes("CC-MAIN.warc.wet.gz")
    ('CC-MAIN', Format(name='wet', compression='gz'))
    >>> split_suffixes("dumps/v1.2")
    ('dumps/v1.2', None)
    """
    stem, compression = _without(path, COMPRESSIONS)
    stem, suffix = _without(stem, tuple(_FORMATS))
    if not suffix:
        return path, None
    name = _FORMATS[suffix]
    return stem.removesuffix(".warc") if name == "wet" else stem, Format(name, compression)


def _without(path: str, suffixes: tuple[str, ...]) -> tuple[str, str]:
    """Return a path without the suffix, and the suffix if it is one of these."""
    stem, dot, suffix = path.rpartition(".")
    is_one = bool(dot) and suffix.lower() in suffixes and not stem.endswith(("/", "\\")) and bool(stem)
    return (stem, suffix.lower()) if is_one else (path, "")


def parse_format(text: str, known: tuple[str, ...]) -> Format:
    """Return the format named by an option such as ``jsonl.zst``; raises `ValueError` for another word.

    >>> parse_format("csv.gz", OUTPUT_FORMATS)
    Format(name='csv', compression='gz')
    """
    name, _, compression = text.lower().lstrip(".").partition(".")
    if name not in known or (compression and compression not in COMPRESSIONS):
        raise ValueError(
            f"{text!r} is no format; choose one of {', '.join(known)}, with .{', .'.join(COMPRESSIONS)} if wanted"
        )
    return Format(name, compression)
