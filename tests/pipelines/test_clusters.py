"""The examples for clusters, on real ones with two workers: the same rows as on one machine, though one is killed."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from benchmarks.clusters import ray_cluster, spark_cluster
from cleaner import Cleaner, restore
from cleaner.pipelines.rows import removals_of
from tests.corpora import text
from tests.test_corpus_formats import archived, response

FILES, DOCUMENTS = 6, 240
PAGE = "<html><body><nav><a href='/'>Home</a></nav><main><h1>Ferries sail again</h1>{}</main></body></html>"
KILLED_AT = "d125"
"""The document at which a worker is killed: others have been cleaned before, others are under way."""


class Cluster(NamedTuple):
    """An example's functions, and how to have a worker killed on the way."""

    read: Any
    clean: Any
    write: Any
    with_death: Any


@pytest.fixture(scope="module")
def spark() -> Iterator[Cluster]:
    """Start a Spark cluster of two workers."""
    pytest.importorskip("pyspark", reason="Spark is not installed")
    from examples import spark_corpus  # noqa: PLC0415 - needs the framework

    def with_death(frame: Any, marker: Path) -> Any:
        return frame.mapInArrow(lambda batches: _deadly(batches, marker, _executor), frame.schema)

    with spark_cluster(2) as session:
        read = partial(spark_corpus.read, session)
        yield Cluster(read, spark_corpus.clean, spark_corpus.write, with_death)


@pytest.fixture(scope="module")
def ray() -> Iterator[Cluster]:
    """Start a Ray cluster of two nodes that work."""
    pytest.importorskip("ray", reason="Ray is not installed")
    from examples import ray_corpus  # noqa: PLC0415 - needs the framework

    def with_death(dataset: Any, marker: Path) -> Any:
        def deadly(table: pa.Table) -> Iterator[pa.Table]:
            yield from _deadly([table], marker, os.getppid)

        return dataset.map_batches(deadly, batch_size=None, batch_format="pyarrow")

    with ray_cluster(2):
        yield Cluster(ray_corpus.read, ray_corpus.clean, ray_corpus.write, with_death)


@pytest.fixture(params=["spark", "ray"])
def cluster(request: pytest.FixtureRequest) -> Cluster:
    """Return each of the clusters."""
    found: Cluster = request.getfixturevalue(request.param)
    return found


def _deadly(batches: Iterable[Any], marker: Path, victim: Any) -> Iterator[Any]:
    """Hand batches on; the first time that a certain document comes by, kill the worker."""
    for batch in batches:
        if KILLED_AT in batch.column("id").to_pylist():
            try:
                marker.touch(exist_ok=False)
            except FileExistsError:
                pass
            else:
                os.kill(victim(), signal.SIGKILL)
        yield batch


def _executor() -> int:
    """Return the process of the executor: the parent of the one that starts Python's workers."""
    return int(Path(f"/proc/{os.getppid()}/stat").read_text().rpartition(")")[2].split()[1])


def _records() -> list[dict[str, Any]]:
    return [{"id": f"d{n}", "text": None if n == 7 else text(n), "n": n} for n in range(DOCUMENTS)]


def _in_files(folder: Path, suffix: str) -> Iterator[tuple[Path, list[dict[str, Any]]]]:
    folder.mkdir()
    records = _records()
    for number in range(FILES):
        yield folder / f"{number}{suffix}", records[number::FILES]


def _as_parquet(folder: Path) -> list[str]:
    for path, records in _in_files(folder, ".parquet"):
        pq.write_table(pa.Table.from_pylist(records), path)
    return [str(folder)]


def _as_json_lines(folder: Path) -> list[str]:
    for path, records in _in_files(folder, ".jsonl"):
        path.write_text("".join(json.dumps(record) + "\n" for record in records))
    return sorted(map(str, folder.iterdir()))


def _as_texts(folder: Path) -> list[str]:
    for path, records in _in_files(folder, ".warc.wet"):
        named = {record["id"]: record["text"].encode() for record in records if record["text"]}
        path.write_bytes(b"".join(archived("conversion", name, content) for name, content in named.items()))
    return sorted(map(str, folder.iterdir()))


def _as_pages(folder: Path) -> list[str]:
    for path, records in _in_files(folder, ".warc"):
        named = {record["id"]: _page(record["text"]).encode() for record in records if record["text"]}
        path.write_bytes(b"".join(response(name, page) for name, page in named.items()))
    return sorted(map(str, folder.iterdir()))


