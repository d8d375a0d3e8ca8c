"""What files of rules and of slots have in common: TOML that is read with care, lists of lines, languages."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Set
from typing import TYPE_CHECKING, Any

from cleaner.rules.wording import ALL_LANGUAGES, WordingError, wording

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

LINE_BREAK = re.compile(r"[\n\r]")
_MANY_PARTS = re.compile(r"(?<![\w-])(?:[\w-]+[ \t]*\.[ \t]*){40}")
"""The beginning of a dotted name of so many parts that reading it takes time by the square of their number."""
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?")
_CHINESE = {"zh": "zh-Hans or zh-Hant", "zh-CN": "zh-Hans", "zh-SG": "zh-Hans", "zh-TW": "zh-Hant", "zh-HK": "zh-Hant"}


def load_toml(content: bytes) -> dict[str, Any]:
    """Return what a TOML file holds; raises `ValueError` if that cannot be read."""
    try:
        text = content.decode("utf-8")
        if _MANY_PARTS.search(text):
            raise ValueError("a name has more parts than any of a rule")
        return tomllib.loads(text)
    except RecursionError:
        raise ValueError("not a TOML file in UTF-8: lists or tables stand in each other too deeply") from None
    except ValueError as error:
        raise ValueError(f"not a TOML file in UTF-8: {error}") from None


def list_problems(field: str, texts: object) -> Iterator[str]:
    """Yield what is wrong with a list of lines."""
    if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
        yield f"{field} has to be a list of strings"
        return
    for text in texts:
        if LINE_BREAK.search(text):
            yield f"{field}: {text!r} is more than one line; rules look at single lines"


def language_problems(field: str, language: str) -> Iterator[str]:
    """Yield what is wrong with a language tag."""
    if language in _CHINESE:
        yield f"{field}: write {_CHINESE[language]}, the script is what matters"
    elif not _LANGUAGE.fullmatch(language):
        yield f"{field} is no language tag; write tags such as en, pt-BR, zh-Hans or {ALL_LANGUAGES} (all)"


def wording_problems(texts: Iterable[str], slots: Collection[str]) -> Iterator[str]:
    """Yield what is wrong with wordings, given the names of the slots that there are."""
    for text in texts:
        try:
            wording(text).check_slots(slots)
        except WordingError as error:
            yield str(error)


def listed(names: Iterable[str]) -> str:
    """Return names for a message, sorted where they have no order of their own."""
    return ", ".join(sorted(names) if isinstance(names, Set) else names)
