"""Where the scorecard comes from: `rules/scorecard.toml`, compiled once for each content as rule packs are."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from cleaner.rules.cache import cached, digest, sealed
from cleaner.rules.pack import SCORECARD, default_folder

Scorecard = list[tuple[list[str], list[int]]]
"""Small tables of points, fitted from labelled pages, that judge a line by its columns.

A table asks up to a few questions ("words > 12", "prose[1..8] > 0"); each combination of answers has its points, in
hundredths: entry ``i`` is for the conditions whose bits are set in ``i``. A line's score is the sum over all tables:
positive for content, negative for debris. These are oblivious decision trees (Kohavi 1994) written as data;
`benchmarks/fit_scorecard.py` says how they are fitted.
"""

COMPILED = "scorecard.pack"
"""The compiled form that a wheel brings along, beside the rules."""

_FORMAT = b"1"


def load_scorecard(file: Path | None = None) -> Scorecard:
    """Return the scorecard of a file, by default the one that comes with the package."""
    file = file or default_folder() / SCORECARD
    content = file.read_bytes()
    compiled = cached(_key(content), file.with_suffix(".pack"), lambda: _compiled(content))
    scorecard: Scorecard = json.loads(compiled)
    return scorecard


def shipped_form(folder: Path) -> bytes:
    """Return the content of the file `COMPILED` for a folder of rules that a wheel brings along."""
    content = (folder / SCORECARD).read_bytes()
    return sealed(_key(content), _compiled(content))


def _key(content: bytes) -> str:
    """Return the key of the compiled form."""
    return digest([b"scorecard", _FORMAT, content])


def _compiled(content: bytes) -> bytes:
    """Read the TOML and return its tables as JSON: pairs of conditions and points."""
    import tomllib  # noqa: PLC0415 - only who compiles has to read TOML

    data: dict[str, Any] = tomllib.loads(content.decode())
    return json.dumps([(table["conditions"], table["points"]) for table in data.get("table", [])]).encode()
