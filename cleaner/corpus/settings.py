"""What every worker has to know, in one object that is sent to it once."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cleaner.judge.options import Engine

from cleaner.cli.problems import WRONG_USAGE, CommandError
from cleaner.html.contents import Reading

DEFAULT_BATCH_BYTES = 2 << 20
"""About so much is read before it is handed to a worker: 0.1 to 0.5 s of work, so that messages cost little and workers
end together. It is compressed as a piece of its own, too."""

BATCH_RECORDS = 1 << 13
"""A batch has no more records, however short they are: each takes one to three kilobytes while it is worked on."""

DEFAULT_MAX_BYTES = 16 << 20
"""A longer record is no article, and cleaning it takes several times its size in memory."""


@dataclass(frozen=True, slots=True)
class Fields:
    """Where documents stand in records, and how much is read at a time.

    ``texts``, ``id`` and ``url`` are the names of fields; ``is_html`` says that the texts are pages. A record has at
    most ``max_bytes``; a batch has at least ``batch_bytes``, unless it has `BATCH_RECORDS` before or is the last.
    ``files`` says how files are read that are a document each; without it they are what their format says, in
    ``encoding``. ``add`` names the fields that are added, by what they hold (see `cleaner.corpus.added`).
    """

    texts: tuple[str, ...] = ("text",)
    id: str = "id"
    url: str = "url"
    is_html: bool = False
    encoding: str = "utf-8"
    files: Reading | None = None
    max_bytes: int = DEFAULT_MAX_BYTES
    batch_bytes: int = DEFAULT_BATCH_BYTES

    def __post_init__(self) -> None:
        """Raise `CommandError` for an empty name, as an unset variable gives."""
        if "" in self.texts:
            raise CommandError("--text-field: is empty; name a field", WRONG_USAGE)

    add: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Settings:
    """How to clean, and what to tell of it; ``cleaning`` are the options of `cleaner.Cleaner`.

    ``markdown`` has pages become Markdown. A document that would lose more than the share ``max_removed`` of its words
    is told of; if it ``keeps_over_limit``, it stays whole.
    """

    fields: Fields = Fields()
    cleaning: dict[str, Any] = field(default_factory=dict)
    engine: Engine = "auto"
    with_ledger: bool = False
    with_summary: bool = False
    markdown: bool = False
    max_removed: float | None = None
    keeps_over_limit: bool = False
