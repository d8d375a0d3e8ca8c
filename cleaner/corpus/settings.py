"""What every worker has to know, in one object that is sent to it once."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cleaner.options import Engine

DEFAULT_BATCH_BYTES = 2 << 20
"""About so much is read before it is handed to a worker: 0.1 to 0.5 s of work, so that messages cost little and workers
end together. It is compressed as a piece of its own, too."""

DEFAULT_MAX_BYTES = 16 << 20
"""A longer record is no article, and cleaning it takes several times its size in memory."""


@dataclass(frozen=True, slots=True)
class Fields:
    """Where documents stand in records, and how much is read at a time.

    ``text``, ``id`` and ``url`` are the names of fields; ``is_html`` says that the text field holds pages. A record
    has at most ``max_bytes``; a batch has at least ``batch_bytes``, unless it is the last.
    """

    text: str = "text"
    id: str = "id"
    url: str = "url"
    is_html: bool = False
    encoding: str = "utf-8"
    max_bytes: int = DEFAULT_MAX_BYTES
    batch_bytes: int = DEFAULT_BATCH_BYTES


@dataclass(frozen=True, slots=True)
class Settings:
    """How to clean, and what to tell of it; ``cleaning`` are the options of `cleaner.Cleaner`."""

    fields: Fields = Fields()
    cleaning: dict[str, Any] = field(default_factory=dict)
    engine: Engine = "auto"
    with_ledger: bool = False
    with_summary: bool = False
