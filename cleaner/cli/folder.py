"""A folder as output: each document under its input's name, whole or not at all."""

from __future__ import annotations

import os
import re
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from cleaner.cli.own_files import create
from cleaner.cli.problems import WRONG_USAGE, CommandError, display_name
from cleaner.cli.streams import write_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_PACKED = re.compile(r"(?<=.)\.(gz|zst|bz2|xz)$", re.IGNORECASE)
_TEXT_OR_PAGE = re.compile(r"(?<=.)\.(x?html?|txt|text|md)$", re.IGNORECASE)


class Folder:
    """Writes ``some/where/a.txt`` to ``a.txt`` in the folder; standard input becomes ``stdin``."""

    def __init__(self, path: str, inputs: Iterable[str] = ()) -> None:
        """Make the folder if it is not there; none of the ``inputs`` is ever overwritten."""
        self._path = Path(path)
        self._inputs = {os.path.realpath(name) for name in inputs if name != "-"}
        self._sources: dict[str, str] = {}
        try:
            self._path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            reason = "is a file" if isinstance(error, FileExistsError) else error.strerror
            problem = f"--output: {display_name(path)}: {reason}; name a folder"
            raise CommandError(problem, WRONG_USAGE) from None

    def write(self, name: str, text: str, kind: str = "") -> None:
        """Write one document of a kind (see `file_name`); never over an input, nor over the document of another one."""
        target = self._path / self._claim(name, kind)
        try:
            self._refuse_loss(name, target)
            with replacing(target) as stream:
                write_text(stream, text)
        except OSError as error:
            raise CommandError(f"{display_name(str(target))}: {error.strerror}; check the folder") from None
        except ValueError:  # NUL, or half a character: names in records may hold anything
            raise CommandError(f"{display_name(name)}: is no name for a file; give it another one") from None

    def _claim(self, name: str, kind: str) -> str:
        """Return the file name for a document and remember who has it."""
        target = file_name(name, kind)
        if target in self._sources:
            other = display_name(self._sources[target])
            problem = f"{other} was written under the same name; write this one to another folder (--output)"
            raise CommandError(f"{display_name(name)}: {problem}")
        self._sources[target] = name
        return target

    def _refuse_loss(self, name: str, target: Path) -> None:
        """Raise ``CommandError`` where writing would cost an input, or a file that lies beside the document's own."""
        is_beside = name != "-" and os.path.realpath(self._path) == os.path.realpath(Path(name).parent)
        if target.exists() and (is_beside or os.path.realpath(target) in self._inputs):
            problem = f"{display_name(str(target))} would be overwritten; write to another folder (--output)"
            raise CommandError(f"{display_name(name)}: {problem}")


def file_name(name: str, kind: str) -> str:
    """Return the name for a document: the last part of its input's name, and its ``kind``, if another is written.

    Names in records are not to be trusted to lead where they should.

    >>> file_name("raw/page.html", "txt"), file_name("raw/page.txt.gz", ""), file_name("raw/page.txt", "json")
    ('page.txt', 'page.txt', 'page.txt.json')
    """
    last = _PACKED.sub("", Path(name).name)
    last = "stdin" if name == "-" else last if last not in {"", ".."} else "unnamed"
    if kind in {"txt", "md"}:
        last = _TEXT_OR_PAGE.sub("", last)
    return f"{last}.{kind}" if kind else last


@contextmanager
def replacing(target: Path) -> Iterator[BinaryIO]:
    """Open a file that takes its name when it is complete; when it is not completed, nothing has happened."""
    aside = target.with_name(f".cleaner-{os.getpid()}.part")
    stream = create(aside)
    try:
        with stream:
            yield stream
        aside.replace(target)
    except BaseException:
        aside.unlink(missing_ok=True)
        raise
