"""Hostile inputs, then changed ones without end: ``python -m tests.fuzz.changed SECONDS INPUT_FILE``.

It needs nothing but Python, so that it runs where atheris cannot: with a core that was compiled to notice faults. What
is being tried lies in INPUT_FILE, its target in the first line: a core that ends the process leaves it there.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from random import Random

import cleaner
from tests.fuzz.beginnings import LONGEST, beginnings, dictionary
from tests.fuzz.targets import TARGETS, clean_string
from tests.hostile_pages import HOSTILE as HOSTILE_PAGES
from tests.hostile_texts import HOSTILE, LARGE

SHARES = {"text": 8, "html": 4}
"""How often a target's turn comes; that of every other once."""
CASES = Path(__file__).with_name("cases")
PAGE_CHARACTERS = 3000
ALPHABET = ("\n", "\r\n", "\0", " ", "é", "ő", "😀", "ภ", "字", "\ud800", "ß", "•", "\u2028", "1", ",", ". ")
LONG_TEXT = 200_000
"""Longer ones are cleaned once and not explained: a core that checks takes ten times as long."""
MOST_CHANGES = 8
MOST_COPIES = 200


def hostile() -> Iterator[tuple[str, str | bytes]]:
    """Yield targets with the inputs that are known to be hard."""
    for text in (*HOSTILE.values(), *LARGE.values()):
        yield "text", text()
    for page in HOSTILE_PAGES.values():
        yield "html", page(PAGE_CHARACTERS).encode("utf-8", "surrogatepass")
    for path in sorted(CASES.glob("*/*")):
        yield path.parent.name, path.read_bytes()


def changed(random: Random) -> Iterator[tuple[str, str | bytes]]:
    """Yield targets with sound inputs of which some parts are cut, doubled, replaced or put elsewhere."""
    names = list(TARGETS)
    weights = [SHARES.get(name, 1) for name in names]
    while True:
        name = random.choices(names, weights)[0]
        data = random.choice(_beginnings(name))
        yield name, _changed_text(data.decode(), random) if name == "text" else _changed_bytes(data, random)


@cache
def _beginnings(name: str) -> list[bytes]:
    return [data[:LONGEST] for data in beginnings(name)]


@cache
def _words(name: str) -> list[bytes]:
    return dictionary(name) or [b"\0"]


def _changed_text(text: str, random: Random) -> str:
    lines = text.split("\n")
    for _ in range(random.randint(1, MOST_CHANGES)):
        place = random.randrange(len(lines) + 1)
        match random.randrange(5):
            case 0:
                del lines[place : place + random.randint(1, 9)]
            case 1:
                lines[place:place] = lines[place : place + random.randint(1, 3)] * random.randint(1, MOST_COPIES)
            case 2:
                lines.insert(place, random.choice(_words("text")).decode().strip("\n"))
            case 3:
                lines.insert(place, "".join(random.choices(ALPHABET, k=random.randint(1, 40))))
            case 4:
                lines[place : place + 1] = [random.choice(ALPHABET).join(lines[place : place + 2])]
    return "\n".join(lines)


def _changed_bytes(data: bytes, random: Random) -> bytes:
    for _ in range(random.randint(1, MOST_CHANGES)):
        start = random.randrange(len(data) + 1)
        stop = min(len(data), start + random.choice((0, 1, 8, 200)))
        piece = random.choice((b"", random.randbytes(4), random.choice(_words("html")), data[start:stop] * 3))
        data = data[:start] + piece + data[stop:]
    return data


def main(seconds: float, place: Path, seed: int) -> None:
    """Try all hostile inputs, then changed ones until the time is over."""
    sys.unraisablehook = lambda fault: _fail(fault.exc_value)  # a fault where C code cannot raise
    until, count = time.monotonic() + seconds, 0
    for name, data in hostile():
        _run(name, data, place)
        count += 1
    for name, data in changed(Random(seed)):
        if time.monotonic() > until:
            break
        _run(name, data, place)
        count += 1
    print(f"{count:,} inputs, no fault (seed {seed})")


def _run(name: str, data: str | bytes, place: Path) -> None:
    raw = data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data
    place.write_bytes(f"{name}\n".encode() + raw)
    if isinstance(data, str) and len(data) > LONG_TEXT:
        result = cleaner.clean(data)
        assert cleaner.restore(result.text, result.removals) == data
    elif isinstance(data, str):
        clean_string(data)
    else:
        TARGETS[name](data)


def _fail(fault: BaseException | None) -> None:
    sys.__excepthook__(type(fault), fault, None)
    sys.stderr.flush()
    import os  # noqa: PLC0415 - only here

    os._exit(1)


if __name__ == "__main__":
    main(float(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else time.time_ns() % 10**6)
