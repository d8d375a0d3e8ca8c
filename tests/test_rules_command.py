"""``cleaner rules``: what it prints and how it ends."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner, Result

from cleaner.cli import rules as command
from cleaner.errors import CommandError
from cleaner.rules import pack

if TYPE_CHECKING:
    from pathlib import Path

SHARE = """
[[rule]]
id = "networks"
why = "Names of networks under an article."
strength = "hint"
match = "start"
where = "run"
phrases = { en = ["share on", "pin it"], de = ["teilen auf"] }
examples = { drop = ["Share on X", "Teilen auf X"], keep = ["We share on principle."] }
"""
LOGIN = """
[[rule]]
id = "button"
why = "Button that opens a form."
strength = "sure"
phrases = { en = ["log in"], mul = ["login"] }
examples = { drop = ["Log in", "LOG IN"], keep = ["To log in takes time."] }
"""
COLUMNS = """\
id              strength  match  where     languages  why
login.button    sure      line   anywhere  2          Button that opens a form.
share.networks  hint      start  run       2          Names of networks under an article.
"""


@pytest.fixture(autouse=True)
def shipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Ship two rules, with a user's cache beside them."""
    (tmp_path / "share.toml").write_text(SHARE)
    (tmp_path / "login.toml").write_text(LOGIN)
    for module in (pack, command):
        monkeypatch.setattr(module, "default_folder", lambda: tmp_path)
    for variable in ("XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(variable, str(tmp_path / "cache"))
    return tmp_path


def run(*arguments: object) -> Result:
    return CliRunner().invoke(command.rules, [str(argument) for argument in arguments])


def test_check_counts_the_rules_whose_examples_hold(shipped: Path) -> None:
    for arguments in ([], [shipped]):
        result = run("check", *arguments)
        assert result.stdout == "2 rules, 5 phrases, 3 languages: all examples hold\n"
        assert result.exit_code == 0


def test_check_tells_each_problem_on_a_line_of_its_own(shipped: Path) -> None:
    (shipped / "share.toml").write_text(SHARE.replace('"Share on X"', '"Send to X", "Mail to X"') + LOGIN)
    (shipped / "login.toml").write_text(LOGIN.replace('"sure"', '"certain"').replace("why", "reason"))
    result = run("check")
    problems = [line.removeprefix(str(shipped))[1:] for line in result.stdout.splitlines()]
    assert [problem.split(";")[0] for problem in problems] == [
        "login.toml: rule login.button: no field is called 'reason'",
        "login.toml: rule login.button: the field 'why' is missing",
        "login.toml: rule login.button: strength = 'certain' is none of sure, strong, hint, protect",
        "share.toml: rule share.networks: drop example 'Send to X' is not matched",
        "share.toml: rule share.networks: drop example 'Mail to X' is not matched",
    ]
    assert result.exit_code == 1


def test_check_wants_a_folder_with_rules(shipped: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for folder, reason in ((tmp_path / "empty", "holds no rule files"), (tmp_path / "nowhere", "does not exist")):
        result = run("check", folder)
        assert reason in result.stderr
        assert result.exit_code == 2


def test_list_prints_aligned_columns_where_no_terminal_is() -> None:
    assert run("list").stdout == COLUMNS


@pytest.mark.parametrize(
    ("options", "ids"),
    [
        ([], ["login.button", "share.networks"]),
        (["--label", "share"], ["share.networks"]),
        (["--label", "ad"], []),
        (["--language", "de"], ["login.button", "share.networks"]),
        (["--language", "en-GB", "--label", "login"], ["login.button"]),
    ],
)
def test_list_can_be_narrowed(options: list[str], ids: list[str]) -> None:
    assert [line.split()[0] for line in run("list", *options).stdout.splitlines()[1:]] == ids
    assert [json.loads(line)["id"] for line in run("list", "--json", *options).stdout.splitlines()] == ids


def test_list_gives_all_fields_as_json() -> None:
    assert json.loads(run("list", "--json", "--label", "share").stdout) == {
        "id": "share.networks",
        "label": "share",
        "why": "Names of networks under an article.",
        "strength": "hint",
        "match": "start",
        "where": "run",
        "pattern": "",
        "case": False,
        "longest": 0,
        "keywords": [],
        "languages": ["de", "en"],
        "phrases": {"de": ["teilen auf"], "en": ["share on", "pin it"]},
        "bound": {},
        "except": [],
        "examples": {
            "drop": ["Share on X", "Teilen auf X"],
            "keep": ["We share on principle."],
            "todo_drop": [],
            "todo_keep": [],
        },
    }


@pytest.mark.parametrize(
    ("option", "value", "reason"),
    [("--label", "sharing", "is not one of"), ("--language", "fr", "no rule has phrases in 'fr'; there are de, en")],
)
def test_list_refuses_what_does_not_exist(option: str, value: str, reason: str) -> None:
    result = run("list", option, value)
    assert reason in result.stderr
    assert result.exit_code == 2


def test_list_ends_with_one_line_where_the_rules_are_wrong(shipped: Path) -> None:
    (shipped / "login.toml").write_text(LOGIN.replace("why", "reason"))
    error = run("list").exception
    assert isinstance(error, CommandError)
    assert "rule login.button: no field is called 'reason'" in str(error)


def test_list_is_a_table_on_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    command._print_table(pack.load_pack().rules)
    printed = capsys.readouterr().out
    assert [word for word in COLUMNS.split() if word not in printed] == []


def test_coverage_names_the_concepts_without_a_wording() -> None:
    result = run("coverage", "--language", "de")
    assert result.stdout == "login.button: \u201clog in\u201d\nde: 1 of 2 concepts have a wording\n"
    assert result.exit_code == 0


def test_coverage_looks_at_one_label_if_asked() -> None:
    result = run("coverage", "--language", "pl", "--label", "share")
    assert result.stdout.splitlines() == [
        "share.networks: \u201cshare on\u201d, \u201cpin it\u201d",
        "pl: 0 of 1 concepts have a wording",
    ]


@pytest.mark.parametrize("language", ["Polish", "p", ""])
def test_coverage_wants_a_language_tag(language: str) -> None:
    result = run("coverage", "--language", language)
    assert "is no language tag" in result.stderr
    assert result.exit_code == 2


def test_show_tells_all_of_a_rule() -> None:
    result = run("show", "share.networks")
    assert result.stdout.splitlines()[:3] == [
        "share.networks: Names of networks under an article.",
        "strength hint, match start, where run",
        "  de: teilen auf",
    ]
    assert "  keep: We share on principle." in result.stdout.splitlines()
    assert "there is no rule 'share.nothing'" in run("show", "share.nothing").stderr


def test_try_tells_which_rules_match_and_with_what() -> None:
    assert run("try", "» Share on X", "Rain").stdout == "share.networks (hint): Share on\nno rule matches\n"


def test_rules_of_ones_own_may_be_a_file_or_a_folder(tmp_path: Path) -> None:
    folder = tmp_path / "own"
    folder.mkdir()
    (folder / "login.toml").write_text(LOGIN.replace("button", "mine").replace("log in", "by {name}"))
    for place in (folder, folder / "login.toml"):
        assert "login.mine" in run("list", "--rules", place).stdout
        assert run("try", "--rules", place, "By Ann Otter").stdout == "login.mine (sure): By Ann Otter\n"
        assert "{name}: One to five" in run("show", "--rules", place, "login.mine").stdout


@pytest.mark.parametrize("arguments", [["show", "share.networks"], ["try", "Share on X"], ["list", "--json"]])
def test_what_is_wrong_with_the_slots_of_a_user_is_told(arguments: list[str], tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    (own / "slots.toml").write_text("[tide")
    result = run(*arguments, "--rules", own)
    assert isinstance(result.exception, CommandError)
    assert str(result.exception).startswith(f"{own}/slots.toml: not a TOML file in UTF-8")
