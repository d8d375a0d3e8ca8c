"""Formats: whatever goes in, the text is cleaned, the rest stays as it is, and it comes out in the format wanted."""

from __future__ import annotations

import datetime
import decimal
import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests import corpora
from tests.corpora import CommandLine, clean, records, text

FORMATS = ["jsonl", "parquet", "arrow", "csv", "tsv"]
COUNT = 12


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> CommandLine:
    return CommandLine(monkeypatch, capfd)


def expected(rows: list[dict[str, Any]], target: str) -> list[dict[str, Any]]:
    """Return cleaned rows as a format can hold them: CSV knows text only."""
    cleaned = [{**row, "text": clean(int(row["n"]))} for row in rows]
    return [{key: str(value) for key, value in row.items()} for row in cleaned] if target in {"csv", "tsv"} else cleaned


@pytest.mark.parametrize("target", FORMATS)
@pytest.mark.parametrize("source", FORMATS)
def test_every_format_becomes_every_other(run: CommandLine, tmp_path: Path, source: str, target: str) -> None:
    corpora.write(tmp_path / f"in.{source}", records(COUNT))
    out = tmp_path / f"out.{target}"
    assert run.corpus(tmp_path / f"in.{source}", "--output", out, "--batch-bytes", 2000) == (0, "")
    came = corpora.read(out)
    if source in {"csv", "tsv"} and target not in {"csv", "tsv"}:
        came = [{**row, "n": int(row["n"])} for row in came]
    assert came == expected(records(COUNT), target)


@pytest.mark.parametrize("suffix", [".gz", ".zst", ".bz2", ".xz"])
@pytest.mark.parametrize("name", ["jsonl", "csv"])
def test_every_compression_is_read_and_written(run: CommandLine, tmp_path: Path, name: str, suffix: str) -> None:
    corpora.write(tmp_path / f"in.{name}{suffix}", records(COUNT))
    out = tmp_path / f"out.{name}{suffix}"
    assert run.corpus(tmp_path / f"in.{name}{suffix}", "--output", out, "--batch-bytes", 2000) == (0, "")
    assert corpora.read(out) == expected(records(COUNT), name)


def test_parquet_is_read_through_a_compression_that_surrounds_it(run: CommandLine, tmp_path: Path) -> None:
    corpora.write(tmp_path / "in.parquet.zst", records(3))
    assert run.corpus(tmp_path / "in.parquet.zst", "--output", tmp_path / "out.jsonl") == (0, "")
    assert corpora.read(tmp_path / "out.jsonl") == expected(records(3), "jsonl")


def test_fields_of_json_stay_as_their_bytes_are(run: CommandLine, tmp_path: Path) -> None:
    others = b'"z":1.50e5,"big":123456789012345678901234567890,"a":{"y":[1,{"x":null}],"b":"\\u00e9"}'
    line = b'{"text":' + json.dumps(text(1)).encode() + b"," + others + b"}\n"
    (tmp_path / "in.jsonl").write_bytes(line)
    assert run.corpus(tmp_path / "in.jsonl", "--output", tmp_path / "out.jsonl") == (0, "")
    out = (tmp_path / "out.jsonl").read_bytes()
    assert out.endswith(b"," + others + b"}\n")
    assert json.loads(out)["text"] == clean(1)


@pytest.mark.parametrize("name", ["jsonl", "parquet", "arrow"])
def test_a_text_may_lie_in_nested_fields(run: CommandLine, tmp_path: Path, name: str) -> None:
    rows = [{"doc": {"body": {"raw": text(n), "n": n}}, "k": n} for n in range(3)]
    corpora.write(tmp_path / f"in.{name}", rows)
    options = ("--text-field", "doc.body.raw")
    assert run.corpus(tmp_path / f"in.{name}", "--output", tmp_path / f"out.{name}", *options) == (0, "")
    assert corpora.read(tmp_path / f"out.{name}") == [
        {"doc": {"body": {"raw": clean(n), "n": n}}, "k": n} for n in range(3)
    ]


COLUMNS = {
    "when": pa.array([datetime.datetime(2024, 1, 2, tzinfo=datetime.UTC)] * 2, pa.timestamp("ns", "UTC")),
    "price": pa.array([decimal.Decimal("1.10"), None], pa.decimal128(9, 2)),
    "tags": pa.array([["a"], None], pa.list_(pa.large_string())),
    "kind": pa.array(["x", "y"]).dictionary_encode(),
    "blob": pa.array([b"\xff", None], pa.binary()),
    "small": pa.array([1, 2], pa.uint8()),
}


