"""What `tests.mutants` changes is there to be changed (that the changes are noticed takes many minutes to see)."""

from __future__ import annotations

import pytest

from tests.mutants import CHANGES, mutants


@pytest.mark.parametrize(("name", "new"), CHANGES)
def test_each_constant_is_defined_with_another_value(name: str, new: str) -> None:
    found = list(mutants(name, new))
    assert found
    assert all(mutant.old != new for mutant in found)
