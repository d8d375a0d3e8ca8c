"""Rule files: read them, and refuse what is wrong with them."""

from __future__ import annotations

import re
import warnings
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, get_args

from cleaner.errors import RuleError
from cleaner.lines.characters import fold
from cleaner.result import DEBRIS, Label
from cleaner.rules.expressions import bounded, size_problem
from cleaner.rules.files import (
    LINE_BREAK,
    language_problems,
    list_problems,
    listed,
    load_toml,
    wording_problems,
)
from cleaner.rules.rule import (
    LARGEST_LIMIT,
    Match,
    Rule,
    Strength,
    Where,
    pattern_finder,
)
from cleaner.rules.slots import Slot, shipped_slots
from cleaner.rules.wording import ALL_LANGUAGES, ANY

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

RULE_LABELS = DEBRIS - {Label.DEBRIS, Label.DUPLICATE}
"""Labels that rule files may be named after; the other two are for the heuristics to give."""

_FIELDS = {
    "id": str,
    "why": str,
    "strength": str,
    "match": str,
    "where": str,
    "phrases": dict,
    "bound": dict,
    "pattern": str,
    "keywords": object,  # what is in lists is looked at apart
    "case": bool,
    "longest": int,
    "examples": dict,
}
_REQUIRED = ("id", "why", "strength", "examples")
_WORDINGS = ("phrases", "bound")
_CHOICES = {"strength": get_args(Strength), "match": get_args(Match), "where": get_args(Where)}
EXCEPT = "except"
"""The key, beside the languages of phrases, of wordings whose lines the rule does not match after all."""

EXAMPLE_KINDS = ("drop", "keep", "todo_drop", "todo_keep")
_FEWEST_DROPS = 2
_IN_TOML = {str: "a string", dict: "a table", bool: "true or false", int: "a whole number"}

_ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
# What may hold capitals in a pattern for folded text: escapes (\S, \p{Lu}, \N{DASH}) and names of groups.
_ESCAPES = re.compile(r"\\[pPN]\{[^}]*\}|\\.|\(\?P?[<=>&]\w+|\(\?[A-Za-z]+", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Specimen:
    """A rule as it stands in its file, with the examples that belong to it."""

    file: str
    rule: Rule
    drop: tuple[str, ...]
    keep: tuple[str, ...]
    todo_drop: tuple[str, ...] = ()
    todo_keep: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """Rules that can be used, what is wrong with the others, and the slots there are."""

    specimens: tuple[Specimen, ...]
    errors: tuple[RuleError, ...]
    slots: Mapping[str, Slot]


def read_rule_files(files: Iterable[tuple[str, bytes]], slots: Mapping[str, Slot] | None = None) -> Reading:
    """Read (name, content) pairs of rule files; ids have to be unique over all of them.

    Without ``slots`` there are those that come with the package.
    """
    slots = slots or shipped_slots()
    names = {*slots, ANY}
    specimens: dict[str, Specimen] = {}
    errors: list[RuleError] = []
    for file, content in files:
        for found in _read_file(file, content, names):
            if isinstance(found, RuleError):
                errors.append(found)
            elif found.rule.id in specimens:
                taken_in = specimens[found.rule.id].file
                errors.append(RuleError(file, found.rule.id, f"{taken_in} has a rule of this id; choose another id"))
            else:
                specimens[found.rule.id] = found
    return Reading(tuple(specimens.values()), tuple(errors), slots)


def _read_file(file: str, content: bytes, slots: Collection[str]) -> Iterator[Specimen | RuleError]:
    """Yield the rules of one file, or what is wrong with them."""
    stem = PurePath(file).name.removesuffix(".toml")
    if stem not in RULE_LABELS:
        yield RuleError(file, "", f"no label is called {stem!r}; name the file after one of {listed(RULE_LABELS)}")
        return
    try:
        document = load_toml(content)
    except ValueError as error:
        yield RuleError(file, "", str(error))
        return
    tables = document.get("rule")
    if set(document) != {"rule"} or not isinstance(tables, list) or not all(isinstance(t, dict) for t in tables):
        yield RuleError(file, "", "has to hold [[rule]] tables and nothing else")
        return
    for number, table in enumerate(tables, 1):
        yield from _read_rule(file, Label(stem), number, table, slots)


def _read_rule(
    file: str, label: Label, number: int, table: dict[str, Any], slots: Collection[str]
) -> Iterator[Specimen | RuleError]:
    """Yield the one rule, or each thing that is wrong with it."""
    name = table.get("id")
    id_ = f"{label}.{name}" if isinstance(name, str) else f"{label}.#{number}"
    reasons = list(_form_problems(table)) or list(_content_problems(table, slots))
    if reasons:
        yield from (RuleError(file, id_, reason) for reason in reasons)
        return
    yield Specimen(
        file=file,
        rule=_build_rule(id_, label, table),
        **{kind: tuple(table["examples"].get(kind, ())) for kind in EXAMPLE_KINDS},
    )


def _build_rule(id_: str, label: Label, table: dict[str, Any]) -> Rule:
    """Return the rule of a table in which nothing is wrong."""
    phrases, bound = (_folded_phrases(table.get(field, {})) for field in _WORDINGS)
    case = table.get("case", False)
    pattern = table.get("pattern", "") if case else _folded_pattern(table.get("pattern", ""))
    match = table.get("match", "line")
    return Rule(
        id=id_,
        label=label,
        why=table["why"],
        strength=table["strength"],
        match=match,
        where=table.get("where", "anywhere"),
        pattern=pattern,
        case=case,
        longest=table.get("longest", 0),
        tags=" ".join(sorted({language for language, _ in phrases + bound})),
        phrases=phrases,
        bound_phrases=bound,
        exceptions=tuple(table.get("phrases", {}).get(EXCEPT, ())),
        keywords=tuple(dict.fromkeys(fold(keyword).strip() for keyword in table.get("keywords", ()))),
    )


def _folded_phrases(wordings: dict[str, list[str]]) -> tuple[tuple[str, str], ...]:
    """Return pairs of language tag and folded phrase, by language."""
    languages = sorted(wordings.keys() - {EXCEPT})
    return tuple((language, phrase) for language in languages for phrase in dict.fromkeys(wordings[language]))


def _form_problems(table: dict[str, Any]) -> Iterator[str]:
    """Yield what is wrong with the fields as such: their names, types and choices."""
    for field in sorted(table.keys() - _FIELDS.keys()):
        yield f"no field is called {field!r}; a rule may have {listed(_FIELDS)}"
    for field in _REQUIRED:
        if field not in table:
            yield f"the field {field!r} is missing"
    for field, type_ in _FIELDS.items():
        if field in table and not isinstance(table[field], type_):
            yield f"{field} has to be {_IN_TOML[type_]}"
    for field, choices in _CHOICES.items():
        if field in table and table[field] not in choices:
            yield f"{field} = {table[field]!r} is none of {listed(choices)}"
    yield from list_problems("keywords", table.get("keywords", []))
    for field in (*_WORDINGS, "examples"):
        inner = table.get(field)
        for key, texts in inner.items() if isinstance(inner, dict) else ():
            yield from list_problems(f"{field}.{key}", texts)


def _content_problems(table: dict[str, Any], slots: Collection[str]) -> Iterator[str]:
    """Yield what is wrong with the content of well-formed fields."""
    if not _ID.fullmatch(table["id"]):
        yield "the id has to be lower-case words joined by hyphens, such as reply-heading"
    if not table["why"].strip() or LINE_BREAK.search(table["why"]):
        yield "why has to be one sentence on one line"
    if not any(any(table.get(field, {}).values()) for field in _WORDINGS) and not table.get("pattern"):
        yield "has neither phrases nor a pattern; give one of them"
    for field in _WORDINGS:
        for language, texts in table.get(field, {}).items():
            if (field, language) != ("phrases", EXCEPT):
                yield from language_problems(f"{field}.{language}", language)
            if not texts:
                yield f"{field}.{language} is empty; add a phrase or remove it"
            yield from wording_problems(texts, slots)
    if ALL_LANGUAGES in table.get("bound", {}):
        yield f"bound.{ALL_LANGUAGES} binds to no language; put these wordings under phrases"
    yield from _pattern_problems(table)
    yield from _examplelist_problems(table["examples"])


def _pattern_problems(table: dict[str, Any]) -> Iterator[str]:
    """Yield what is wrong with pattern, keywords and case."""
    pattern, keywords, case = table.get("pattern", ""), table.get("keywords", []), table.get("case", False)
    if not pattern:
        for field in ("pattern", "keywords", "case", "longest"):
            if field in table:
                yield "the pattern is empty" if field == "pattern" else f"{field} is for patterns, and there is none"
        return
    if not keywords:
        yield "a pattern needs keywords, plain texts one of which every match holds: it runs only where one occurs"
    for keyword in keywords:
        if not fold(keyword).strip():
            yield f"the keyword {keyword!r} has nothing to compare"
    if not case and re.search("[A-Z]", _ESCAPES.sub("", pattern)):
        yield "the pattern has capitals but runs on folded lines, which have none; write small letters or case = true"
    if not 0 <= table.get("longest", 0) <= LARGEST_LIMIT:
        yield f"longest has to be between 0 and {LARGEST_LIMIT} characters"
    yield from _compile_problems(pattern if case else _folded_pattern(pattern), table.get("match", "line"))


def _compile_problems(pattern: str, match: Match) -> Iterator[str]:
    """Yield why a pattern cannot be run."""
    if problem := size_problem(pattern):
        yield f"the pattern {problem}"
        return
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            matches_nothing = bounded(pattern_finder(pattern, match), "the pattern")("")
    except Exception as error:
        yield f"the pattern does not compile: {error}"
        return
    if matches_nothing:
        yield "the pattern matches the empty line; make a part of it obligatory"


def _folded_pattern(pattern: str) -> str:
    """Fold the letters of a pattern beyond ASCII, so that it can match folded lines.

    >>> _folded_pattern("täglich|«.*»")
    'taglich|<.*>'
    """
    return re.sub(r"[^\x00-\x7f]", lambda found: re.escape(fold(found[0])), pattern)


def _examplelist_problems(examples: dict[str, list[str]]) -> Iterator[str]:
    """Yield what is missing from the examples, or should not be there."""
    for kind in sorted(examples.keys() - set(EXAMPLE_KINDS)):
        yield f"no examples are called {kind!r}; there are {listed(EXAMPLE_KINDS)}"
    if len(set(examples.get("drop", []))) < _FEWEST_DROPS:
        yield "needs at least two different lines in examples.drop"
    if not examples.get("keep"):
        yield "needs a line in examples.keep: one that holds a word or keyword of the rule and has to survive"