@pytest.mark.parametrize("text_type", [pa.string(), pa.large_string(), pa.string_view()])
@pytest.mark.parametrize("name", ["parquet", "arrow"])
def test_types_of_columns_are_kept(run: CommandLine, tmp_path: Path, name: str, text_type: pa.DataType) -> None:
    table = pa.table({**COLUMNS, "text": pa.array([text(0), None], text_type)})
    if name == "parquet":
        pq.write_table(table, tmp_path / "in.parquet")
        table = pq.read_table(tmp_path / "in.parquet")
    else:
        with pa.ipc.new_file(tmp_path / "in.arrow", table.schema) as writer:
            writer.write_table(table)
    out = tmp_path / f"out.{name}"
    assert run.corpus(tmp_path / f"in.{name}", "--output", out) == (0, "")
    came = pq.read_table(out) if name == "parquet" else pa.ipc.open_file(out.read_bytes()).read_all()
    assert came.schema == table.schema
    assert came.drop(["text"]).to_pylist() == table.drop(["text"]).to_pylist()
    assert came.column("text").to_pylist() == [clean(0), None]


def test_a_field_of_many_types_becomes_json_in_a_table(run: CommandLine, tmp_path: Path) -> None:
    values = [1, "one", [1], None, {"a": 1}, True]
    rows = [{"text": text(0), "v": value} for value in values] + [{"text": text(0), "late": 1}]
    corpora.write(tmp_path / "in.jsonl", rows)
    assert run.corpus(tmp_path / "in.jsonl", "--output", tmp_path / "out.parquet", "--batch-bytes", 1) == (0, "")
    came = corpora.read(tmp_path / "out.parquet")
    assert [row["v"] for row in came] == ["1", "one", "[1]", None, '{"a":1}', "true", None]
    assert [row["late"] for row in came] == [None] * 6 + [1]


