"""The command line: a table of cases, and what a table cannot say."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import os
import pickle
import sys
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import zstandard

import cleaner
from cleaner.cli import COMMANDS, inputs, main
from cleaner.cli import explain as explain_command
from cleaner.cli import filter as filter_command
from cleaner.cli.outputs import to_record

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
    return text.encode(case.get("encoding", "utf-8"))


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


@pytest.mark.parametrize("command", COMMANDS)
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
    assert list(record) == ["source", "text", "title", "byline", "date", "warning", "kind", "confidence", "removals"]
    assert record["source"] == "page.txt"
    assert record["text"].encode() == run("page.txt").output
    assert all(removal["text"] == ARTICLE[removal["start"] : removal["end"]] for removal in record["removals"])
    assert list(record["removals"][0]) == ["start", "end", "text", "label", "rule", "points", "why"]


def test_a_record_comes_in_parts_as_long_as_a_removal() -> None:
    result = cleaner.clean("The ferry was late again on Tuesday.\nhalf a character: \ud83d\n" + "Source link\n" * 50)
    parts = list(to_record("page.txt", result))
    assert json.loads("".join(parts)) == {"source": "page.txt", **result.to_dict()}
    assert len(parts) == len(result.removals) + 2 > 50


def test_json_of_a_page_has_its_metadata_and_where_they_were_found(run: CommandLine) -> None:
    Path("page.html").write_text("<html lang=en><title>Ferries</title><p>The ferry was late again, the port said.")
    record = json.loads(run("--json", "page.html").output)
    assert record["metadata"]["language"] == {"value": "en", "source": "html lang"}
    assert "metadata" not in cleaner.clean("The ferry was late again.").to_dict()


def test_json_is_one_line_a_document_without_separators(run: CommandLine) -> None:
    lines = run("--json", "--separator", "---", "story.txt", "page.txt").output.splitlines()
    assert [json.loads(line)["source"] for line in lines] == ["story.txt", "page.txt"]


@pytest.mark.parametrize("engine", ["auto", "fast", "trafilatura"])
def test_a_page_that_became_markdown_gives_its_text_back(run: CommandLine, engine: str) -> None:
    record = run("--json", "--engine", engine, "page.html")
    marked = run("--json", "--engine", engine, "--links", "page.html")
    assert json.loads(marked.output)["text"] != json.loads(record.output)["text"]
    text = run("restore", given=record.output)
    assert b"Home" in text.output
    assert run("restore", given=marked.output) == text
    result = cleaner.clean_html(CONTENTS["page.html"], engine=engine, output="markdown", links=True)
    assert cleaner.restore(result.text, result.removals).encode() == text.output
    again = pickle.loads(pickle.dumps(result))
    assert cleaner.restore(again.text, again.removals) == cleaner.restore(result.text, result.removals)


@pytest.mark.parametrize("engine", ["auto", "fast", "trafilatura"])
def test_what_is_explained_of_a_page_is_what_is_cleaned(engine: str) -> None:
    html = CONTENTS["page.html"]
    explained, result = cleaner.Cleaner().explain_html(html, engine=engine), cleaner.clean_html(html, engine=engine)
    assert tuple(replace(line, element="") for line in explained) == result.explain()
    assert "".join(line.text for line in explained if line.kept) == result.text
    reasons = {one["start"]: one["why"] for one in result.to_dict()["removals"]}
    assert {line.start: line.why for line in explained if not line.kept} == reasons


PACKERS = {"gz": gzip.compress, "bz2": bz2.compress, "xz": lzma.compress, "zst": zstandard.compress}


@pytest.mark.parametrize("suffix", PACKERS)
def test_a_compressed_text_is_read_and_written_as_text(run: CommandLine, suffix: str) -> None:
    Path(f"page.txt.{suffix}").write_bytes(PACKERS[suffix](ARTICLE.encode()))
    assert run(f"page.txt.{suffix}") == run("page.txt")
    assert run("--output", "out", f"page.txt.{suffix}") == Ended(0, b"", "")
    assert Path("out/page.txt").read_bytes() == run("page.txt").output


@pytest.mark.parametrize("suffix", PACKERS)
def test_damaged_compression_is_told_in_one_line(run: CommandLine, suffix: str) -> None:
    packed = PACKERS[suffix](os.urandom(2000))[:-900]
    ended = run("-", "./explain", given=packed)
    assert (ended.exit_code, ended.output, ended.error.count("\n")) == (1, CONTENTS["explain"], 1)
    assert "standard input: compressed data" in ended.error


def test_what_unpacks_without_bound_is_refused(run: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inputs, "MOST_UNPACKED", 1 << 20)
    ended = run("-", "./explain", given=gzip.compress(bytes(1 << 24)))
    assert (ended.exit_code, ended.output) == (1, CONTENTS["explain"])
    assert ended.error == (
        "cleaner: standard input: unpacks to more than 1,048,576 bytes; unpack it first, and split it\n"
    )


def test_zstd_without_its_package_is_told_in_one_line(run: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    packed = PACKERS["zst"](ARTICLE.encode())
    monkeypatch.setitem(sys.modules, "zstandard", None)
    ended = run(given=packed)
    assert ended == Ended(1, b"", "cleaner: standard input: is compressed with zstd; install zstandard, or unpack it\n")


ENCODED = {
    "utf-8": ARTICLE.encode(),
    "utf-16": ARTICLE.encode("utf-16"),
    "utf-16 the other way round": b"\xfe\xff" + ARTICLE.encode("utf-16-be"),
    "utf-32": ARTICLE.encode("utf-32"),
    "an old encoding": CONTENTS["windows.txt"],
    "a page in a text file": CONTENTS["hidden.txt"],
    "a page in UTF-16": CONTENTS["page.html"].decode().encode("utf-16"),
    "a page in UTF-16 without a mark": CONTENTS["page.html"].decode().encode("utf-16-le"),
}


@pytest.mark.parametrize("content", ENCODED.values(), ids=ENCODED.keys())
def test_filter_explain_and_corpus_read_a_file_alike(run: CommandLine, content: bytes) -> None:
    Path("any.txt").write_bytes(content)
    filtered = run("any.txt")
    assert filtered.exit_code == 0
    assert filtered.output
    assert run("corpus", "any.txt", "--output", "out.jsonl", "--workers", "0").exit_code == 0
    assert json.loads(Path("out.jsonl").read_bytes())["text"].encode() == filtered.output
    lines = json.loads(run("explain", "--json", "--only", "kept", "any.txt").output)["lines"]
    assert "".join(line["text"] for line in lines).encode() == filtered.output


@pytest.mark.parametrize(("option", "says"), [("--text", "text"), ("--html", "html")])
def test_who_says_what_a_file_is_is_believed_by_filter_and_corpus_alike(
    run: CommandLine, option: str, says: str
) -> None:
    run("corpus", "hidden.txt", "--from", says, "--output", "out.jsonl", "--workers", "0")
    text = json.loads(Path("out.jsonl").read_bytes())["text"]
    assert text.encode() == run(option, "hidden.txt").output
    assert ("<p>" in text) == (says == "text")


@pytest.mark.parametrize("name", ["report.pdf", "archive.zip", "photo.png", "zeros.dat"])
def test_corpus_refuses_what_the_filter_refuses(run: CommandLine, name: str) -> None:
    reason = run(name).error.partition(f"{name}: ")[2].strip()
    run("corpus", name, "--from", "text", "--output", "out/", "--errors", "errors.jsonl", "--workers", "0")
    assert json.loads(Path("errors.jsonl").read_bytes())["reason"] == reason


class Unlucky:
    """A cleaner that fails on what holds a word."""

    def __init__(self, **options: Any) -> None:
        """Take the options of the one that it hides."""
        self._cleaner = cleaner.Cleaner(**options)

    def __getattr__(self, name: str) -> Any:
        """Return the method that fails first."""

        def call(content: Any, *arguments: Any, **options: Any) -> Any:
            if name == "clean_many":
                return (call_clean(text) for text in content)
            return call_method(getattr(self._cleaner, name), content, *arguments, **options)

        def call_method(method: Any, content: Any, *arguments: Any, **options: Any) -> Any:
            if b"explode" in (content if isinstance(content, bytes) else content.encode()):
                raise RecursionError("too deep")
            return method(content, *arguments, **options)

        def call_clean(text: str) -> Any:
            return call_method(self._cleaner.clean, text)

        return call


@pytest.mark.parametrize("command", [[], ["--json"], ["explain"], ["explain", "--json"]])
@pytest.mark.parametrize("content", ["Let it explode.\n", "<!DOCTYPE html><p>Let it explode.</p>"])
def test_whatever_an_input_does_it_is_named_and_the_others_go_on(
    run: CommandLine, monkeypatch: pytest.MonkeyPatch, command: list[str], content: str
) -> None:
    monkeypatch.setattr(filter_command, "build_cleaner", lambda options: Unlucky(**options))
    monkeypatch.setattr(explain_command, "build_cleaner", lambda options: Unlucky(**options))
    Path("bad.txt").write_text(content, encoding="utf-8")
    ended = run(*command, "story.txt", "bad.txt", "page.txt", "page.html")
    assert ended.exit_code == 1
    assert ended.error == "cleaner: bad.txt: cannot be cleaned: RecursionError: too deep; leave it out, and report it\n"
    for words in ("After two years", "The bridge is closed", "Fishermen had waited for this day:"):
        assert words.encode() in ended.output


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


@pytest.mark.parametrize(
    ("arguments", "written"),
    [
        (["page.html"], "page.txt"),
        (["--format", "markdown", "page.html"], "page.md"),
        (["--format", "markdown", "hidden.txt"], "hidden.md"),
        (["hidden.txt"], "hidden.txt"),
        (["--html", "explain"], "explain.txt"),
        (["--text", "page.html"], "page.html"),
        (["--json", "page.html"], "page.html.json"),
    ],
)
def test_names_follow_what_is_written(run: CommandLine, arguments: list[str], written: str) -> None:
    arguments[-1] = f"./{arguments[-1]}"
    assert run("--output", "out", *arguments) == Ended(0, b"", "")
    assert os.listdir("out") == [written]  # noqa: PTH208 (hidden files count)


def test_the_text_of_a_page_is_restored_under_the_name_of_a_text(run: CommandLine) -> None:
    records = run("--json", "page.html", "story.txt").output
    assert run("restore", "--output", "again", given=records).exit_code == 0
    assert sorted(os.listdir("again")) == ["page.txt", "story.txt"]  # noqa: PTH208 (the same)


def test_no_input_is_overwritten_by_the_text_of_another(run: CommandLine, tmp_path: Path) -> None:
    Path("folder/page.html").write_bytes(CONTENTS["page.html"])
    ended = run("--output", ".", "folder/page.html", "page.txt")
    assert (ended.exit_code, ended.error.count("\n")) == (1, 2)
    assert ended.error.startswith("cleaner: folder/page.html: page.txt would be overwritten")
    assert Path("page.txt").read_bytes() == CONTENTS["page.txt"]


def test_a_file_beside_a_page_is_not_overwritten_by_its_text(run: CommandLine) -> None:
    ended = run("--output", ".", "page.html")
    assert ended == Ended(
        1, b"", "cleaner: page.html: page.txt would be overwritten; write to another folder (--output)\n"
    )
    assert Path("page.txt").read_bytes() == CONTENTS["page.txt"]


def test_records_are_not_overwritten_by_what_they_restore(run: CommandLine) -> None:
    record = json.dumps({"source": "elsewhere/all.jsonl", "text": "x", "removals": []})
    Path("all.jsonl").write_text(record, encoding="utf-8")
    ended = run("restore", "--output", ".", "all.jsonl")
    assert (ended.exit_code, ended.error.count("\n")) == (1, 1)
    assert Path("all.jsonl").read_text(encoding="utf-8") == record


@pytest.mark.parametrize("name", ["x\0y", "\ud800"])
def test_a_name_that_no_file_can_have_is_told_in_one_line(run: CommandLine, name: str) -> None:
    records = [{"source": source, "text": "x", "removals": []} for source in (name, "good.txt")]
    ended = run("restore", "--output", "out", given="".join(json.dumps(one) + "\n" for one in records).encode())
    assert (ended.exit_code, ended.error.count("\n")) == (1, 1)
    assert "is no name for a file" in ended.error
    assert os.listdir("out") == ["good.txt"]  # noqa: PTH208 (the same)


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
    assert ended.error == "cleaner: page.txt: page.txt would be overwritten; write to another folder (--output)\n"
    assert Path("page.txt").read_bytes() == CONTENTS["page.txt"]


def test_a_file_as_output_folder_is_wrong_usage(run: CommandLine) -> None:
    ended = run("--output", "story.txt", "page.txt")
    assert (ended.exit_code, ended.output) == (2, b"")
    assert ended.error == "cleaner: --output: story.txt: is a file; name a folder\n"


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
        ("cleaner --disable share.net", "share.network-row"),
        ("cleaner --languages en,zh-", "en,zh-Hans"),
        ("cleaner rules coverage --language zh-", "zh-Hans"),
        ("cleaner corpus --from war", "warc"),
        ("cleaner corpus --to jsonl.z", "jsonl.zst"),
    ],
)
def test_a_shell_can_complete(run: CommandLine, monkeypatch: pytest.MonkeyPatch, words: str, offered: str) -> None:
    assert f"plain,{offered}" in completions(run, monkeypatch, words)


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("cleaner raw/", "file"),
        ("cleaner explain raw/", "file"),
        ("cleaner --files-from raw/", "file"),
        ("cleaner --rules raw/", "file"),
        ("cleaner corpus raw/", "file"),
        ("cleaner corpus --output raw/", "file"),
        ("cleaner corpus --ledger raw/", "file"),
        ("cleaner corpus --summary raw/", "file"),
        ("cleaner corpus --errors raw/", "file"),
        ("cleaner restore --ledger raw/", "file"),
        ("cleaner rules check raw/", "file"),
    ],
)
def test_a_shell_completes_paths_itself(
    run: CommandLine, monkeypatch: pytest.MonkeyPatch, words: str, kind: str
) -> None:
    assert completions(run, monkeypatch, words) == [f"{kind},raw/"]


def completions(run: CommandLine, monkeypatch: pytest.MonkeyPatch, words: str) -> list[str]:
    """Return what bash is offered for the last of some words."""
    monkeypatch.setenv("_CLEANER_COMPLETE", "bash_complete")
    monkeypatch.setenv("COMP_WORDS", words)
    monkeypatch.setenv("COMP_CWORD", str(len(words.split()) - 1))
    return run().output.decode().splitlines()


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
