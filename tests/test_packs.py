"""Packs: the tables say what the rules say, and the cache can neither change nor spoil them."""

from __future__ import annotations

import pickle
import subprocess
import sys
from pathlib import Path
from shutil import rmtree
from typing import TYPE_CHECKING

import pytest

from cleaner.errors import RuleError
from cleaner.lines.reading import Reader
from cleaner.rules import pack
from cleaner.rules.examples import Trial
from cleaner.rules.matcher import Matcher
from cleaner.rules.pack import (
    COMPILED,
    Pack,
    compile_pack,
    from_bytes,
    load_pack,
    load_rules,
    pack_key,
    rule_files,
    to_bytes,
)

if TYPE_CHECKING:
    from collections.abc import Callable

SHARE = """
[[rule]]
id = "networks"
why = "Names of networks under an article."
strength = "hint"
match = "start"
phrases = { en = ["share on", "{n} shares"], de = ["teilen auf"], mul = ["facebook"] }
examples = { drop = ["Share on X", "Teilen auf X"], keep = ["We share on principle."] }

[[rule]]
id = "count"
why = "How often an article was passed on."
strength = "strong"
pattern = 'shared \\d+ times'
keywords = ["shared 1", "times"]
phrases = { de = ["oft geteilt"], pt-BR = ["1 compartilhamento"] }
examples = { drop = ["Shared 12 times", "SHARED 1 TIMES"], keep = ["They shared 12 times more."] }
"""
LOGIN = """
[[rule]]
id = "button"
why = "Button that opens a form."
strength = "sure"
phrases = { en = ["log in", "1 compartilhamento"] }
examples = { drop = ["Log in", "LOG IN"], keep = ["To log in takes time."] }
"""


@pytest.fixture(autouse=True)
def cache_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give each test a user's cache of its own, still to be made."""
    for variable in ("XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(variable, str(tmp_path / "cache"))
    return tmp_path / "cache" / "cleaner" / "packs"


@pytest.fixture
def shipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Ship two rule files and what does not count as one."""
    folder = tmp_path / "shipped"
    write(folder, {"share.toml": SHARE, "login.toml": LOGIN, "scorecard.toml": "[words]", "words.txt": "a b"})
    monkeypatch.setattr(pack, "default_folder", lambda: folder)
    return folder


def write(folder: Path, files: dict[str, str]) -> Path:
    folder.mkdir(exist_ok=True)
    for name, content in files.items():
        (folder / name).write_text(content, encoding="utf-8")
    return folder


@pytest.fixture
def no_compiling(shipped: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Return what makes every later attempt to compile a pack fail."""

    def refuse(*_: object) -> Pack:
        raise AssertionError("compiled once more")

    return lambda: monkeypatch.setattr(pack, "compile_files", refuse)


# --- tables ----------------------------------------------------------------------------------------------------------


def found(pack: Pack, line: str) -> set[str]:
    """Return the ids of the rules that match a line."""
    table = Reader(Matcher(pack)).read(line)
    return {pack.rules[rule].id for _, rule in table.found()}


def test_a_pack_knows_the_facts_of_its_rules(shipped: Path) -> None:
    assert load_pack().rules == tuple(rule.without_wordings() for rule in load_rules())
    count = load_pack().rules[1]
    assert (count.label, count.strength, count.match, count.where) == ("share", "strong", "line", "anywhere")
    assert (count.pattern, count.case, count.languages) == (r"shared \d+ times", False, ("de", "pt-BR"))
    assert count.pattern_matches("Shared 7 times")


def test_a_pack_finds_what_its_rules_say(shipped: Path) -> None:
    pack = load_pack()
    assert [rule.id for rule in pack.rules] == ["login.button", "share.count", "share.networks"]
    lines = ["Log in", "Share on X", "we share on", "12 shares", "shared 9 times", "9 COMPARTILHAMENTO", "Facebook"]
    trial = Trial(load_rules())
    assert [found(pack, line) for line in lines] == [trial.matching(line) for line in lines]


def test_the_shipped_pack_is_read_back_as_it_was() -> None:
    pack = load_pack()
    assert from_bytes(to_bytes(pack)) == pack


def test_a_pack_without_phrases_or_without_rules_is_read_back_as_it_was(shipped: Path) -> None:
    pattern_only = [rule for rule in load_rules() if rule.pattern and not rule.phrases]
    for rules in ([], pattern_only, load_rules()[:1]):
        assert from_bytes(to_bytes(compile_pack(rules))) == compile_pack(rules)


def test_the_order_of_files_does_not_matter_to_the_tables(shipped: Path) -> None:
    files = rule_files([shipped])
    assert pack.compile_files(files) == pack.compile_files(files[::-1])


def test_packs_can_be_sent_to_other_processes(shipped: Path) -> None:
    assert pickle.loads(pickle.dumps(load_pack())) == load_pack()


@pytest.mark.parametrize(
    ("languages", "left_out", "kept"),
    [
        (["en"], {"oft geteilt"}, {"log in", "9 compartilhamento"}),
        (["de"], {"log in", "9 compartilhamento"}, {"oft geteilt"}),
        (["pt", "de"], {"log in"}, {"oft geteilt", "9 compartilhamento"}),
    ],
)
def test_languages_leave_out_the_phrases_of_others(
    shipped: Path, languages: list[str], left_out: set[str], kept: set[str]
) -> None:
    pack = load_pack(languages=languages)
    assert all(found(pack, line) for line in {*kept, "Facebook"})
    assert not any(found(pack, line) for line in left_out)
    assert len(pack.rules) == len(load_pack().rules)
    assert pack == load_pack(languages=languages[::-1] * 2)


def test_a_language_without_phrases_is_refused(shipped: Path) -> None:
    with pytest.raises(ValueError, match=r"^no rule has phrases in 'fr'; there are de, en, pt-BR$"):
        load_pack(languages=["de", "fr"])


# --- folders ---------------------------------------------------------------------------------------------------------


def test_rules_of_further_folders_come_on_top(shipped: Path, tmp_path: Path) -> None:
    own = write(tmp_path / "own", {"login.toml": LOGIN.replace("button", "link"), "scorecard.toml": "not even TOML"})
    ids = ["login.button", "login.link", "share.count", "share.networks"]
    assert [rule.id for rule in load_rules([own])] == ids
    assert [rule.id for rule in load_pack([own]).rules] == ids
    assert [rule.id for rule in load_rules()] == ["login.button", "share.count", "share.networks"]


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        ({}, "own: holds no rule files"),
        ({"scorecard.toml": ""}, "own: holds no rule files"),
        ({"login.toml": LOGIN}, "login.toml: rule login.button: .*shipped.login.toml has a rule of this id"),
        ({"share.toml": SHARE.replace('"hint"', '"weak"')}, "share.toml: rule share.networks: strength = 'weak'"),
    ],
)
def test_a_folder_that_cannot_be_used_is_refused(
    shipped: Path, tmp_path: Path, files: dict[str, str], reason: str
) -> None:
    own = write(tmp_path / "own", files)
    for load in (load_rules, load_pack, load_pack):
        with pytest.raises(RuleError, match=reason):
            load([own])


