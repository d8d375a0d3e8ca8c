"""Warnings of our own are errors here, too; those that frameworks make about themselves are not ours to mend."""

from __future__ import annotations

from pathlib import Path

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Have only warnings about modules of cleaner fail the tests of this folder."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.filterwarnings("error:::cleaner"), append=False)
            item.add_marker(pytest.mark.filterwarnings("default"), append=False)
