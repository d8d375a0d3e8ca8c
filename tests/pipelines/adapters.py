"""Each adapter as a function: values in, outcomes out, by the framework itself."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from tests.pipelines.cases import Outcome, outcome

Run = Callable[..., list[Outcome]]


@dataclass(frozen=True)
class Adapter:
    """How an adapter is tried: what it needs installed, and what its framework knows."""

    run: Run
    framework: str
    nulls: bool = True
    removals: bool = True
    table: bool = True

    def __call__(self, values: Iterable[Any], **options: Any) -> list[Outcome]:
        """Return what the framework makes of values; skips the test where it is not installed."""
        pytest.importorskip(self.framework)
        return self.run(list(values), **options)


ADAPTERS: dict[str, Adapter] = {}

_ADDED = {"keep_removals": True, "problems": "problem"}


def _adapter(framework: str, **known: bool) -> Callable[[Run], Run]:
    def register(run: Run) -> Run:
        ADAPTERS[run.__name__.strip("_")] = Adapter(run, framework, **known)
        return run

    return register


def arrow_array(values: list[Any]) -> Any:
    """Return values as an array: of text unless there are others."""
    import pyarrow as pa  # noqa: PLC0415 - the framework of a test, as below

    return pa.array(values) if any(value is not None for value in values) else pa.array(values, pa.string())


def _rows(records: Iterable[dict[str, Any]], column: str) -> list[Outcome]:
    return [outcome(row[column], row["removals"], row["problem"]) for row in records]


def _texts(values: Iterable[Any]) -> list[Outcome]:
    return [outcome(value, None) for value in values]


def _arrow_options(values: list[Any], options: dict[str, Any]) -> tuple[Any, str, dict[str, Any]]:
    import pyarrow as pa  # noqa: PLC0415

    table = pa.table({"n": pa.array(range(len(values)), pa.int64()), "text": arrow_array(values)})
    return table, options.pop("column", "text"), {**_ADDED, **options}


@_adapter("pyarrow")
def _arrow_table(values: list[Any], **options: Any) -> list[Outcome]:
    from cleaner.pipelines.arrow import clean_table  # noqa: PLC0415

    table, column, options = _arrow_options(values, options)
    return _rows(clean_table(table, column, **options).to_pylist(), column)


@_adapter("pyarrow")
def _arrow_stream(values: list[Any], **options: Any) -> list[Outcome]:
    from cleaner.pipelines.arrow import clean_batches  # noqa: PLC0415

    table, column, options = _arrow_options(values, options)
    empty = table.slice(0, 0).to_batches()
    batches = [*empty, *table.to_batches(max_chunksize=2), *empty]
    return _rows((row for batch in clean_batches(batches, column, **options) for row in batch.to_pylist()), column)


@_adapter("pyarrow", removals=False)
def _arrow_column(values: list[Any], **options: Any) -> list[Outcome]:
    from cleaner.pipelines.arrow import clean_column  # noqa: PLC0415

    options.pop("column", None)
    return _texts(clean_column(arrow_array(values), **options).to_pylist())


@_adapter("pandas")
def _pandas_frame(values: list[Any], **options: Any) -> list[Outcome]:
    import pandas as pd  # noqa: PLC0415

    import cleaner.pipelines.pandas  # noqa: F401, PLC0415 - registers the accessor

    frame = pd.DataFrame({"n": range(len(values)), "text": values}, index=[f"row {n}" for n in range(len(values))])
    column = options.pop("column", "text")
    cleaned = frame.cleaner.clean(column, **_ADDED, **options)
    assert list(cleaned.index) == list(frame.index)
    return _rows(cleaned.to_dict("records"), column)


@_adapter("pandas", removals=False)
def _pandas_series(values: list[Any], **options: Any) -> list[Outcome]:
    import pandas as pd  # noqa: PLC0415

    import cleaner.pipelines.pandas  # noqa: F401, PLC0415

    options.pop("column", None)
    return _texts(pd.Series(values, dtype=None if values else "object", name="text").cleaner.clean(**options))


@_adapter("polars")
def _polars_frame(values: list[Any], **options: Any) -> list[Outcome]:
    table, column, options = _arrow_options(values, options)
    return _rows(_polars(table).cleaner.clean(column, **options).to_dicts(), column)


@_adapter("polars")
def _polars_lazy(values: list[Any], **options: Any) -> list[Outcome]:
    table, column, options = _arrow_options(values, options)
    lazy = _polars(table).lazy().cleaner.clean(column, **options)
    cleaned = lazy.collect(engine="streaming")
    assert lazy.collect_schema() == cleaned.schema
    return _rows(cleaned.to_dicts(), column)


@_adapter("polars", removals=False)
def _polars_expression(values: list[Any], **options: Any) -> list[Outcome]:
    import polars as pl  # noqa: PLC0415

    options.pop("column", None)
    frame = _polars(_arrow_options(values, {})[0])
    return _texts(frame.lazy().select(pl.col("text").cleaner.clean(**options)).collect()["text"].to_list())


def _polars(table: Any) -> Any:
    import polars as pl  # noqa: PLC0415

    import cleaner.pipelines.polars  # noqa: F401, PLC0415 - registers the namespaces

    return pl.DataFrame(table)


@_adapter("duckdb")
def _duckdb(values: list[Any], **options: Any) -> list[Outcome]:
    import duckdb  # noqa: PLC0415

    from cleaner.pipelines.duckdb import register  # noqa: PLC0415

    documents, column, options = _arrow_options(values, options)
    kind = "BLOB" if "binary" in str(documents.schema.field("text").type) else "VARCHAR"
    with duckdb.connect() as connection:
        register(connection, "clean", text_type=kind, **options)
        connection.register("documents", documents)
        rows = connection.execute(f"SELECT clean({column}) FROM documents ORDER BY n").fetchall()
    return _rows((row for (row,) in rows), "text")


@_adapter("datasets")
def _datasets(values: list[Any], **options: Any) -> list[Outcome]:
    import datasets  # noqa: PLC0415

    from cleaner.pipelines.datasets import clean_dataset  # noqa: PLC0415

    table, column, options = _arrow_options(values, options)
    return _rows(clean_dataset(datasets.Dataset(table), column, map_options={"batch_size": 2}, **options), column)


@_adapter("datasets")
def _datasets_streamed(values: list[Any], **options: Any) -> list[Outcome]:
    import datasets  # noqa: PLC0415

    from cleaner.pipelines.datasets import clean_dataset  # noqa: PLC0415

    table, column, options = _arrow_options(values, options)
    dataset = datasets.Dataset(table)
    if not values:  # of which `to_iterable_dataset` makes none
        streamed = datasets.IterableDataset.from_generator(lambda: iter(()), features=dataset.features)
    else:
        streamed = dataset.to_iterable_dataset()
    return _rows(clean_dataset(streamed, column, **options), column)


@_adapter("dask")
def _dask(values: list[Any], **options: Any) -> list[Outcome]:
    import dask  # noqa: PLC0415
    import dask.dataframe as dd  # noqa: PLC0415
    import pandas as pd  # noqa: PLC0415

    from cleaner.pipelines.dask import clean_frame  # noqa: PLC0415

    pages = pd.DataFrame({"n": range(len(values)), "text": values})
    column = options.pop("column", "text")
    with dask.config.set({"dataframe.convert-string": False}):  # as it is, bytes would become text
        parts = [pages[:1], pages[:0], pages[1:]]
        frame = dd.from_delayed([dask.delayed(part) for part in parts], meta=pages[:0])
        cleaned = clean_frame(frame, column, **_ADDED, **options).compute(scheduler="threads")
    return _rows(cleaned.to_dict("records"), column)


@_adapter("ray")
def _ray_tasks(values: list[Any], **options: Any) -> list[Outcome]:
    return _ray(values, {"batch_size": 2}, options)


@_adapter("ray")
def _ray_actors(values: list[Any], **options: Any) -> list[Outcome]:
    from ray.data import ActorPoolStrategy  # noqa: PLC0415

    return _ray(values, {"compute": ActorPoolStrategy(size=1)}, options)


def _ray(values: list[Any], map_options: dict[str, Any], options: dict[str, Any]) -> list[Outcome]:
    import ray  # noqa: PLC0415

    from cleaner.pipelines.ray import clean_dataset  # noqa: PLC0415

    table, column, options = _arrow_options(values, options)
    dataset = clean_dataset(ray.data.from_arrow(table), column, map_options=map_options, **options)
    return _rows(sorted(dataset.take_all(), key=lambda row: row["n"]), column)


@_adapter("pyspark")
def _spark(values: list[Any], **options: Any) -> list[Outcome]:
    from cleaner.pipelines.spark import clean_frame  # noqa: PLC0415

    column = options.pop("column", "text")
    rows = clean_frame(_spark_frame(values), column, **_ADDED, **options).orderBy("n").collect()
    return _rows((row.asDict(recursive=True) for row in rows), column)


@_adapter("pyspark", removals=False)
def _spark_udf(values: list[Any], **options: Any) -> list[Outcome]:
    from cleaner.pipelines.spark import clean_udf  # noqa: PLC0415

    options.pop("column", None)
    frame = _spark_frame(values)
    return _texts(row[0] for row in frame.orderBy("n").select(clean_udf(**options)(frame["text"])).collect())


def spark_session() -> Any:
    """Return a session on this machine with two workers."""
    from pyspark.sql import SparkSession  # noqa: PLC0415

    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    settings = {"spark.ui.enabled": "false", "spark.driver.bindAddress": "127.0.0.1"}
    builder = SparkSession.builder.master("local[2]").config(map=settings)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("OFF")
    return session


def _spark_frame(values: list[Any]) -> Any:
    kind = {bytes: "binary", int: "int"}.get(type(next(filter(None, values), "")), "string")
    return spark_session().createDataFrame(list(enumerate(values)), f"n int, text {kind}").repartition(3)


@_adapter("nemo_curator")
def _nemo(values: list[Any], **options: Any) -> list[Outcome]:
    from nemo_curator.tasks import DocumentBatch  # noqa: PLC0415

    from cleaner.pipelines.nemo import ArticleCleaner  # noqa: PLC0415

    table, column, options = _arrow_options(values, options)
    batch = DocumentBatch(dataset_name="pages", data=table)
    return _rows(ArticleCleaner(column, **options).process(batch).data.to_pylist(), column)


def _documents(pairs: Iterable[tuple[Any, dict[str, Any]]]) -> list[Outcome]:
    return [outcome(text, known.get("removals"), known.get("problem")) for text, known in pairs]


@_adapter("datatrove", table=False)
def _datatrove(values: list[Any], **options: Any) -> list[Outcome]:
    from datatrove.data import Document  # noqa: PLC0415

    from cleaner.pipelines.datatrove import ArticleCleaner  # noqa: PLC0415

    documents = (Document(text=value, id=str(number)) for number, value in enumerate(values))
    block = ArticleCleaner(keep_removals=True, **options)
    return _documents((document.text, document.metadata) for document in block.run(documents))


@_adapter("langchain_core", nulls=False, table=False)
def _langchain(values: list[Any], **options: Any) -> list[Outcome]:
    from langchain_core.documents import Document  # noqa: PLC0415

    from cleaner.pipelines.langchain import ArticleCleaner  # noqa: PLC0415

    documents = [Document(page_content=value) for value in values]
    cleaned = ArticleCleaner(keep_removals=True, **options).transform_documents(documents)
    assert [document.page_content for document in documents] == values, "what was given is not changed"
    return _documents((document.page_content, document.metadata) for document in cleaned)


@_adapter("llama_index.core", nulls=False, table=False)
def _llamaindex(values: list[Any], **options: Any) -> list[Outcome]:
    from llama_index.core import Document  # noqa: PLC0415
    from llama_index.core.ingestion import IngestionPipeline  # noqa: PLC0415

    from cleaner.pipelines.llamaindex import ArticleCleaner  # noqa: PLC0415

    pipeline = IngestionPipeline(transformations=[ArticleCleaner(keep_removals=True, **options)])
    nodes = pipeline.run(documents=[Document(text=value) for value in values])
    return _documents((node.get_content(), node.metadata) for node in nodes)


@_adapter("haystack", table=False)
def _haystack(values: list[Any], **options: Any) -> list[Outcome]:
    from haystack import Document, Pipeline  # noqa: PLC0415

    from cleaner.pipelines.haystack import ArticleCleaner  # noqa: PLC0415

    pipeline = Pipeline()
    pipeline.add_component("cleaner", ArticleCleaner(keep_removals=True, **options))
    pipeline = Pipeline.loads(pipeline.dumps(), allowed_modules=["cleaner.pipelines.haystack"])
    found = pipeline.run({"cleaner": {"documents": [Document(content=value) for value in values]}})
    return _documents((document.content, document.meta) for document in found["cleaner"]["documents"])


@_adapter("scrapy", table=False)
def _scrapy(values: list[Any], **options: Any) -> list[Outcome]:
    items = [{"text": value} for value in values]
    list(scraped(items, keep_removals=True, **options))
    return _documents((item["text"], item) for item in items)


def scraped(items: list[Any], **options: Any) -> Iterator[Any]:
    """Yield items as a pipeline with these options returns them."""
    from scrapy.utils.test import get_crawler  # noqa: PLC0415

    from cleaner.pipelines.scrapy import ArticleCleanerPipeline  # noqa: PLC0415

    pipeline = ArticleCleanerPipeline.from_crawler(get_crawler(settings_dict={"CLEANER_OPTIONS": options}))
    for item in items:
        yield asyncio.run(pipeline.process_item(item))
