"""Bodies of kinds that labelled pages lack: dialogue, verse, recipes, tables, code, policies and more.

Each kind is a list of pieces and a shape, such as ``intro? pair*5-12 refrain!``: pieces of these names in this order;
``?`` may be left out, ``*5-12`` stands so many times, of ``!`` the same piece is taken each time, and ``(a b)*2-4``
repeats both. Slots (``{name}``, ``{place}``, ``{n}`` …) are filled with invented names and chance numbers. All texts
are ours.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from benchmarks.quality.data import WorldPage

FILES = ("speech", "lines", "prose")

EACH = 10
"""Bodies of each kind and language."""

_SLOT = re.compile(r"\{(\w+)\}")
_STEP = re.compile(r"(?:\((?P<group>[^)]*)\)|(?P<name>\w+))(?P<mark>[?!]?)(?:\*(?P<least>\d+)-(?P<most>\d+))?")


def bodies() -> Iterator[WorldPage]:
    """Yield all bodies, each with its headline and its language."""
    for file in FILES:
        kinds = tomllib.loads(Path(__file__).with_name(f"{file}.toml").read_text("utf-8"))["kind"]
        for kind in kinds:
            yield from (made(kind, number) for number in range(EACH))


def made(kind: dict[str, Any], number: int) -> WorldPage:
    r"""Return one body of a kind; a number gives the same one each time.

    >>> kind = {"name": "faq", "language": "en", "shape": "pair*2-2", "headlines": ["Help"], "pair": ["Why?\nSo."]}
    >>> made(kind, 1).main_content.split()
    ['Why?', 'So.', 'Why?', 'So.']
    """
    identity = f"{kind['name']}-{kind['language']}-{number}"
    random = Random(identity)
    pieces = list(_pieces(kind["shape"], kind, random, {}))
    between = random.choice(("\n", "\n\n"))
    body, headline = between.join(pieces), random.choice(kind["headlines"])
    words = _words(kind["language"])
    filled = [_SLOT.sub(lambda slot: _filling(slot[1], words, random), text) for text in (body, headline)]
    url = f"https://{identity}.example"
    return WorldPage(identity, kind["name"], url, filled[0], (), filled[1], language=kind["language"], source="made")


def _pieces(shape: str, kind: dict[str, Any], random: Random, same: dict[str, str]) -> Iterator[str]:
    for step in _STEP.finditer(shape):
        if step["mark"] == "?" and random.random() < 0.5:
            continue
        least, most = (int(step[name] or 1) for name in ("least", "most"))
        shuffled = random.sample(kind.get(step["name"], ()), len(kind.get(step["name"], ())))
        for turn in range(random.randint(least, most)):
            if step["group"]:
                yield from _pieces(step["group"], kind, random, same)
            elif step["mark"] == "!":
                yield same.setdefault(step["name"], shuffled[0])
            else:
                yield shuffled[turn % len(shuffled)]


@cache
def _words(language: str) -> dict[str, list[str]]:
    """Return what slots of a language are filled with."""
    given = tomllib.loads(Path(__file__).with_name("words.toml").read_text("utf-8"))
    return {**given["names"], **given["calendar"].get(language, given["calendar"]["en"])}


def _filling(slot: str, words: dict[str, list[str]], random: Random) -> str:
    """Return what fills a slot; in capitals where the slot is."""
    name = slot.lower()
    if name in words:
        found = random.choice(words[name])
    elif name == "name":
        found = f"{random.choice(words['first'])} {random.choice(words['surname'])}"
    elif name == "time":
        found = f"{random.randint(0, 23):02}:{random.randint(0, 59):02}"
    else:
        found = str(
            random.randint(*{"day": (1, 28), "year": (1890, 2026), "n": (2, random.choice((9, 60, 900)))}[name])
        )
    return found.upper() if slot.isupper() else found
