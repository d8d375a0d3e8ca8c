"""JSON that is not a record a line: arrays, and records laid out over lines."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.corpus.formats.json import JsonSplitter, spans_lines
from cleaner.corpus.records import Fields
from tests import corpora
from tests.corpora import COMPRESS, CommandLine, clean, records


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> CommandLine:
    return CommandLine(monkeypatch, capfd)


ROWS: list[dict[str, Any]] = [{**row, "m": {"a": [1, {"b": '\\"[{'}], "big": 10**30}} for row in records(7)]
LAYOUTS = {
    "an array on one line": json.dumps(ROWS),
    "an array over lines": json.dumps(ROWS, indent=2) + "\n",
    "an array with a byte order mark": "\ufeff \n" + json.dumps(ROWS, indent="\t"),
    "lines in an array": "[\n" + ",\n".join(map(json.dumps, ROWS)) + "\n]\n",
    "two arrays": json.dumps(ROWS[:3]) + "\n" + json.dumps(ROWS[3:]),
    "objects over lines": "\r\n".join(json.dumps(row, indent=1).replace("\n", "\r\n") for row in ROWS),
}


@pytest.mark.parametrize("more", [(), ("--batch-bytes", 1)])
@pytest.mark.parametrize("suffix", ["", ".gz"])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_each_element_is_a_record(
    run: CommandLine, tmp_path: Path, layout: str, suffix: str, more: tuple[object, ...]
) -> None:
    path = tmp_path / f"in.json{suffix}"
    path.write_bytes(COMPRESS[suffix](LAYOUTS[layout].encode()))
    assert run.corpus(path, "--output", tmp_path / "out.jsonl", *more) == (0, "")
    assert corpora.read(tmp_path / "out.jsonl") == [{**row, "text": clean(row["n"])} for row in ROWS]


GOOD = json.dumps(ROWS[0])
BAD_ARRAYS = {
    "no text": (f'[{GOOD},{{"a":1}},{GOOD}]', 2, "has no field 'text' but 'a'; see --text-field", 2),
    "broken": (f'[{GOOD},{{"text":}},{GOOD}]', 2, "is no JSON object: JSON is malformed", 2),
    "a line in a text": (f'[{GOOD},{{"text":"a\nb"}},{GOOD}]', 2, "is no JSON object", 2),
    "too long": (f'[{GOOD},{{"text":"{"x" * 9000}"}},{GOOD}]', 2, "is longer than 4,000 bytes; see --max-bytes", 2),
    "too long at the end": (f'[{GOOD},{{"text":"{"x" * 9000}', 2, "is longer than 4,000 bytes; see --max-bytes", 1),
    "cut off in a record": (f"[{GOOD},{GOOD[:-9]}", 2, "is no JSON object: Input data was truncated", 1),
    "cut off between records": (f"[{GOOD},{GOOD},", 3, "the array has no end; the file is cut off", 2),
    "something else behind": (f"[{GOOD}] and more", 2, "is no JSON object", 1),
}


@pytest.mark.parametrize("case", BAD_ARRAYS)
def test_bad_elements_are_named_and_the_others_go_on(run: CommandLine, tmp_path: Path, case: str) -> None:
    content, position, problem, written = BAD_ARRAYS[case]
    (tmp_path / "in.json").write_text(content, encoding="utf-8")
    ended = run.corpus(tmp_path / "in.json", "--output", tmp_path / "out.jsonl", "--max-bytes", 4000)
    assert ended.exit_code == 1
    assert ended.stderr.startswith(f"cleaner: {tmp_path / 'in.json'}: record {position}: {problem}")
    assert ended.stderr.count("\n") == 1
    assert [row["id"] for row in corpora.read(tmp_path / "out.jsonl")] == ["d0"] * written


def test_an_empty_array_is_an_empty_corpus(run: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "in.json").write_bytes(b" [ ]\n")
    assert run.corpus(tmp_path / "in.json", "--output", tmp_path / "out.jsonl") == (0, "")
    assert corpora.read(tmp_path / "out.jsonl") == []


def test_damage_in_an_array_is_told_with_what_it_costs(run: CommandLine, tmp_path: Path) -> None:
    data = COMPRESS[".gz"](json.dumps(ROWS[:2])[:-1].encode()) + b"no gzip"
    (tmp_path / "in.json.gz").write_bytes(data)
    ended = run.corpus(tmp_path / "in.json.gz", "--output", tmp_path / "out.jsonl")
    assert ended.exit_code == 1
    assert "record 3: compressed data is damaged at byte" in ended.stderr
    assert ended.stderr.endswith("; what follows is lost\n")
    assert [row["id"] for row in corpora.read(tmp_path / "out.jsonl")] == ["d0", "d1"]


values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=5)
    | st.sampled_from(['"', "\\", '\\"', "[", "}", "{\n"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)


@given(
    rows=st.lists(st.dictionaries(st.text(max_size=3), values, min_size=1, max_size=4), min_size=1, max_size=5),
    indent=st.sampled_from([None, 0, 2]),
    size=st.integers(1, 50),
)
def test_arrays_are_split_wherever_their_bytes_are(rows: list[Any], indent: int | None, size: int) -> None:
    data = json.dumps(rows, indent=indent, ensure_ascii=False).encode("utf-8", "surrogatepass")
    pieces = [data[:20], *(data[at : at + size] for at in range(20, len(data), size))]
    assert spans_lines(pieces[0])
    payload = b"".join(batch.payload for batch in JsonSplitter("in.json", Fields()).batches(iter(pieces)))
    assert [json.loads(line) for line in payload.split(b"\n")[:-1]] == rows
