"""How memory is given back: allocators keep what is freed for later, and many processes have none to spare."""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.abc import MetaPathFinder

_LARGE = 4 << 20
"""What is larger goes back to the system at once. Parquet is read by pages of up to 20 MB: 40 MB less in the process
that reads; a limit of 1 MB takes 15 MB less still, and a third longer."""
_ARENAS = 1
"""One for all threads: only one of them works, the other takes in what comes. With two arenas, each of three processes
keeps 4 MB more, and none is faster."""
_M_MMAP_THRESHOLD, _M_ARENA_MAX = -3, -8  # malloc.h of the GNU C library


def keep_little() -> None:
    """Have this process and those it will start keep little of what is freed; call it before pyarrow is loaded.

    Arrow's allocator and malloc's arenas keep 70 MB in three processes, and are no faster here.
    """
    os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")
    os.environ.setdefault("MALLOC_ARENA_MAX", str(_ARENAS))
    if sys.platform == "linux":
        with suppress(AttributeError, OSError):  # another C library has its own ways
            change_option = ctypes.CDLL(None).mallopt
            change_option(_M_MMAP_THRESHOLD, _LARGE)
            change_option(_M_ARENA_MAX, _ARENAS)


class _WithoutPandas(MetaPathFinder):
    """Says that pandas is not installed."""

    @staticmethod
    def find_spec(name: str, *_: object) -> None:
        """Refuse pandas, and leave the rest to others."""
        if name == "pandas":
            raise ModuleNotFoundError("pandas is left out", name=name)


@contextmanager
def without_pandas() -> Iterator[None]:
    """Have pandas count as not installed, unless it is loaded already.

    pyarrow looks for it when it makes its first array, to tell whether a list is a series of pandas; wherever it is
    installed this fills 50 MB in every process, and takes half a second.
    """
    refusal = _WithoutPandas()
    sys.meta_path.insert(0, refusal)
    try:
        yield
    finally:
        sys.meta_path.remove(refusal)
