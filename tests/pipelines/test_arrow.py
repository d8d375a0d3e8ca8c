"""Arrow: types of columns, structs, columns that are added, streams."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from cleaner import clean_html, restore
from cleaner.pipelines.rows import BATCH_CHARACTERS, ColumnError, removals_of
from tests.pipelines.cases import SEEDS, SHORT, expected

pa = pytest.importorskip("pyarrow")

from cleaner.pipelines.arrow import (  # noqa: E402 - needs pyarrow
    BATCH_BYTES,
    REMOVALS_TYPE,
    TableCleaner,
    clean_batch,
    clean_batches,
    clean_column,
    clean_table,
    encoded,
)

CLEAN = expected([SHORT])[0].text
TEXT_TYPES = [
    pa.string(),
    pa.large_string(),
    pa.string_view(),
    pa.binary(),
    pa.large_binary(),
    pa.binary_view(),
    pa.dictionary(pa.int8(), pa.string()),
    pa.dictionary(pa.uint16(), pa.large_binary(), ordered=True),
]


def _array(values: list[str | None], kind: Any) -> Any:
    if not pa.types.is_dictionary(kind):
        plain = pa.array(values, pa.string())
        return plain.cast(kind) if "view" not in str(kind) else pa.array([v and v.encode() for v in values], kind)
    indices = pa.array([values.index(value) if value is not None else None for value in values], kind.index_type)
    return pa.DictionaryArray.from_arrays(indices, _array(values, kind.value_type), ordered=kind.ordered)


def _text(value: Any) -> Any:
    return value.decode() if isinstance(value, bytes) else value


@pytest.mark.parametrize("kind", TEXT_TYPES, ids=str)
def test_text_of_any_type_keeps_its_type(kind: Any) -> None:
    column = _array([SHORT, None, "", SHORT], kind)
    for cleaned in (clean_column(column), clean_column(pa.chunked_array([column[:1], column[1:]]))):
        assert cleaned.type == kind
        assert list(map(_text, cleaned.to_pylist())) == [CLEAN, None, "", CLEAN]


def test_a_column_of_nothing_but_nulls_stays_so() -> None:
    assert clean_column(pa.nulls(2)).to_pylist() == [None, None]


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string(), pa.string_view(), pa.binary()], ids=str)
def test_bytes_that_are_no_text_are_kept_though_the_column_says_it_is(kind: Any) -> None:
    binary = pa.binary_view() if "view" in str(kind) else pa.large_binary() if "large" in str(kind) else pa.binary()
    column = pa.array([b"Caf\xff", SHORT.encode(), None], binary).view(kind)
    kept = clean_column(column, errors="keep")
    assert kept.type == kind
    assert kept.view(binary).to_pylist() == [b"Caf\xff", CLEAN.encode(), None]


def _nested() -> Any:
    inner = pa.StructArray.from_arrays([pa.array([SHORT, None, SHORT, SHORT]), pa.array([1, 2, 3, 4])], ["text", "n"])
    gone = pa.array([False, False, True, False])
    return pa.table({"page": pa.StructArray.from_arrays([inner, pa.array(list("abcd"))], ["body", "id"], mask=gone)})


@pytest.mark.parametrize("rows", [slice(0, 4), slice(1, 4), slice(0, 0)])
def test_a_column_in_structs_is_named_by_its_path(rows: slice) -> None:
    table = _nested()[rows]
    cleaned = clean_table(table, "page.body.text", title="title")
    assert cleaned.schema.names == ["page", "title"]
    assert cleaned.schema.field("page").type == table.schema.field("page").type
    want = [
        {"page": {"body": {"text": CLEAN, "n": 1}, "id": "a"}},
        {"page": {"body": {"text": None, "n": 2}, "id": "b"}},
        {"page": None},
        {"page": {"body": {"text": CLEAN, "n": 4}, "id": "d"}},
    ]
    assert cleaned.select(["page"]).to_pylist() == want[rows]


def test_a_column_whose_name_has_a_dot_is_found() -> None:
    assert clean_table(pa.table({"page.text": [SHORT]}), "page.text").to_pylist() == [{"page.text": CLEAN}]


@pytest.mark.parametrize("name", ["page.title", "page.body.text.more", "body.text", ""])
def test_a_path_that_leads_nowhere_is_an_error(name: str) -> None:
    with pytest.raises(ColumnError, match=r"there is no column .* but 'page'"):
        clean_table(_nested(), name)


def test_other_columns_and_metadata_pass_through() -> None:
    field = pa.field("text", pa.string(), metadata={"source": "crawl"})
    schema = pa.schema([("id", pa.int8()), field, ("tags", pa.list_(pa.string()))], metadata={"made": "today"})
    table = pa.table([[1], [SHORT], [["sea", None]]], schema=schema)
    cleaned = clean_table(table, "text")
    assert cleaned.schema.equals(schema, check_metadata=True)
    assert cleaned.drop_columns("text") == table.drop_columns("text")


def test_removals_rebuild_the_originals() -> None:
    cleaned = clean_table(pa.table({"text": [*SEEDS, None]}), "text", keep_removals="gone")
    assert cleaned.schema.field("gone").type == REMOVALS_TYPE
    *rows, last = cleaned.to_pylist()
    assert [restore(row["text"], removals_of(row["gone"])) for row in rows] == SEEDS
    assert last == {"text": None, "gone": None}


def test_what_is_found_of_pages_becomes_columns() -> None:
    page = "<html><head><title>Ferries sail</title><meta name='author' content='Ada \\ud83d'></head><body><p>Sea.</p>"
    url = "https://example.org/2024/05/06/ferries"
    table = pa.table({"page": [page, None], "url": [url, None]})
    got = clean_table(table, "page", html=True, url_column="url", title="title", byline="by", date="day").to_pylist()
    want = clean_html(page, url)
    assert got[0] == {"page": want.text, "url": url, "title": want.title, "by": want.byline, "day": want.date or None}
    assert got[1] == {"page": None, "url": None, "title": None, "by": None, "day": None}


@pytest.mark.parametrize("options", [{"title": "id"}, {"title": "x", "date": "x"}, {"keep_removals": "text"}], ids=str)
def test_a_column_is_never_replaced_by_one_that_is_added(options: dict[str, Any]) -> None:
    with pytest.raises(ColumnError, match="there would be two columns"):
        clean_table(pa.table({"id": [1], "text": [SHORT]}), "text", **options)


def test_half_a_character_becomes_a_question_mark() -> None:
    assert encoded(["Half \ud83d", None], pa.string()).to_pylist() == ["Half ?", None]


def test_a_stream_is_read_no_further_ahead_than_a_batch_of_rows() -> None:
    text = SHORT * (BATCH_CHARACTERS // len(SHORT) // 4)
    taken = 0

    def batches() -> Iterator[Any]:
        nonlocal taken
        for _ in range(40):
            taken += 1
            yield pa.record_batch({"text": [text]})

    stream = clean_batches(batches(), "text")
    ahead = [taken - done for done, _ in enumerate(stream)]
    assert len(ahead) == 40
    assert max(ahead) <= 6


def test_a_stream_lets_go_of_what_is_done() -> None:
    text = SHORT * (BATCH_CHARACTERS // len(SHORT) // 4)
    before = pa.total_allocated_bytes()
    batches = (pa.record_batch({"text": [text]}) for _ in range(40))
    held = [pa.total_allocated_bytes() - before for _ in clean_batches(batches, "text")]
    assert max(held) < 10 * len(text)


def test_a_large_batch_of_a_stream_comes_back_in_pieces() -> None:
    large = pa.record_batch({"text": [SHORT * (BATCH_BYTES // len(SHORT) // 4)] * 9})
    pieces = list(clean_batches([large], "text"))
    assert max(piece.num_rows for piece in pieces) <= 4
    assert sum(piece.num_rows for piece in pieces) == 9


def test_a_batch_stays_one() -> None:
    batch = pa.record_batch({"text": [SHORT] * 3})
    assert clean_batch(batch, "text").num_rows == 3


def test_a_reader_is_cleaned_as_it_is_read() -> None:
    table = pa.table({"text": [SHORT, None]})
    reader = TableCleaner("text", problems="problem").reader(table.to_reader(max_chunksize=1))
    assert reader.schema.names == ["text", "problem"]
    assert reader.read_all()["text"].to_pylist() == [CLEAN, None]
