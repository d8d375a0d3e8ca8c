"""Whole corpora: batches are read in one process, cleaned in many, and written in order.

`run` is what ``cleaner corpus`` does, from Python. It is loaded when it is asked for: the filter, too, needs the names
of formats and what unpacks, and nothing else from here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cleaner.corpus.api import CorpusError, Options, Progress, Report, run

__all__ = ["CorpusError", "Options", "Progress", "Report", "run"]


def __getattr__(name: str) -> Any:
    """Return what is public here; raises `AttributeError` for anything else."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from cleaner.corpus import api  # noqa: PLC0415 - see above

    return getattr(api, name)
