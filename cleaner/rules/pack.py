"""Packs: folders of rule files, and the tables that a matcher needs of them, ready to use.

Rule files are megabytes of TOML, which takes a second to read. So a pack is compiled once for each content: when
the wheel is built, or on first use into the user's cache.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cleaner.errors import RuleError
from cleaner.lines.characters import character_tables
from cleaner.result import Label
from cleaner.rules.cache import cached, digest, sealed
from cleaner.rules.folder import default_folder
from cleaner.rules.rule import Rule, RuleFacts, speaks
from cleaner.rules.slots import FILE as SLOTS
from cleaner.rules.slots import SHIPPED, Slot, read_slot_files, shipped_slots
from cleaner.rules.tokens import DECORATIONS, FULL_STOPS, SEPARATORS, SYMBOLS, token_key
from cleaner.rules.tries import Trie, compiled
from cleaner.rules.wording import ALL_LANGUAGES
from cleaner.rules.wordings import FIXED_SLOTS, NATIVE_SORTS, edge_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from cleaner.rules.reader import Reading

SCORECARD = "scorecard.toml"
HTML_SCORECARD = "scorecard-html.toml"
MARKDOWN_SCORECARD = "scorecard-markdown.toml"
CONFIDENCE = "confidence.toml"
"""The one TOML file of a pack that holds no rules."""

COMPILED = "compiled.pack"
"""The compiled form that a wheel brings along, beside the rules."""

_COMPILER = (
    "rules/pack.py",
    "rules/rule.py",
    "rules/files.py",
    "rules/reader.py",
    "result.py",
    "rules/expressions.py",
    "rules/slots.py",
    "rules/tries.py",
    "rules/wording.py",
)  # what the compiled form depends on


@dataclass(frozen=True, slots=True)
class RuleFile:
    """A rule file as it was read."""

    path: Path
    content: bytes


@dataclass(frozen=True, slots=True)
class Pack:
    """Rules, and the trie of their wordings, in which a rule is its index."""

    rules: tuple[RuleFacts, ...]
    trie: Trie


def rule_files(places: Iterable[Path]) -> list[RuleFile]:
    """Return some files of rules or slots, and those of some folders, by name within each; not the shipped slots.

    Beside a file of rules, its slots are looked for; a file that is met twice counts once.
    """
    found = {file.resolve(): file for place in places for file in _files_at(place)}
    others = {SCORECARD, HTML_SCORECARD, MARKDOWN_SCORECARD, CONFIDENCE}
    shipped_slots_file = SHIPPED.resolve()
    return [
        RuleFile(path, path.read_bytes())
        for resolved, path in found.items()
        if path.name not in others and resolved != shipped_slots_file
    ]


def _files_at(place: Path) -> list[Path]:
    """Return the files of a folder, or a file with the slots beside it."""
    if place.is_dir():
        return sorted(place.glob("*.toml"))
    slots = place.with_name(SLOTS)
    return [slots, place] if slots.is_file() else [place]


def all_rule_files(folders: Sequence[Path]) -> list[RuleFile]:
    """Return the rule files that come with the package and those that users give, or that stand in folders they give.

    Raises `RuleError` if a folder does not exist or holds no rule files.
    """
    for folder in folders:
        if not folder.exists():
            raise RuleError(str(folder), "", "no such file or folder; check the name")
        if not rule_files([folder]):
            raise RuleError(str(folder), "", "holds no rule files; give a folder with files such as share.toml")
    return rule_files([default_folder(), *folders])


def read(files: Sequence[RuleFile]) -> Reading:
    """Read rule files with their examples, and slots, and what is wrong with them."""
    from cleaner.rules.reader import Reading, read_rule_files  # noqa: PLC0415 - only who compiles a pack reads TOML

    contents = [(str(file.path), file.content) for file in files]
    slots, errors = read_slot_files(one for one in contents if Path(one[0]).name == SLOTS)
    if errors:
        return Reading((), tuple(errors), slots)
    return read_rule_files((one for one in contents if Path(one[0]).name != SLOTS), slots)


def rules_of(files: Sequence[RuleFile]) -> tuple[Rule, ...]:
    """Return the rules of some files, sorted by id; raises as `rules_and_slots` does."""
    return rules_and_slots(files)[0]


def rules_and_slots(files: Sequence[RuleFile]) -> tuple[tuple[Rule, ...], Mapping[str, Slot]]:
    """Return the rules of some files, sorted by id, and the slots that they may have.

    Raises `RuleError` for the first thing that is wrong with the files; examples are not tried.
    """
    reading = read(files)
    if reading.errors:
        raise reading.errors[0]
    return tuple(sorted((specimen.rule for specimen in reading.specimens), key=lambda rule: rule.id)), reading.slots


def load_rules(folders: Sequence[Path] = ()) -> tuple[Rule, ...]:
    """Return the rules that come with the package and those of further folders, sorted by id.

    Raises `RuleError` if a rule file cannot be used.
    """
    return rules_of(all_rule_files(folders))


def load_pack(folders: Sequence[Path] = (), languages: Sequence[str] = ()) -> Pack:
    """Return the tables of the rules that come with the package and of further folders, compiled once.

    Languages are tags such as "en" or "pt-BR"; they leave the phrases of other languages out.

    Raises `RuleError` if a rule file cannot be used.
    Raises `ValueError` if there are no phrases in one of the languages.
    """
    files = all_rule_files(folders)
    key = pack_key(files, languages)
    shipped = default_folder() / COMPILED
    return from_bytes(cached(key, shipped, lambda: to_bytes(compile_files(files, languages))))


def pack_key(files: Sequence[RuleFile], languages: Sequence[str] = ()) -> str:
    """Return the key of a compiled pack: it changes with the rules and with the code that compiles them."""
    code = [character_tables(), *(Path(__file__).parents[1].joinpath(name).read_bytes() for name in _COMPILER)]
    rules = [part for file in files for part in (file.path.name.encode(), file.content)]
    marks = SEPARATORS, FULL_STOPS, SYMBOLS, DECORATIONS
    keys = token_key("a"), token_key("a" * 9), edge_key(1, 1, 1)
    core = repr((FIXED_SLOTS, NATIVE_SORTS, marks, keys)).encode()  # what the compiled matcher takes them to be
    return digest([*code, core, SHIPPED.read_bytes(), " ".join(sorted(set(languages))).encode(), *rules])


def shipped_form(folder: Path) -> bytes:
    """Return the content of the file `COMPILED` for a folder of rules that a wheel brings along."""
    files = rule_files([folder])
    return sealed(pack_key(files), to_bytes(compile_files(files)))


def compile_files(files: Sequence[RuleFile], languages: Sequence[str] = ()) -> Pack:
    """Return the tables of some rule files, for some languages; raises as `load_pack` does."""
    rules, slots = rules_and_slots(files)
    return compile_pack(in_languages(rules, languages), slots)


def in_languages(rules: Sequence[Rule], languages: Sequence[str]) -> tuple[Rule, ...]:
    """Return the rules with their phrases in these languages alone; no languages means all.

    Raises `ValueError` if there are no phrases in one of the languages.
    """
    tags = {tag for rule in rules for tag in rule.languages} - {ALL_LANGUAGES}
    for language in languages:
        if not any(speaks(tag, [language]) for tag in tags):
            raise ValueError(f"no rule has phrases in {language!r}; there are {', '.join(sorted(tags))}")
    return tuple(rule.speaking(languages) for rule in rules)


def compile_pack(rules: Sequence[Rule], slots: Mapping[str, Slot] | None = None) -> Pack:
    """Return the tables of some rules; the order of the tables follows from the rules alone.

    Without ``slots`` there are those that come with the package.
    A rule with wordings that are bound to languages is one rule for each of them, and one for all others.
    """
    rules = [part for rule in rules for part in rule.by_language()]
    return Pack(tuple(rule.without_wordings() for rule in rules), compiled(rules, slots or shipped_slots()))


def to_bytes(pack: Pack) -> bytes:
    """Return the compiled form: the rules as a line of JSON, and the trie."""
    return json.dumps([asdict(rule) for rule in pack.rules]).encode() + b"\n" + pack.trie.to_bytes()


def from_bytes(content: bytes) -> Pack:
    """Return the pack that `to_bytes` wrote."""
    rules, _, trie = content.partition(b"\n")
    return Pack(tuple(map(_facts, json.loads(rules))), Trie.from_bytes(trie))


def _facts(facts: dict[str, Any]) -> RuleFacts:
    """Return the facts of a rule from their JSON."""
    facts["label"] = Label(facts["label"])
    facts["keywords"] = tuple(facts["keywords"])
    return RuleFacts(**facts)
