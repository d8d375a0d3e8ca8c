"""What every worker has to know, in one object that is sent to it once."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

DEFAULT_MAX_BYTES = 16 << 20


@dataclass(frozen=True, slots=True)
class Fields:
    """Where documents stand in records: the names of the fields for text, id and address, and the limit of a record."""

    text: str = "text"
    id: str = "id"
    url: str = "url"
    is_html: bool = False
    encoding: str = "utf-8"
    max_bytes: int = DEFAULT_MAX_BYTES


@dataclass(frozen=True, slots=True)
class Settings:
    """How to clean, and what to tell of it; ``cleaning`` are the options of `cleaner.Cleaner`."""

    fields: Fields = Fields()
    cleaning: dict[str, Any] = field(default_factory=dict)
    engine: str = "auto"
    with_ledger: bool = False
    with_summary: bool = False
