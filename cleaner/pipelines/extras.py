"""What to say where a framework is not installed."""

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
