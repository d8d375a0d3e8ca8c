"""Where the rules stand that come with the package."""

from __future__ import annotations

from pathlib import Path


def default_folder() -> Path:
    """Return the folder of the rules that come with the package: inside it, or beside it in a checkout."""
    packaged = Path(__file__).with_name("shipped")
    return packaged if packaged.is_dir() else Path(__file__).parents[2] / "rules"
