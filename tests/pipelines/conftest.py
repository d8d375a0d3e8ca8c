"""Warnings of our own are errors here, too; those that frameworks make about themselves are not ours to mend."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

for name, value in {"HAYSTACK_TELEMETRY_ENABLED": "False", "RAY_USAGE_STATS_ENABLED": "0"}.items():
    os.environ[name] = value  # tests tell nobody that they ran


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Have only warnings about modules of cleaner fail the tests of this folder."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.filterwarnings("error:::cleaner"), append=False)
            item.add_marker(pytest.mark.filterwarnings("default"), append=False)
