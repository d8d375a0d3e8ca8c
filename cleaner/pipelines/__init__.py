"""Cleaning as a step of other pipelines: tables, data frames, clusters, document frameworks.

`cleaner.pipelines.arrow` cleans Arrow tables and needs pyarrow; each other module is named after the framework it is
for, and needs that. `rows` is what they share, and needs nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def needs(extra: str) -> Iterator[None]:
    """Have an import that fails name the extra which brings what is missing; raises `ModuleNotFoundError`.

    >>> with needs("polars"):
    ...     import no_such_package
    Traceback (most recent call last):
    ModuleNotFoundError: no_such_package is not installed; in a checkout of cleaner: pip install '.[polars]'
    """
    try:
        yield
    except ModuleNotFoundError as error:
        message = f"{error.name} is not installed; in a checkout of cleaner: pip install '.[{extra}]'"
        raise ModuleNotFoundError(message, name=error.name) from None
