"""A folder as output: each document under its input's name, whole or not at all."""

from __future__ import annotations

import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from cleaner.cli.problems import WRONG_USAGE, CommandError, display_name
from cleaner.cli.streams import write_text

if TYPE_CHECKING:
    from collections.abc import Iterator


class Folder:
    """Writes ``some/where/a.txt`` to ``a.txt`` in the folder; standard input becomes ``stdin``."""

    def __init__(self, path: str, suffix: str) -> None:
        """Make the folder if it is not there; ``suffix`` is added to the names."""
        self._path = Path(path)
        self._suffix = suffix
        self._sources: dict[str, str] = {}
        try:
            self._path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            problem = f"--output: {display_name(path)}: {error.strerror}; name a folder"
            raise CommandError(problem, WRONG_USAGE) from None

    def write(self, name: str, text: str) -> None:
        """Write one document; never over its own input, nor over the document of another one."""
        target = self._path / self._claim(name)
        try:
            if target.exists() and name != "-" and target.samefile(name):
                raise CommandError(f"{display_name(name)}: would be overwritten; write to another folder (--output)")
            with replacing(target) as stream:
                write_text(stream, text)
        except OSError as error:
            raise CommandError(f"{display_name(str(target))}: {error.strerror}; check the folder") from None

    def _claim(self, name: str) -> str:
        """Return the file name for a document and remember who has it."""
        target = _file_name(name) + self._suffix
        if target in self._sources:
            other = display_name(self._sources[target])
            problem = f"{other} was written under the same name; write this one to another folder (--output)"
            raise CommandError(f"{display_name(name)}: {problem}")
        self._sources[target] = name
        return target


def _file_name(name: str) -> str:
    """Return the last part of a name; names in records are not to be trusted to lead where they should."""
    last = Path(name).name
    return "stdin" if name == "-" else last if last not in {"", ".."} else "unnamed"


@contextmanager
def replacing(target: Path) -> Iterator[BinaryIO]:
    """Open a file that takes its name when it is complete; when it is not completed, nothing has happened."""
    aside = target.with_name(f".cleaner-{os.getpid()}.part")
    try:
        with aside.open("wb") as stream:
            yield stream
        aside.replace(target)
    except BaseException:
        aside.unlink(missing_ok=True)
        raise