def _page(content: str) -> str:
    return PAGE.format("".join(f"<p>{line}</p>" for line in content.splitlines()))


def _table(output: Path, name: str) -> list[dict[str, Any]]:
    files = sorted((output / name).rglob("*.parquet"))
    return [row for path in files for row in pq.read_table(path).to_pylist()]


def _rows(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(rows, key=lambda row: str(row["id"]))


def _cleaned_here(records: list[dict[str, Any]]) -> list[dict[str, Any]]:
    results = Cleaner().clean_many(record["text"] for record in records if record["text"] is not None)
    return [record | {"text": record["text"] and next(results).text} for record in records]


def test_a_corpus_is_cleaned_as_on_one_machine_though_a_worker_is_killed(cluster: Cluster, tmp_path: Path) -> None:
    inputs = _as_parquet(tmp_path / "raw")
    records = cluster.with_death(cluster.read(inputs), tmp_path / "killed")
    cluster.write(cluster.clean(records), str(tmp_path / "clean"))
    assert (tmp_path / "killed").exists(), "a worker has been killed"
    assert _rows(_table(tmp_path / "clean", "documents")) == _rows(_cleaned_here(_records()))
    assert _table(tmp_path / "clean", "errors") == []


def test_documents_and_ledger_give_the_corpus_back(cluster: Cluster, tmp_path: Path) -> None:
    cluster.write(cluster.clean(cluster.read(_as_parquet(tmp_path / "raw"))), str(tmp_path / "clean"))
    ledger = {row["id"]: removals_of(row["removals"]) for row in _table(tmp_path / "clean", "ledger")}
    restored = {
        row["id"]: row["text"] and restore(row["text"], ledger.get(row["id"], ()))
        for row in _table(tmp_path / "clean", "documents")
    }
    assert restored == {record["id"]: record["text"] for record in _records()}


def test_lines_of_json_that_are_none_are_among_the_errors(cluster: Cluster, tmp_path: Path) -> None:
    inputs = _as_json_lines(tmp_path / "raw")
    with Path(inputs[0]).open("a") as stream:
        stream.write('{"id": "broken", "text": "Ferries\n')
    cluster.write(cluster.clean(cluster.read(inputs)), str(tmp_path / "clean"))
    assert _rows(_table(tmp_path / "clean", "documents")) == _rows(_cleaned_here(_records()))
    assert [row["reason"] for row in _table(tmp_path / "clean", "errors")] == ['{"id": "broken", "text": "Ferries']


@pytest.mark.parametrize("kind", ["texts", "pages"])
def test_web_archives_are_read_file_by_file(cluster: Cluster, tmp_path: Path, kind: str) -> None:
    inputs = (_as_texts if kind == "texts" else _as_pages)(tmp_path / "raw")
    with Path(inputs[0]).open("ab") as stream:
        stream.write(b"garbage")
    Path(inputs[1]).rename(tmp_path / "elsewhere")
    cluster.write(cluster.clean(cluster.read(inputs), html=kind == "pages"), str(tmp_path / "clean"))
    cleaner = Cleaner()
    clean = (lambda content: cleaner.clean_html(_page(content))) if kind == "pages" else cleaner.clean
    expected = [clean(record["text"]).text for record in _records() if record["text"] and record["n"] % FILES != 1]
    assert sorted(row["text"] for row in _table(tmp_path / "clean", "documents")) == sorted(expected)
    reasons = sorted(row["reason"] for row in _table(tmp_path / "clean", "errors"))
    assert [reason.split(" (")[0] for reason in reasons] == [
        "is no record of a web archive",
        "no such file; check the name",
    ]


def test_what_loses_too_much_is_a_document_and_told_of(cluster: Cluster, tmp_path: Path) -> None:
    cluster.write(cluster.clean(cluster.read(_as_parquet(tmp_path / "raw")), max_removed=0.1), str(tmp_path / "clean"))
    reasons = [row["reason"] for row in _table(tmp_path / "clean", "errors")]
    assert len(_table(tmp_path / "clean", "documents")) == DOCUMENTS
    assert len(reasons) == DOCUMENTS - 1
    assert all(reason.startswith("over limit: ") for reason in reasons)
