"""Measured lines, kept in a file under a key that says what they were measured from: measuring takes minutes.

The key holds the data, the compiled core, the rules, the columns, and the code that makes and labels documents, but not
the weights: what these are may be tried without measuring anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from hashlib import blake2b
from pathlib import Path

import numpy as np

from benchmarks import REPOSITORY
from benchmarks.fit.scorecards import first_reading
from benchmarks.fit.training import Lines
from benchmarks.quality.data import Data, Part

FOLDER = REPOSITORY / "build" / "fit"

MADE_FROM = (
    *(
        "cleaner/**/*.py",
        "cleaner/**/*.so",
        "cleaner/**/*.pyd",
        "rules/[!s]*",
        "rules/s[!c]*",
    ),  # scorecards are made from it
    *("benchmarks/fit/bodies/*", "benchmarks/quality/data.py", "benchmarks/quality/frames.py"),
    *(f"benchmarks/fit/{name}.py" for name in ("alignment", "documents", "frames", "reading", "training")),
)


def cached(
    measured: Callable[..., Lines], data: Data, part: Part, columns: Sequence[str], bases: Path | None = None
) -> Lines:
    """Return what ``measured`` returns, from the file of an earlier time where nothing has changed since."""
    kind = "second" if bases else "lines"
    file = FOLDER / f"{kind}-{_key(data, part, columns, bases)}.npz"
    if file.is_file():
        with np.load(file) as stored:
            return Lines(**stored)
    lines = measured(data, part, columns, bases)
    FOLDER.mkdir(parents=True, exist_ok=True)
    for stale in FOLDER.glob(f"{kind}-*.npz"):
        stale.unlink()
    np.savez(file, **lines._asdict())
    return lines


def _key(data: Data, part: Part, columns: Sequence[str], bases: Path | None) -> str:
    total = blake2b(repr((data.digest, part, columns)).encode(), digest_size=8)
    for file in _files():
        total.update(file.name.encode() + b"\0" + file.read_bytes())
    for file in sorted(bases.glob("text?.toml")) if bases else ():
        total.update(file.name.encode() + b"\0" + first_reading(file).encode())
    return total.hexdigest()


def _files() -> Iterator[Path]:
    for pattern in MADE_FROM:
        yield from sorted(file for file in REPOSITORY.glob(pattern) if file.is_file())
