"""Where results go: standard output, or a folder. Bytes throughout: newlines are those of the input."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

from cleaner.cli.streams import standard_output, write_text

if TYPE_CHECKING:
    from collections.abc import Iterable


class Writing(NamedTuple):
    """Where to write and how: a folder ("" is standard output), what stands between documents, JSON or text."""

    folder: str = ""
    separator: str = "\n"
    as_json: bool = False


TO_STANDARD_OUTPUT = Writing()
"""Text, with an empty line's newline between documents."""


class Output(Protocol):
    """A place to write documents to."""

    def write(self, name: str, text: str, kind: str = "") -> None:
        """Write one document that came from the input ``name``; raise ``CommandError`` when that fails.

        ``kind`` is the suffix of what is written ("txt", "md", "json") where it is another than that of the input.
        """


class StandardOutput:
    """Documents one after the other, with a separator between them."""

    def __init__(self, separator: str) -> None:
        """Start with nothing written."""
        self._stream = standard_output()
        self._separator = separator
        self._is_first = True

    def write(self, name: str, text: str, kind: str = "") -> None:
        """Write one document."""
        if not self._is_first:
            write_text(self._stream, self._separator)
        self._is_first = False
        write_text(self._stream, text)


def open_output(writing: Writing, inputs: Iterable[str] = ()) -> Output:
    """Return the place to write to; files that are ``inputs`` are not written over."""
    if writing.folder:
        from cleaner.cli.folder import Folder  # noqa: PLC0415 (not needed for standard output)

        return Folder(writing.folder, inputs)
    return StandardOutput("" if writing.as_json else writing.separator)
