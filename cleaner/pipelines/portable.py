"""A cleaner that goes to other machines: with the files of its rules, and loaded once in each process."""

from __future__ import annotations

import pickle
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from cleaner import Cleaner

_LOADED = 8
"""Cleaners kept in a process: loading one takes as long as cleaning a megabyte, and engines ask for each task."""

Folder = Mapping[str, bytes]
"""The files of a folder of rules, by name."""


def pack(cleaner: Cleaner) -> bytes:
    """Return a cleaner as bytes that can be unpacked where its folders of rules are not; the same for equal ones."""
    make, _ = cleaner.__reduce__()
    options: dict[str, Any] = dict(make.keywords)  # type: ignore[attr-defined]  # a partial: how cleaners pickle
    folders = [_read(Path(folder)) for folder in options.pop("rules", ())]
    return pickle.dumps((options, folders))


@lru_cache(maxsize=_LOADED)
def unpack(packed: bytes) -> Cleaner:
    """Return the cleaner that was packed; equal ones are loaded once."""
    options, folders = pickle.loads(packed)
    with TemporaryDirectory(prefix="cleaner-rules-") as parent:
        rules = [_written(Path(parent, str(number)), folder) for number, folder in enumerate(folders)]
        return Cleaner(rules=rules, **options)


def _read(folder: Path) -> Folder:
    return {file.name: file.read_bytes() for file in sorted(folder.glob("*.toml"))}


def _written(path: Path, folder: Folder) -> Path:
    path.mkdir()
    for name, content in folder.items():
        (path / name).write_bytes(content)
    return path
