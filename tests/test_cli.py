"""The command line: a table of cases, and what a table cannot say."""

from __future__ import annotations

import io
import json
import os
import sys
import tomllib
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from cleaner.cli import main
from cleaner.cli.commands import SIBLINGS

TABLE = tomllib.loads((Path(__file__).parent / "cases" / "cli.toml").read_text(encoding="utf-8"))
CONTENTS = {name: file["text"].encode(file.get("encoding", "utf-8")) for name, file in TABLE["files"].items()}


class Ended(NamedTuple):
    """How a run ended."""

    exit_code: int
    output: bytes
    error: str


class Terminal(io.TextIOWrapper):
    """A stream that takes itself for a terminal."""

    def isatty(self) -> bool:
        """Say yes."""
        return True


class CommandLine:
    """Runs the command line inside this process, in a folder with the table's files."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Write to no terminal, unless ``stream`` is set to one."""
        self._monkeypatch = monkeypatch
        self.stream: type[io.TextIOWrapper] = io.TextIOWrapper

    def __call__(self, *arguments: str, given: bytes = b"") -> Ended:
        """Run with arguments and standard input."""
        output, error = io.BytesIO(), io.StringIO()
        self._monkeypatch.setattr(sys, "argv", ["cleaner", *arguments])
        self._monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given)))
        self._monkeypatch.setattr(sys, "stdout", self.stream(output, encoding="utf-8", newline="\n"))
        self._monkeypatch.setattr(sys, "stderr", error)
        return Ended(main(), output.getvalue(), error.getvalue())


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> CommandLine:
    for name, content in CONTENTS.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(content)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "1")
    return CommandLine(monkeypatch)


def given(case: dict[str, Any]) -> bytes:
    if "stdin_from" in case:
        return CONTENTS[case["stdin_from"]]
    text: str = case.get("input", "") * case.get("input_times", 1)
    return text.encode()


def expected_output(case: dict[str, Any]) -> bytes | None:
    if "output_from" in case:
        return CONTENTS[case["output_from"]]
    return case["output"].encode() if "output" in case else None


@pytest.mark.parametrize("case", TABLE["case"], ids=lambda case: case["claim"])
def test_the_command_line_does_what_its_table_claims(run: CommandLine, case: dict[str, Any]) -> None:
    ended = run(*case.get("arguments", []), given=given(case))
    assert ended.exit_code == case.get("exit_code", 0), ended.error
    if (output := expected_output(case)) is not None:
        assert ended.output == output
    for part in case.get("has", []):
        assert part.encode() in ended.output
    for part in case.get("lacks", []):
        assert part.encode() not in ended.output
    if "complains" in case:
        assert case["complains"] in ended.error
        assert ended.error.count("\n") == case.get("lines", ended.error.count("\n"))
        assert "Traceback" not in ended.error
    else:
        assert ended.error == case.get("error", "")


@pytest.mark.parametrize("command", SIBLINGS)
def test_every_command_in_the_help_has_a_help_of_its_own(run: CommandLine, command: str) -> None:
    assert f"\n  {command} ".encode() in run("--help").output
    ended = run(command, "-h")
    assert ended == run(command, "--help")
    assert ended.exit_code == 0
    assert ended.output.startswith(f"Usage: cleaner {command} ".encode())


ARTICLE = CONTENTS["page.txt"].decode()
DOCUMENTS = {
    "newlines of Windows": ARTICLE.replace("\n", "\r\n").encode(),
    "newlines of old Macs": ARTICLE.replace("\n", "\r").encode(),
    "bytes that are no characters": ARTICLE.encode().replace(b"bridge", b"br\xed\xa0\x80\xffdge"),
    "zero characters": ARTICLE.replace("bridge", "br\0dge").encode(),
    "a byte order mark": b"\xef\xbb\xbf" + ARTICLE.encode(),
    "no newline at the end": ARTICLE.rstrip().encode(),
    "other ends of lines": ARTICLE.replace(". ", ".\u2028").replace(", ", ",\x85").encode(),
    "characters beyond 16 bits": ARTICLE.replace("e", "\U0001f309").encode(),
    "nothing but newlines": b"\n\r\n\n",
    "nothing": b"",
}


@pytest.mark.parametrize("document", DOCUMENTS.values(), ids=DOCUMENTS.keys())
def test_restore_rebuilds_the_very_bytes_from_json(run: CommandLine, document: bytes) -> None:
    record = run("--json", "--encoding", "utf-8", given=document)
    assert record.exit_code == 0
    assert record.output.count(b"\n") == 1
    assert run("restore", given=record.output) == Ended(0, document, "")


