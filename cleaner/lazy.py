"""Fields whose value is worked out when somebody asks for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


class LazyText:
    """A text field of a dataclass without slots; it may be given as a function of the object, called on first use."""

    def __set_name__(self, owner: type, name: str) -> None:
        """Learn the name of the field."""
        self._name = name

    def __get__(self, one: object | None, owner: type) -> str:
        """Return the text; raises `AttributeError` for the class, so that dataclasses see no default."""
        if one is None:
            raise AttributeError(self._name)
        value = one.__dict__[self._name]
        if not isinstance(value, str):
            value = one.__dict__[self._name] = value(one)
        return str(value)

    def __set__(self, one: object, value: str | Callable[[Any], str]) -> None:
        """Take the text, or what finds it."""
        one.__dict__[self._name] = value
