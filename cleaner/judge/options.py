"""What a user may ask of a cleaner, checked."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from math import inf
from numbers import Real
from os import PathLike
from typing import Any, Literal, TypedDict

from cleaner.lines.markup import MARKUPS
from cleaner.result import CONTENT, DEBRIS, Label

Mode = Literal["precise", "balanced", "thorough"]
Engine = Literal["auto", "fast", "trafilatura"]
Markup = Literal["auto", "text", "markdown"]
Output = Literal["text", "markdown"]


class Options(TypedDict, total=False):
    """The options of `cleaner.Cleaner`, which says what they mean."""

    rules: Iterable[str | PathLike[str]]
    keep: Iterable[str]
    drop: Iterable[str]
    disable: Iterable[str]
    protect: Iterable[str]
    threshold: float | None
    languages: Iterable[str]
    mode: Mode
    keep_selector: str
    drop_selector: str
    sites: str
    markup: Markup


Listed = dict[str, Any]
"""Options by name; those of several values as tuples, those whose order says nothing in order and each value once."""

DEFAULTS: Listed = {
    "rules": (),
    "keep": (),
    "drop": (),
    "disable": (),
    "protect": (),
    "threshold": None,
    "languages": (),
    "mode": "balanced",
    "keep_selector": "",
    "drop_selector": "",
    "sites": "",
    "markup": "auto",
}
_TEXTS = "mode", "keep_selector", "drop_selector", "sites", "markup"
_SINGLE = "threshold", *_TEXTS

MODES: dict[str, int] = {"precise": -100, "balanced": 0, "thorough": 60}
"""Thresholds by name, in hundredths of a point: precise removes only what is surely debris, thorough keeps only what is
surely content."""

_MOST_POINTS = 1_000_000
"""No line has so many, so that a threshold beyond says no more, and the hundredths fit into the judge's integers."""


@dataclass(frozen=True, slots=True)
class Policy:
    """Which labels go, and the threshold in hundredths of a point."""

    removed: frozenset[Label]
    threshold: int


def listed(options: Options) -> Listed:
    """Return all options in the form in which equal ones are equal.

    Raises `TypeError` for one that does not exist, or whose values are of a wrong type.

    >>> listed({"keep": "caption", "drop": ["tags", "date", "tags"]})["drop"]
    ('date', 'tags')
    """
    for name in options:
        if name not in DEFAULTS:
            raise TypeError(f"there is no option {name!r}; choose from {', '.join(DEFAULTS)}")
    for name in _TEXTS:
        if not isinstance(options.get(name, ""), str):
            raise TypeError(f"{name} is {options.get(name)!r}; give str")
    return {**DEFAULTS, **{name: value if name in _SINGLE else _values(name, value) for name, value in options.items()}}


def refuse_unknown(given: Iterable[str], known: Collection[str]) -> None:
    """Raise `TypeError` for an option of what uses a cleaner that does not exist; those of cleaners have their place.

    >>> refuse_unknown(["keep"], ["html", "cleaner"])
    Traceback (most recent call last):
        ...
    TypeError: keep is an option of the cleaner; give cleaner={'keep': ...}
    """
    for name in given:
        if name in known:
            continue
        if name in DEFAULTS:
            raise TypeError(f"{name} is an option of the cleaner; give cleaner={{{name!r}: ...}}")
        raise TypeError(f"there is no option {name!r}; choose from {', '.join(sorted(known))}")


def _values(name: str, given: Any) -> tuple[Any, ...]:
    """Return an option's values; a single string is one. Folders stay in order, languages are in small letters."""
    if not isinstance(given, Iterable | PathLike):
        raise TypeError(f"{name} is {given!r}; give a list")
    values = (given,) if isinstance(given, str | PathLike) else tuple(given)
    for value in values:
        if not isinstance(value, str | PathLike if name == "rules" else str):
            raise TypeError(f"{name} holds {value!r}; give str")
    if name == "rules":
        return values
    return tuple(sorted({value.lower() if name == "languages" else str(value) for value in values}))


def policy(keep: Iterable[str], drop: Iterable[str], threshold: float | None, mode: str) -> Policy:
    """Return the policy of some options.

    Raises `ValueError` for labels and modes that do not exist, and for a threshold that is no number.
    """
    if mode not in MODES:
        raise ValueError(f"there is no mode {mode!r}; choose one of {', '.join(MODES)}")
    kept, dropped = _labels(keep), _labels(drop)
    if both := kept & dropped:
        raise ValueError(f"{min(both)!s} cannot be kept and dropped at once; leave one of the two out")
    return Policy(frozenset(DEBRIS - kept | dropped), MODES[mode] if threshold is None else _hundredths(threshold))


def _hundredths(threshold: float) -> int:
    """Return a threshold in hundredths of a point; raises `ValueError` for what is no number.

    >>> _hundredths(1.5), _hundredths(-1e300)
    (150, -100000000)
    """
    if not isinstance(threshold, Real) or not abs(threshold) < inf:  # also of numbers that no float can hold
        raise ValueError(f"the threshold has to be a number of points, not {threshold!r}")
    return round(100 * max(-_MOST_POINTS, min(_MOST_POINTS, threshold)))


def _labels(names: Iterable[str]) -> frozenset[Label]:
    known = {str(label): label for label in CONTENT | DEBRIS}
    names = [names] if isinstance(names, str) else list(names)
    for name in names:
        if name not in known:
            raise ValueError(f"there is no label {name!r}; choose from {', '.join(sorted(known))}")
    return frozenset(known[name] for name in names)


def check_markup(markup: str) -> None:
    """Raise `ValueError` for a markup that does not exist."""
    if markup not in MARKUPS:
        raise ValueError(f"there is no markup {markup!r}; choose one of {', '.join(MARKUPS)}")


def check_rule_ids(ids: Collection[str], known: Collection[str]) -> None:
    """Raise `ValueError` for an id that no rule has."""
    for rule in ids:
        if rule not in known:
            raise ValueError(f"there is no rule {rule!r}; `cleaner rules list` shows what there is")
