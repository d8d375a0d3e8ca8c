"""Packs: folders of rule files, and the tables that a matcher needs of them, ready to use.

Rule files are megabytes of TOML, which takes a second to read. So a pack is compiled once for each content: when
the wheel is built, or on first use into the user's cache.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import accumulate, chain, groupby, repeat
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from cleaner.lines.characters import character_tables
from cleaner.result import Label
from cleaner.rules.automata import BYTES, EVERYTHING, Automaton, automaton
from cleaner.rules.cache import cached, digest, sealed
from cleaner.rules.folder import default_folder
from cleaner.rules.keywords import Keyword
from cleaner.rules.pattern_facts import PatternFacts
from cleaner.rules.rule import (
    ALL_LANGUAGES,
    Rule,
    RuleError,
    RuleFacts,
    shipped_slots,
    speaks,
)
from cleaner.rules.slots import FILE as SLOTS
from cleaner.rules.tries import Trie, compiled

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from cleaner.rules.reader import Reading

SCORECARD = "scorecard.toml"
HTML_SCORECARD = "scorecard-html.toml"
"""The one TOML file of a pack that holds no rules."""

COMPILED = "compiled.pack"
"""The compiled form that a wheel brings along, beside the rules."""

Role = Literal["also", "keyword"]
"""What a needle is for: a keyword that calls for a pattern, or one that has to occur besides."""

Use = TypeVar("Use")
Uses = TypeVar("Uses")

_COMPILER = (
    "rules/pack.py",
    "rules/rule.py",
    "rules/keywords.py",
    "rules/reader.py",
    "result.py",
    "rules/pattern_facts.py",
    "rules/pattern_trees.py",
    "rules/expressions.py",
    "rules/automata.py",
    "rules/slots.py",
    "rules/tokens.py",
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
    """Rules as tables; a rule is its index in ``rules``.

    ``trie`` has their wordings. ``needles`` are the keywords of patterns, to be searched for inside lines;
    ``needle_uses``, of the same length, says which rules want each needle in which role. ``automata`` tell of each rule which rows its pattern may match.
    """

    rules: tuple[RuleFacts, ...]
    trie: Trie
    needles: list[bytes]
    needle_uses: list[tuple[tuple[int, Role], ...]]
    automata: list[Automaton]


def rule_files(folders: Iterable[Path]) -> list[RuleFile]:
    """Return the rule files of some folders, by name within each."""
    return [
        RuleFile(path, path.read_bytes())
        for folder in folders
        for path in sorted(folder.glob("*.toml"))
        if path.name not in {SCORECARD, HTML_SCORECARD, SLOTS}
    ]


def all_rule_files(folders: Sequence[Path]) -> list[RuleFile]:
    """Return the rule files that come with the package and those of the user's folders.

    Raises `RuleError` if a folder does not exist or holds no rule files.
    """
    for folder in folders:
        if not folder.exists():
            raise RuleError(str(folder), "", "no such folder; check the name")
        if not rule_files([folder]):
            raise RuleError(str(folder), "", "holds no rule files; give a folder with files such as share.toml")
    return rule_files([default_folder(), *folders])


def read(files: Sequence[RuleFile]) -> Reading:
    """Read rule files with their examples, and what is wrong with them."""
    from cleaner.rules.reader import read_rule_files  # noqa: PLC0415 - only who compiles a pack has to read TOML

    return read_rule_files((str(file.path), file.content) for file in files)


def rules_of(files: Sequence[RuleFile]) -> tuple[Rule, ...]:
    """Return the rules of some files, sorted by id.

    Raises `RuleError` for the first thing that is wrong with the files; examples are not tried.
    """
    reading = read(files)
    if reading.errors:
        raise reading.errors[0]
    return tuple(sorted((specimen.rule for specimen in reading.specimens), key=lambda rule: rule.id))


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
    slots = (default_folder() / SLOTS).read_bytes()
    return digest([*code, slots, " ".join(sorted(set(languages))).encode(), *rules])


def shipped_form(folder: Path) -> bytes:
    """Return the content of the file `COMPILED` for a folder of rules that a wheel brings along."""
    files = rule_files([folder])
    return sealed(pack_key(files), to_bytes(compile_files(files)))


def compile_files(files: Sequence[RuleFile], languages: Sequence[str] = ()) -> Pack:
    """Return the tables of some rule files, for some languages; raises as `load_pack` does."""
    return compile_pack(in_languages(rules_of(files), languages))


def in_languages(rules: Sequence[Rule], languages: Sequence[str]) -> tuple[Rule, ...]:
    """Return the rules with their phrases in these languages alone; no languages means all.

    Raises `ValueError` if there are no phrases in one of the languages.
    """
    tags = {tag for rule in rules for tag in rule.languages} - {ALL_LANGUAGES}
    for language in languages:
        if not any(speaks(tag, [language]) for tag in tags):
            raise ValueError(f"no rule has phrases in {language!r}; there are {', '.join(sorted(tags))}")
    return tuple(rule.speaking(languages) for rule in rules)


def compile_pack(rules: Sequence[Rule]) -> Pack:
    """Return the tables of some rules; the order of the tables follows from the rules alone.

    A rule with wordings that are bound to languages is one rule for each of them, and one for all others.
    """
    rules = [part for rule in rules for part in rule.by_language()]
    needles: dict[str, dict[tuple[int, Role], None]] = {}
    for index, rule in enumerate(rules):
        for role, keywords in _keyword_groups(rule):
            for keyword in keywords:
                for needle in Keyword.parse(keyword).needles():
                    needles.setdefault(needle, {})[index, role] = None
    needles_in_order = _by_use(needles)
    return Pack(
        rules=tuple(rule.without_wordings() for rule in rules),
        trie=compiled(rules, shipped_slots()),
        needles=[needle.encode() for _, needle in needles_in_order],
        needle_uses=[uses for uses, _ in needles_in_order],
        automata=[automaton(rule.pattern, rule.match) if rule.pattern else EVERYTHING for rule in rules],
    )


def _keyword_groups(rule: Rule) -> tuple[tuple[Role, tuple[str, ...]], ...]:
    """Return the keywords of a rule by role."""
    return ("keyword", rule.keywords), ("also", rule.also)


def _by_use(table: dict[str, dict[Use, None]]) -> list[tuple[tuple[Use, ...], str]]:
    """Return the entries of a table, those of the same use together."""
    return sorted((tuple(uses), text) for text, uses in table.items())


def to_bytes(pack: Pack) -> bytes:
    r"""Return the compiled form: a line with the sizes of the trie and of all automata, these, needles, a line of JSON.

    The JSON has the rules and, for the needles, runs of (use, number of entries with this use): JSON is slow where it
    has much to say, and splitting the rest at its newlines takes a few milliseconds.
    """
    facts = {
        "rules": [asdict(rule) for rule in pack.rules],
        "needles": _runs(pack.needle_uses),
        "automata": [(one.width, len(one.states)) for one in pack.automata],
    }
    trie = pack.trie.to_bytes()
    automata = b"".join(one.classes + one.states for one in pack.automata)
    texts = b"\n".join([*pack.needles, json.dumps(facts, separators=(",", ":")).encode()])
    return b"%d %d\n%b%b%b" % (len(trie), len(automata), trie, automata, texts)


def from_bytes(content: bytes) -> Pack:
    """Return the pack that `to_bytes` wrote."""
    begin = content.index(b"\n") + 1
    behind_trie, end = tuple(accumulate(map(int, content[:begin].split()), initial=begin))[1:]
    texts = content[end:].split(b"\n")
    facts = json.loads(texts.pop())
    return Pack(
        rules=tuple(map(_facts, facts["rules"])),
        trie=Trie.from_bytes(content[begin:behind_trie]),
        needles=texts,
        needle_uses=list(_each(facts["needles"], lambda uses: tuple(map(tuple, uses)))),
        automata=list(_automata(content[behind_trie:end], facts["automata"])),
    )


def _automata(tables: bytes, sizes: Iterable[tuple[int, int]]) -> Iterator[Automaton]:
    """Yield automata whose tables stand behind each other, given the width and the size of each."""
    place = 0
    for width, size in sizes:
        states = place + BYTES
        yield Automaton(tables[place:states], width, tables[states : states + size])
        place = states + size


def _runs(uses: Iterable[object]) -> list[tuple[object, int]]:
    """Return neighbours that are equal as one, with their number."""
    return [(use, len(list(equal))) for use, equal in groupby(uses)]


def _each(runs: list[tuple[Any, int]], read_use: Callable[[Any], Uses]) -> Iterator[Uses]:
    """Return the use of each entry."""
    return chain.from_iterable(repeat(read_use(use), count) for use, count in runs)


def _facts(facts: dict[str, Any]) -> RuleFacts:
    """Return the facts of a rule from their JSON."""
    facts["label"] = Label(facts["label"])
    facts["facts"] = PatternFacts(*facts["facts"])
    return RuleFacts(**facts)