def test_an_empty_corpus_has_an_empty_output(run: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").touch()
    for name in ("out.jsonl", "out.parquet", "out.csv.gz", "out.arrow"):
        assert run.corpus(tmp_path / "in.jsonl", "--output", tmp_path / name) == (0, "")
        assert corpora.read(tmp_path / name) == []


def test_text_files_keep_their_names_and_folders(run: CommandLine, tmp_path: Path) -> None:
    for n, name in enumerate(["a.txt", "b/a.txt", "b/c.d.txt", "b/.hidden.txt", "b/image.png"]):
        (tmp_path / "in" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "in" / name).write_text(text(n), encoding="utf-8")
    assert run.corpus(tmp_path / "in", "--output", tmp_path / "out") == (0, "")
    came = {str(path.relative_to(tmp_path / "out")): path for path in (tmp_path / "out").rglob("*") if path.is_file()}
    assert sorted(came) == ["a.txt", "b/a.txt", "b/c.d.txt"]
    assert came["b/c.d.txt"].read_text(encoding="utf-8") == clean(2)


def test_text_files_become_records_under_their_names(run: CommandLine, tmp_path: Path) -> None:
    for n in range(3):
        (tmp_path / f"{n}.txt.gz").write_bytes(corpora.COMPRESS[".gz"](text(n).encode()))
    assert run.corpus(tmp_path, "--output", tmp_path / "out.jsonl") == (0, "")
    assert corpora.read(tmp_path / "out.jsonl") == [{"id": str(n), "text": clean(n)} for n in range(3)]


PAGE = "<html><title>Ferries</title><body><nav><a href=/>Home</a></nav><h1>Ferries</h1>{}</body></html>"
SENTENCES = (
    "The ferries sail again after the storm, the port said on Monday, and tickets are sold from noon.",
    "Two of the five boats had lost their rudders, and a third had to be towed from the harbour of the island.",
    "Nobody was hurt, but the mail was late by a week and the baker of the island ran out of flour on Friday.",
)
ARTICLE = PAGE.format("".join(f"<p>{sentence}</p>" for sentence in SENTENCES))


def test_pages_become_text_or_markdown(run: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(ARTICLE, encoding="utf-8")
    assert run.corpus(tmp_path / "page.html", "--output", tmp_path / "text") == (0, "")
    assert SENTENCES[0] in (tmp_path / "text/page.txt").read_text(encoding="utf-8")
    assert run.corpus(tmp_path / "page.html", "--output", tmp_path / "marked", "--to", "markdown") == (0, "")
    assert (tmp_path / "marked/page.md").read_text(encoding="utf-8").startswith("# Ferries")


def test_a_field_may_hold_html(run: CommandLine, tmp_path: Path) -> None:
    corpora.write(tmp_path / "in.jsonl", [{"page": ARTICLE}])
    options = ("--html", "--text-field", "page")
    assert run.corpus(tmp_path / "in.jsonl", "--output", tmp_path / "out.jsonl", *options) == (0, "")
    (row,) = corpora.read(tmp_path / "out.jsonl")
    assert row["page"].split() == ["Ferries", *" ".join(SENTENCES).split()]


def archived(kind: str, url: str, body: bytes, content_type: str = "text/plain") -> bytes:
    """Return a record of a web archive."""
    header = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2024-01-01T00:00:00Z\r\n"
        f"WARC-Record-ID: <urn:uuid:{url}>\r\nContent-Type: {content_type}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return header.encode() + body + b"\r\n\r\n"


def response(url: str, body: bytes, content_type: str = "text/html; charset=utf-8", more: str = "") -> bytes:
    """Return the record of what a server sent."""
    http = f"HTTP/1.1 200 OK\r\nContent-Type: {content_type}\r\n{more}\r\n".encode() + body
    return archived("response", url, http, "application/http; msgtype=response")


@pytest.mark.parametrize("suffix", ["", ".gz"])
def test_a_wet_file_gives_its_texts(run: CommandLine, tmp_path: Path, suffix: str) -> None:
    parts = [archived("warcinfo", "", b"x: y")] + [archived("conversion", f"u{n}", text(n).encode()) for n in range(3)]
    path = tmp_path / f"part.warc.wet{suffix}"
    path.write_bytes(b"".join(map(corpora.COMPRESS[suffix], parts)))
    assert run.corpus(path, "--output", tmp_path / "out") == (0, "")
    came = corpora.read(tmp_path / f"out/part.jsonl{suffix}")
    assert [(row["url"], row["text"]) for row in came] == [(f"u{n}", clean(n)) for n in range(3)]


def test_a_warc_file_gives_its_pages(run: CommandLine, tmp_path: Path) -> None:
    page = ARTICLE.replace("Friday", "Friday, from Öland").encode("latin-1")
    chunked = b"%x\r\n%b\r\n0\r\n\r\n" % (len(page), page)
    parts = [
        archived("request", "r", b"GET / HTTP/1.1\r\n\r\n", "application/http"),
        response("a", page, "text/html; charset=iso-8859-1"),
        response("b", b"\x89PNG", "image/png"),
        response("c", chunked, "text/html; charset=iso-8859-1", "Transfer-Encoding: chunked\r\n"),
    ]
    (tmp_path / "in.warc").write_bytes(b"".join(parts))
    assert run.corpus(tmp_path / "in.warc", "--output", tmp_path / "out.jsonl") == (0, "")
    came = corpora.read(tmp_path / "out.jsonl")
    assert [(row["url"], row["title"]) for row in came] == [("a", "Ferries"), ("c", "Ferries")]
    assert all("Öland" in row["text"] for row in came)


def test_each_input_has_an_output_of_its_name(run: CommandLine, tmp_path: Path) -> None:
    for name in ("in/b.jsonl.gz", "in/a.parquet", "in/deep/c.csv"):
        corpora.write(tmp_path / name, records(3))
    assert run.corpus(tmp_path / "in", "--output", tmp_path / "out") == (0, "")
    for name in ("b.jsonl.gz", "a.parquet", "deep/c.csv"):
        assert corpora.read(tmp_path / "out" / name) == expected(records(3), name.rpartition(".")[2])


def test_shards_in_a_row_are_the_corpus_in_its_order(run: CommandLine, tmp_path: Path) -> None:
    for n in range(4):
        rows = records(40)[n * 10 : n * 10 + 10]
        corpora.write(tmp_path / f"in/{n}.jsonl", rows)
    options = ("--shards", 3, "--to", "jsonl.zst", "--batch-bytes", 1000)
    assert run.corpus(tmp_path / "in", "--output", tmp_path / "out", *options) == (0, "")
    shards = [corpora.read(path) for path in sorted((tmp_path / "out").iterdir())]
    assert len(shards) == 3
    assert all(shards)
    assert [row["id"] for shard in shards for row in shard] == [f"d{n}" for n in range(40)]


def test_addresses_are_read_and_written_through_fsspec(
    run: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import fsspec  # noqa: PLC0415 - slow to load

    monkeypatch.chdir(tmp_path)
    memory = fsspec.filesystem("memory")
    memory.pipe("/bucket/in.jsonl", corpora.json_lines(records(3)))
    assert run.corpus("memory://bucket/in.jsonl", "--output", "memory://bucket/out.jsonl") == (0, "")
    lines = memory.cat("/bucket/out.jsonl").splitlines()
    assert [json.loads(line) for line in lines] == expected(records(3), "jsonl")
    assert list(tmp_path.iterdir()) == []
