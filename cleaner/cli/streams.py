"""The streams that bytes leave by."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from cleaner.cli.encoding import encode_slices
from cleaner.cli.problems import CommandError

if TYPE_CHECKING:
    from typing import BinaryIO


def standard_output() -> BinaryIO:
    """Return the binary standard output."""
    if sys.stdout is None:
        raise CommandError("standard output: is closed; give it somewhere to write to")
    return sys.stdout.buffer


def write_text(stream: BinaryIO, text: str) -> None:
    """Write text as UTF-8, and through to the reader, who may be waiting for it."""
    for part in encode_slices(text):
        stream.write(part)
    stream.flush()