@pytest.mark.parametrize("document", DOCUMENTS.values(), ids=DOCUMENTS.keys())
def test_what_the_filter_keeps_is_made_of_lines_of_its_input(run: CommandLine, document: bytes) -> None:
    kept = run("--encoding", "utf-8", given=document).output.splitlines(keepends=True)
    lines = iter(document.splitlines(keepends=True))
    assert all(line in lines for line in kept)


def test_the_short_way_gives_what_the_long_way_gives(run: CommandLine) -> None:
    assert run(given=ARTICLE.encode()) == run("--text", "--mode", "balanced", "-", given=ARTICLE.encode())


def test_json_holds_the_text_and_every_removal(run: CommandLine) -> None:
    record = json.loads(run("--json", "page.txt").output)
    assert list(record) == ["source", "text", "title", "byline", "date", "warning", "removals"]
    assert record["source"] == "page.txt"
    assert record["text"].encode() == run("page.txt").output
    assert all(removal["text"] == ARTICLE[removal["start"] : removal["end"]] for removal in record["removals"])
    assert list(record["removals"][0]) == ["start", "end", "text", "label", "rule", "why", "points"]


def test_json_is_one_line_a_document_without_separators(run: CommandLine) -> None:
    lines = run("--json", "--separator", "---", "story.txt", "page.txt").output.splitlines()
    assert [json.loads(line)["source"] for line in lines] == ["story.txt", "page.txt"]


def test_a_rule_can_be_switched_off(run: CommandLine) -> None:
    removals = json.loads(run("--json", "page.txt").output)["removals"]
    rule = next(removal["rule"] for removal in removals if "Required fields" in removal["text"])
    without = json.loads(run("--json", "--disable", rule, "page.txt").output)["removals"]
    assert rule not in {removal["rule"] for removal in without}


def test_damaged_utf8_keeps_its_bytes_and_is_told(run: CommandLine) -> None:
    document = "Über die Brücke führen täglich 40.000 Autos, sagte die Bürgermeisterin.\n".encode() * 2 + b"\xc3"
    ended = run("--json", given=document)
    assert ended.error == "cleaner: standard input: holds bytes that are not utf-8; they stay as they are\n"
    assert run("restore", given=ended.output).output == document


def test_html_in_bytes_is_cleaned(run: CommandLine) -> None:
    paragraphs = "".join(f"<p>{line}</p>" for line in ARTICLE.splitlines()[2:7:2])
    page = f"<html><body><nav><a href='/'>Home</a></nav><article><h1>Bridge</h1>{paragraphs}</article></body></html>"
    ended = run("--html", given=page.encode())
    assert (ended.exit_code, ended.error) == (0, "")
    assert b"cracks in two of its pillars" in ended.output
    assert b"<p>" not in ended.output


def test_documents_go_to_a_folder_under_their_own_names(run: CommandLine) -> None:
    assert run("--output", "out/deep", "story.txt", "page.txt", "-", given=b"") == Ended(0, b"", "")
    assert sorted(os.listdir("out/deep")) == ["page.txt", "stdin", "story.txt"]  # noqa: PTH208 (hidden files count)
    assert Path("out/deep/story.txt").read_bytes() == CONTENTS["story.txt"]
    assert Path("out/deep/page.txt").read_bytes() == run("page.txt").output


def test_records_go_to_a_folder_as_json_files(run: CommandLine) -> None:
    run("--json", "--output", "out", "folder/story.txt")
    assert run("restore", "out/story.txt.json").output == CONTENTS["folder/story.txt"]


def test_restored_texts_go_to_a_folder_under_the_names_of_their_sources(run: CommandLine) -> None:
    records = run("--json", "story.txt", "page.txt").output
    assert run("restore", "--output", "again", given=records) == Ended(0, b"", "")
    assert {name: Path("again", name).read_bytes() for name in os.listdir("again")} == {  # noqa: PTH208 (the same)
        name: CONTENTS[name] for name in ("story.txt", "page.txt")
    }


def test_a_record_cannot_write_outside_the_folder(run: CommandLine, tmp_path: Path) -> None:
    record = json.dumps({"source": "../../outside.txt", "text": "x", "removals": []})
    up = json.dumps({"source": "..", "text": "y", "removals": []})
    assert run("restore", "--output", "a/b", given=f"{record}\n{up}\n".encode()).exit_code == 0
    assert sorted(path.name for path in (tmp_path / "a").rglob("*")) == ["b", "outside.txt", "unnamed"]