def test_a_folder_that_is_not_there_is_refused(shipped: Path, tmp_path: Path) -> None:
    with pytest.raises(RuleError, match="nowhere: no such file or folder"):
        load_pack([tmp_path / "nowhere"])


def test_the_shipped_rules_are_those_of_the_package_or_the_checkout() -> None:
    assert list(pack.default_folder().glob("*.toml"))


# --- cache -----------------------------------------------------------------------------------------------------------


def test_a_pack_is_compiled_once(shipped: Path, cache_folder: Path, no_compiling: Callable[[], None]) -> None:
    cold = load_pack()
    no_compiling()
    assert load_pack() == cold
    assert [file.name for file in cache_folder.iterdir()] == [f"{pack_key(rule_files([shipped]))}.pack"]


def test_a_damaged_cache_or_none_at_all_changes_nothing(shipped: Path, cache_folder: Path) -> None:
    cold = load_pack()
    (file,) = cache_folder.iterdir()
    file.write_bytes(file.read_bytes().replace(b"share.count", b"share.mount"))
    assert load_pack() == cold
    rmtree(cache_folder)
    cache_folder.write_text("a file where the folder should be")
    assert load_pack() == load_pack() == cold


def test_a_new_content_is_a_new_pack(shipped: Path) -> None:
    assert not found(load_pack(), "sign in")
    write(shipped, {"login.toml": LOGIN.replace("log in", "sign in")})
    assert found(load_pack(), "sign in")
    write(shipped, {"login.toml": LOGIN})
    (shipped / "login.toml").rename(shipped / "paywall.toml")
    assert load_pack().rules[0].id == "paywall.button"


def test_the_key_follows_from_names_contents_and_languages_but_not_from_the_place(tmp_path: Path) -> None:
    here = rule_files([write(tmp_path / "here", {"share.toml": "ab", "login.toml": "c"})])
    there = rule_files([write(tmp_path / "there", {"share.toml": "ab", "login.toml": "c"})])
    moved = rule_files([write(tmp_path / "moved", {"share.toml": "a", "login.toml": "bc"})])
    assert pack_key(here) == pack_key(there)
    assert len({pack_key(here), pack_key(moved), pack_key(here[:1]), pack_key(here, ["de"])}) == 4


def test_the_compiled_form_that_a_wheel_brings_along_is_used(
    shipped: Path, cache_folder: Path, no_compiling: Callable[[], None]
) -> None:
    (shipped / COMPILED).write_bytes(pack.shipped_form(shipped))
    expected = compile_pack(load_rules())
    no_compiling()
    assert load_pack() == expected
    assert not cache_folder.exists()


def test_a_warm_start_imports_neither_toml_nor_regex(shipped: Path) -> None:
    load_pack()
    program = (
        "import sys, pathlib; from cleaner.rules import pack; pack.default_folder = lambda: pathlib.Path(sys.argv[1]);"
        "pack.load_pack(); print(*sys.modules)"
    )
    run = subprocess.run([sys.executable, "-c", program, shipped], capture_output=True, text=True, check=True)
    assert not {"tomllib", "regex", "rich", "cleaner.rules.reader"} & set(run.stdout.split())
