"""Web archives: records that are broken, and pages as servers send them."""

from __future__ import annotations

import gzip
from pathlib import Path

import brotli
import pytest
import zstandard

from tests import corpora
from tests.corpora import CommandLine, text
from tests.test_corpus_faults import faults_of
from tests.test_corpus_formats import archived, response


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> CommandLine:
    return CommandLine(monkeypatch, capfd)


def conversion(name: str, more: bytes = b"") -> bytes:
    return archived("conversion", name, text(0).encode() + more)


BROKEN_ARCHIVES = {
    "garbage between": (b"garbage\r\n" * 3, "is no record of a web archive"),
    "a length that is too small": (
        conversion("x").replace(b"Content-Length: ", b"Content-Length: 1\r\nX: "),
        "has a wrong Content-Length",
    ),
    "a length that is too large": (
        conversion("x").replace(b"Content-Length: ", b"Content-Length: 1"),
        "has a wrong Content-Length",
    ),
    "a length that is none": (conversion("x").replace(b"Length: ", b"Length: abc"), "has no valid Content-Length"),
    "no length": (conversion("x").replace(b"Content-Length", b"Length"), "has no valid Content-Length"),
    "not UTF-8": (conversion("x", b"\xff" * 9), "byte {} of the text is not UTF-8"),
    "too long": (conversion("x", b"y" * 5000), "is longer than 4,000 bytes; see --max-bytes"),
    "no end of the header": (b"WARC/1.0\r\n" + b"x" * 70_000 + b"\r\n", "has a header without an end"),
}


@pytest.mark.parametrize("case", BROKEN_ARCHIVES)
def test_a_corrupt_record_of_an_archive_is_named_and_the_others_go_on(
    run: CommandLine, tmp_path: Path, case: str
) -> None:
    broken, reason = BROKEN_ARCHIVES[case]
    first, *rest = (conversion(name) for name in "abcdefghijkl")
    (tmp_path / "in.wet").write_bytes(first + broken + b"".join(rest))
    faults, rows = faults_of(run, tmp_path / "in.wet", "--max-bytes", 4000)
    assert faults == [("byte", len(first), reason.format(len(text(0).encode()) + 1))]
    assert [row["url"] for row in rows] == list("abcdefghijkl")


def test_an_archive_that_is_cut_off_loses_its_last_record(run: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "in.wet").write_bytes((conversion("a") + conversion("b"))[:-30])
    faults, rows = faults_of(run, tmp_path / "in.wet")
    assert faults == [("byte", len(conversion("a")), "is cut off: the file ends in the midst of it")]
    assert len(rows) == 1


LENGTHS = {"a little": b"Content-Length: 9", "a lot": b"Content-Length: 99999999999"}