def test_two_documents_of_one_name_do_not_overwrite_each_other(run: CommandLine) -> None:
    ended = run("--output", "out", "story.txt", "folder/story.txt")
    assert ended.exit_code == 1
    problem = "story.txt was written under the same name; write this one to another folder (--output)"
    assert ended.error == f"cleaner: folder/story.txt: {problem}\n"
    assert Path("out/story.txt").read_bytes() == CONTENTS["story.txt"]


def test_an_input_is_never_overwritten_by_its_own_cleaning(run: CommandLine) -> None:
    ended = run("--output", ".", "page.txt")
    assert ended.exit_code == 1
    assert ended.error == "cleaner: page.txt: would be overwritten; write to another folder (--output)\n"
    assert Path("page.txt").read_bytes() == CONTENTS["page.txt"]


def test_a_file_as_output_folder_is_wrong_usage(run: CommandLine) -> None:
    ended = run("--output", "story.txt", "page.txt")
    assert (ended.exit_code, ended.output) == (2, b"")
    assert ended.error == "cleaner: --output: story.txt: File exists; name a folder\n"


def test_a_target_that_cannot_be_written_is_named_and_the_others_go_on(run: CommandLine) -> None:
    Path("out/page.txt").mkdir(parents=True)
    ended = run("--output", "out", "page.txt", "story.txt")
    assert (ended.exit_code, ended.error.count("\n")) == (1, 1)
    assert ended.error.startswith("cleaner: out/page.txt: ")
    assert sorted(os.listdir("out")) == ["page.txt", "story.txt"]  # noqa: PTH208 (hidden files count)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the superuser may read everything")
def test_a_file_nobody_may_read_is_named(run: CommandLine) -> None:
    Path("story.txt").chmod(0)
    ended = run("story.txt", "./explain")
    assert ended == Ended(1, CONTENTS["explain"], "cleaner: story.txt: permission denied; check who may read it\n")


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("cleaner ex", "explain"),
        ("cleaner --js", "--json"),
        ("cleaner --keep cap", "caption"),
        ("cleaner --keep date,cap", "date,caption"),
        ("cleaner explain --on", "--only"),
        ("cleaner explain --only rem", "removed"),
        ("cleaner completion z", "zsh"),
        ("cleaner restore --sep", "--separator"),
    ],
)
def test_a_shell_can_complete(run: CommandLine, monkeypatch: pytest.MonkeyPatch, words: str, offered: str) -> None:
    monkeypatch.setenv("_CLEANER_COMPLETE", "bash_complete")
    monkeypatch.setenv("COMP_WORDS", words)
    monkeypatch.setenv("COMP_CWORD", str(len(words.split()) - 1))
    assert f"plain,{offered}" in run().output.decode().splitlines()


def test_explain_is_plain_in_a_pipe_and_coloured_on_demand(run: CommandLine) -> None:
    assert b"\x1b[" not in run("explain", "page.txt").output
    coloured = run("explain", "--color", "always", "page.txt").output.decode()
    assert "\x1b[9;32mLeave a Reply\x1b[0m" in coloured
    assert "\x1b[1mThe bridge is closed\x1b[0m" in coloured


@pytest.mark.parametrize(
    ("color", "environment", "is_coloured"),
    [
        ("auto", {"TERM": "xterm"}, True),
        ("never", {"TERM": "xterm"}, False),
        ("auto", {"TERM": "xterm", "NO_COLOR": "1"}, False),
        ("always", {"TERM": "xterm", "NO_COLOR": "1"}, True),
        ("auto", {"TERM": "dumb"}, False),
    ],
)
def test_a_terminal_gets_colours_unless_its_user_wants_none(
    run: CommandLine, monkeypatch: pytest.MonkeyPatch, color: str, environment: dict[str, str], is_coloured: bool
) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    for variable, value in environment.items():
        monkeypatch.setenv(variable, value)
    run.stream = Terminal
    assert (b"\x1b[" in run("explain", "--color", color, "page.txt").output) == is_coloured


def test_long_lines_are_wrapped_under_their_column_on_a_terminal(
    run: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "70")
    shown = run("explain", "--color", "always", "story.txt").output.decode().splitlines()
    assert max(map(len, shown)) < 90  # the width and some escape sequences
    assert any(line.startswith(" " * 31) and line.strip() for line in shown)
