"""The rules of a pack as arrays, so that hits are weighed without asking rule by rule."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cleaner.binding import Languages, bindings
from cleaner.model import Label
from cleaner.rules import RuleFacts

LABELS = tuple(Label)

LabelCodes = NDArray[np.uint8]
"""Labels as indexes of `LABELS`."""

STRENGTHS = ("protect", "hint", "strong", "sure")
PLACES = ("anywhere", "head", "tail", "run")

# Labels that say the same of the lines around them.
FAMILIES = {
    "menu": {"navigation", "breadcrumb", "site_name", "search", "login", "pagination", "consent", "legal", "copyright"},
    "talk": {"comment_form", "comments"},
    "more": {"related", "tags", "author_bio"},
    "offer": {"newsletter", "share", "ad", "paywall", "app_promo", "source_link"},
    "meta": {"byline", "date", "player"},
    "caption": {"caption"},
    "credit": {"credit"},
}


@dataclass(frozen=True, slots=True)
class RuleTable:
    """For each rule: its ``strength``, ``place`` and ``label``, as indexes of `STRENGTHS`, `PLACES` and `LABELS`.

    ``families`` tells which rules are of each, ``begins`` which look at the beginning of a line alone, ``bound`` to
    which languages a rule is bound.
    """

    rules: Sequence[RuleFacts]
    strength: NDArray[np.int32]
    place: NDArray[np.int64]
    label: LabelCodes
    families: Mapping[str, NDArray[np.bool_]]
    begins: NDArray[np.bool_]
    bound: Languages


def rule_table(rules: Sequence[RuleFacts]) -> RuleTable:
    """Return the table of some rules."""
    return RuleTable(
        rules=rules,
        strength=np.array([STRENGTHS.index(rule.strength) for rule in rules], np.int32),
        place=np.array([PLACES.index(rule.where) for rule in rules], np.int64),
        label=np.array([LABELS.index(rule.label) for rule in rules], np.uint8),
        families={
            family: np.array([rule.label in labels for rule in rules], np.bool_) for family, labels in FAMILIES.items()
        },
        begins=np.array([rule.match == "start" for rule in rules], np.bool_),
        bound=bindings(rules),
    )
