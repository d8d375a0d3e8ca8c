"""What the user named, as a list of sources: files of records, and piles of files that are a document each."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from cleaner.corpus.formats import SINGLE_DOCUMENTS, Format, split_suffixes
from cleaner.corpus.storage import (
    STANDARD,
    files_in,
    is_folder,
    is_pattern,
    is_remote,
    is_special,
    leads_out,
    matches,
    printable,
)
from cleaner.errors import WRONG_USAGE, CommandError, display_name


class Input(NamedTuple):
    """A file: its path or address, its name in the output (without suffixes), what it holds, and why it is not read."""

    path: str
    stem: str
    format: Format
    problem: str = ""

    @property
    def name(self) -> str:
        """The path as it is told to people and programs."""
        return printable(self.path)


class Source(NamedTuple):
    """One file of records, or files of one format that are a document each."""

    inputs: tuple[Input, ...]

    @property
    def is_pile(self) -> bool:
        """Say whether each file is a document."""
        return self.inputs[0].format.name in SINGLE_DOCUMENTS


def find_inputs(paths: Collection[str], given: Format | None) -> list[Input]:
    """Return all files, those of a folder by name; raises `CommandError` for one whose format is not known.

    ``given`` is the format the user names for all of them. In folders, files without a known suffix are left out.
    """
    if not paths:
        raise CommandError("no input is given; name a file, a folder or an address", WRONG_USAGE)
    found = [one for path in paths for one in _expand(path, given)]
    if not found:
        raise CommandError("the folders hold no files of a known format; name it (--from)", WRONG_USAGE)
    return found


def _expand(path: str, given: Format | None) -> Iterator[Input]:
    """Yield the files a path stands for."""
    if is_pattern(path):
        for one in matches(path):
            yield _named_file(one, given)
    elif path != STANDARD and is_folder(path):
        for inner, name in sorted(files_in(path), key=lambda pair: pair[1]):
            stem, known = split_suffixes(name)
            if given or (known and known.name != "markdown"):
                kept = stem.rpartition("/")[2] if leads_out(name) else stem
                yield Input(inner, kept, _combined(known, given), _problem(inner, name))
    else:
        yield _named_file(path, given)


def _named_file(path: str, given: Format | None) -> Input:
    """Return a file that the user names; raises `CommandError` if its format is not known."""
    stem, known = split_suffixes(path)
    if known is None or path.endswith("/"):
        _require(path)
    if (known is None or known.name == "markdown") and given is None:
        raise CommandError(f"{display_name(path)}: its name tells no format; name it (--from jsonl)", WRONG_USAGE)
    return Input(path, "stdin" if path == STANDARD else stem.rpartition("/")[2], _combined(known, given))


def _require(path: str) -> None:
    """Raise `CommandError` for a path that does not exist: what is wrong with it is not its suffix."""
    if path != STANDARD and not is_remote(path) and not Path(path).exists():
        kind = "folder" if path.endswith("/") else "file or folder"
        raise CommandError(f"{display_name(path)}: there is no such {kind}", WRONG_USAGE)


def _problem(path: str, name: str) -> str:
    """Return why a file in a folder is not to be read, "" if it is."""
    if leads_out(name):
        return "its name leads out of the folder; give it another"
    return "is no regular file; leave it out, or name it as an input of its own" if is_special(path) else ""


def _combined(known: Format | None, given: Format | None) -> Format:
    """Return the format the user names, with the compression of the suffix where none is named."""
    if given is None:
        assert known is not None, "the caller has made sure of one"
        return known
    return Format(given.name, given.compression or (known.compression if known else ""))


def sources(inputs: Iterable[Input]) -> list[Source]:
    """Return the inputs as sources, in their order; the files of a pile have one format."""
    found = []
    for kind, group in groupby(inputs, lambda one: one.format):
        files = tuple(group)
        found += [Source(files)] if kind.name in SINGLE_DOCUMENTS else [Source((one,)) for one in files]
    return found