@pytest.mark.parametrize("kind", ["conversion", "request"])
@pytest.mark.parametrize("length", LENGTHS)
@pytest.mark.parametrize("more", [0, 4000, 200_000])
def test_a_length_that_is_too_large_costs_no_record_behind_it(
    run: CommandLine, tmp_path: Path, kind: str, length: str, more: int
) -> None:
    spoilt = conversion("x").replace(b"conversion", kind.encode()).replace(b"Content-Length: ", LENGTHS[length])
    good = [conversion(f"u{number}", b"\n" * 40) for number in range(2 + more // 1000)]
    (tmp_path / "in.warc.wet").write_bytes(spoilt + b"".join(good))
    ((_, position, _), *others), rows = faults_of(run, tmp_path / "in.warc.wet")
    assert position == 0
    assert others == []
    assert [row["url"] for row in rows] == [f"u{number}" for number in range(len(good))]


PAGE = ("<html><body>" + "".join(f"<p>{line}</p>" for line in text(0).splitlines()) + "</body></html>").encode()
BODIES = {
    "as it is": (PAGE, ""),
    "chunked": (b"%x\r\n%b\r\n0\r\n\r\n" % (len(PAGE), PAGE), "Transfer-Encoding: chunked"),
    "gzip": (gzip.compress(PAGE), "Content-Encoding: gzip"),
    "brotli": (brotli.compress(PAGE), "Content-Encoding: br"),
    "zstd": (zstandard.compress(PAGE), "Content-Encoding: zstd"),
    "decoded, but for its header": (PAGE, "Content-Encoding: gzip"),
    "put together, but for its header": (PAGE, "Transfer-Encoding: chunked"),
    "of an encoding that is none": (PAGE, "Content-Encoding: UTF-8"),
}


def test_pages_of_archives_are_read_whatever_way_they_were_sent(run: CommandLine, tmp_path: Path) -> None:
    ways = [response(way, body, more=more and f"{more}\r\n") for way, (body, more) in BODIES.items()]
    broken = response("broken", b"\x1f\x8b\x08" + b"\xff" * 99, more="Content-Encoding: gzip\r\n")
    (tmp_path / "in.warc").write_bytes(b"".join([broken, *ways]))
    ended = run.corpus(tmp_path / "in.warc", "--output", tmp_path / "out.jsonl")
    assert ended.exit_code == 1
    assert ended.stderr.startswith(f"cleaner: {tmp_path}/in.warc: byte 0: cannot be decoded (")
    assert ended.stderr.count("\n") == 1
    came = corpora.read(tmp_path / "out.jsonl")
    assert [row["url"] for row in came] == list(BODIES)
    assert len({row["text"] for row in came}) == 1
    assert "first ferry" in came[0]["text"]


BOMBS = {
    "gzip": (gzip.compress, "gzip"),
    "gzip twice": (lambda page: gzip.compress(gzip.compress(page)), "gzip, gzip"),
    "brotli": (brotli.compress, "br"),
    "zstd": (zstandard.compress, "zstd"),
}


@pytest.mark.parametrize("case", BOMBS)
def test_a_page_that_unpacks_to_more_than_a_record_may_have_is_named(
    run: CommandLine, tmp_path: Path, case: str
) -> None:
    compress, encoding = BOMBS[case]
    parts = [(PAGE + b" " * more, f"https://h.example/{more}") for more in (0, 3_000_000)]
    pages = [response(name, compress(page), more=f"Content-Encoding: {encoding}\r\n") for page, name in parts]
    (tmp_path / "in.warc").write_bytes(b"".join([pages[1], *pages]))
    faults, rows = faults_of(run, tmp_path / "in.warc", "--max-bytes", 10_000)
    reason = "is longer than 10,000 bytes when it is unpacked; see --max-bytes"
    assert faults == [("byte", 0, reason), ("byte", len(pages[1]) + len(pages[0]), reason)]
    assert [row["url"] for row in rows] == ["https://h.example/0"]


def test_a_page_that_was_packed_is_read_to_its_end(run: CommandLine, tmp_path: Path) -> None:
    filler = "".join(f"<!-- {number * 7919 % 1_000_003} -->" for number in range(100_000)).encode()
    page = PAGE.replace(b"<body>", b"<body>" + filler)
    packed = [response(name, pack(page), more=f"Content-Encoding: {name}\r\n") for pack, name in BOMBS.values()]
    (tmp_path / "in.warc").write_bytes(b"".join(packed))
    faults, rows = faults_of(run, tmp_path / "in.warc")
    assert faults == []
    assert [row["text"].count("first ferry") for row in rows] == [1] * len(BOMBS)


def test_a_wrong_length_that_ends_where_another_header_does_costs_no_record(run: CommandLine, tmp_path: Path) -> None:
    spoilt, good = conversion("x"), [conversion(f"u{number}") for number in range(3)]
    body = spoilt.partition(b"\r\n\r\n")[2]
    length = len(body) + good[0].index(b"\r\n\r\n")
    spoilt = spoilt.replace(b"Content-Length: %d" % (len(body) - 4), b"Content-Length: %d" % length)
    assert (spoilt + good[0])[-len(body) - 4 :].startswith(b"\r\n\r\n")
    (tmp_path / "in.warc.wet").write_bytes(spoilt + b"".join(good))
    faults, rows = faults_of(run, tmp_path / "in.warc.wet")
    assert faults == [("byte", 0, "has a wrong Content-Length")]
    assert [row["url"] for row in rows] == ["u0", "u1", "u2"]
