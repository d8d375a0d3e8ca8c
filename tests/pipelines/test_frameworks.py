"""What each framework expects beyond clean texts: where metadata lands, processes, formats, an event loop that runs."""

from __future__ import annotations

import asyncio
import json
import pickle
import shutil
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from cleaner import Cleaner
from tests.pipelines.adapters import scraped, spark_session
from tests.pipelines.cases import SHORT, expected, own_rules

PAGE = "<html><head><title>Ferries sail again</title></head><body><p>The port said so on Monday, after the storm.</p>"
CLEAN = expected([SHORT])[0].text


@pytest.fixture
def with_own_rules(tmp_path: Path) -> tuple[dict[str, Any], str, Path]:
    """Options with rules of our own, what they make of `SHORT`, and the folder, which a test may delete."""
    rules = own_rules(tmp_path / "rules")
    cleaner = Cleaner(rules=[rules])
    return {"cleaner": cleaner}, cleaner.clean(SHORT).text, rules


def test_rules_travel_with_a_ray_job(with_own_rules: tuple[dict[str, Any], str, Path]) -> None:
    ray = pytest.importorskip("ray")

    from cleaner.pipelines.ray import clean_dataset  # noqa: PLC0415

    options, clean, folder = with_own_rules
    datasets = [
        clean_dataset(ray.data.from_items([{"text": SHORT}]), "text", map_options=map_options, **options)
        for map_options in ({}, {"concurrency": 1})
    ]
    shutil.rmtree(folder)
    assert [dataset.take_all() for dataset in datasets] == [[{"text": clean}], [{"text": clean}]]


def test_rules_travel_with_a_spark_job(with_own_rules: tuple[dict[str, Any], str, Path]) -> None:
    pytest.importorskip("pyspark")
    from cleaner.pipelines.spark import clean_frame, clean_udf  # noqa: PLC0415

    options, clean, folder = with_own_rules
    frame = spark_session().createDataFrame([(SHORT,)], "text string")
    cleaned, selected = clean_frame(frame, "text", **options), frame.select(clean_udf(**options)("text"))
    shutil.rmtree(folder)
    assert [cleaned.collect()[0][0], selected.collect()[0][0]] == [clean, clean]


def test_a_spark_function_is_known_to_sql() -> None:
    pytest.importorskip("pyspark")
    from cleaner.pipelines.spark import clean_udf  # noqa: PLC0415

    session = spark_session()
    session.createDataFrame([(SHORT,), (None,)], "text string").createOrReplaceTempView("documents")
    session.udf.register("clean", clean_udf())
    assert [row[0] for row in session.sql("SELECT clean(text) FROM documents").collect()] == [CLEAN, None]


def test_spark_cleans_a_field_of_a_struct() -> None:
    pytest.importorskip("pyspark")
    from cleaner.pipelines.spark import clean_frame  # noqa: PLC0415

    frame = spark_session().createDataFrame([((SHORT, 1),)], "page struct<text string, n int>")
    cleaned = clean_frame(frame, "page.text", title="title")
    assert cleaned.schema["page"] == frame.schema["page"]
    assert cleaned.collect()[0].page.text == CLEAN


def test_rules_travel_with_dask_to_processes(with_own_rules: tuple[dict[str, Any], str, Path]) -> None:
    dask = pytest.importorskip("dask")
    pytest.importorskip("dask.dataframe")
    import dask.dataframe as dd  # noqa: PLC0415
    import pandas as pd  # noqa: PLC0415

    from cleaner.pipelines.dask import clean_frame, clean_series  # noqa: PLC0415

    options, clean, folder = with_own_rules
    frame = dd.from_pandas(pd.DataFrame({"text": [SHORT, None]}), npartitions=2)
    cleaned, series = clean_frame(frame, "text", **options), clean_series(frame["text"], **options)
    shutil.rmtree(folder)
    with dask.config.set({"multiprocessing.context": "spawn", "scheduler": "processes", "num_workers": 1}):
        assert cleaned.compute()["text"].dropna().tolist() == [clean]
    assert series.compute().dropna().tolist() == [clean]
    assert cleaned.dtypes["text"] == frame.dtypes["text"]


def test_pandas_keeps_the_type_of_a_column() -> None:
    pd = pytest.importorskip("pandas")
    import cleaner.pipelines.pandas  # noqa: F401, PLC0415 - registers the accessors

    for dtype in ("object", "str", "string", "category"):
        series = pd.Series([SHORT, None, SHORT], index=[3, 1, 2], name="body", dtype=dtype)
        cleaned = series.cleaner.clean()
        assert cleaned.index.equals(series.index)
        assert cleaned.name == "body"
        assert cleaned.isna().tolist() == [False, True, False]
        assert cleaned.dropna().tolist() == [CLEAN, CLEAN]
        assert cleaned.dtype == (series.cat.rename_categories([CLEAN]).dtype if dtype == "category" else series.dtype)


def test_a_cell_of_pandas_that_is_no_text_costs_its_row() -> None:
    pd = pytest.importorskip("pandas")
    from cleaner.pipelines.pandas import clean_frame  # noqa: PLC0415

    cleaned = clean_frame(pd.DataFrame({"text": [SHORT, 7, float("nan")]}, dtype="object"), "text", problems="problem")
    assert cleaned["text"].isna().tolist() == [False, True, True]
    assert cleaned["problem"][1] == "error: is of type int, not text"


def test_datasets_keep_features_and_format() -> None:
    datasets = pytest.importorskip("datasets")
    from cleaner.pipelines.datasets import clean_dataset  # noqa: PLC0415

    features = datasets.Features(
        {"text": datasets.Value("string"), "kind": datasets.ClassLabel(names=["news", "blog"])}
    )
    dataset = datasets.Dataset.from_dict({"text": [SHORT], "kind": [1]}, features).with_format("numpy")
    cleaned = clean_dataset(datasets.DatasetDict(train=dataset), "text", title="title")["train"]
    assert cleaned.features == {**features, "title": datasets.Value("string")}
    assert cleaned.format["type"] == "numpy"
    assert cleaned[0]["text"] == CLEAN


def test_datasets_are_cleaned_by_processes_and_cached(with_own_rules: tuple[dict[str, Any], str, Path]) -> None:
    datasets = pytest.importorskip("datasets")
    from cleaner.pipelines.datasets import clean_dataset  # noqa: PLC0415

    options, clean, _ = with_own_rules
    dataset = datasets.Dataset.from_dict({"text": [SHORT, SHORT]})
    cleaned = clean_dataset(dataset, "text", map_options={"num_proc": 2}, **options)
    assert cleaned["text"][:] == [clean, clean]
    prints = [clean_dataset(dataset, "text", **chosen)._fingerprint for chosen in (options, options, {})]
    assert prints[0] == prints[1] != prints[2]


def test_duckdb_returns_a_struct_where_columns_are_added() -> None:
    duckdb = pytest.importorskip("duckdb")
    from cleaner.pipelines.duckdb import register  # noqa: PLC0415

    with duckdb.connect() as connection:
        register(connection, "clean_page", html=True, title="title")
        found = connection.execute("SELECT unnest(clean_page(?))", [PAGE])
        assert [column[0] for column in found.description] == ["text", "title"]
        assert found.fetchone()[1] == "Ferries sail again"


def test_polars_cleans_a_field_of_a_struct_and_keeps_types() -> None:
    pl = pytest.importorskip("polars")
    import cleaner.pipelines.polars  # noqa: F401, PLC0415 - registers the namespaces

    frame = pl.DataFrame(
        {"page": [{"text": SHORT, "n": 1}, None], "kind": pl.Series(["a", None], dtype=pl.Categorical)}
    )
    cleaned = frame.cleaner.clean("page.text")
    assert cleaned.schema == frame.schema
    assert cleaned["page"].to_list() == [{"text": CLEAN, "n": 1}, None]


def test_polars_names_the_column_of_an_expression_that_is_no_text() -> None:
    pl = pytest.importorskip("polars")
    import cleaner.pipelines.polars  # noqa: F401, PLC0415 - registers the namespaces

    frame = pl.DataFrame({"id": [1, 2], "text": [SHORT, SHORT]})
    with pytest.raises(Exception, match="column 'id' is of type int64, not text"):
        frame.select(pl.col("id").cleaner.clean())


def test_datatrove_runs_by_tasks_and_counts_problems(tmp_path: Path) -> None:
    pytest.importorskip("datatrove")
    from datatrove.executor import LocalPipelineExecutor  # noqa: PLC0415
    from datatrove.pipeline.readers import JsonlReader  # noqa: PLC0415
    from datatrove.pipeline.writers import JsonlWriter  # noqa: PLC0415

    from cleaner.pipelines.datatrove import ArticleCleaner  # noqa: PLC0415

    (tmp_path / "in").mkdir()
    for number in range(2):
        line = f'{{"text": {json.dumps(SHORT)}, "id": "{number}", "title": "given"}}\n'
        (tmp_path / "in" / f"{number}.jsonl").write_text(line)
    steps = [
        JsonlReader(str(tmp_path / "in")),
        ArticleCleaner(max_removed=0.1),
        JsonlWriter(str(tmp_path / "out"), compression=None),
    ]
    executor = LocalPipelineExecutor(steps, tasks=2, workers=2, logging_dir=str(tmp_path / "logs"))
    stats = executor.run()
    written = [path.read_text() for path in sorted((tmp_path / "out").glob("*.jsonl"))]
    assert len(written) == 2
    assert all("Source link" not in text and '"title":"given"' in text.replace(": ", ":") for text in written)
    assert stats.stats[1].stats["problem"].total == 2


def test_a_datatrove_extractor_is_given_pages() -> None:
    pytest.importorskip("datatrove")
    from datatrove.data import Document  # noqa: PLC0415

    from cleaner.pipelines.datatrove import ArticleExtractor  # noqa: PLC0415

    (document,) = ArticleExtractor(timeout=30).run(iter([Document(text=PAGE, id="1")]))
    assert document.text.strip() == "The port said so on Monday, after the storm."


def test_langchain_gets_metadata_and_new_documents_under_old_ids() -> None:
    documents = pytest.importorskip("langchain_core.documents")
    from cleaner.pipelines.langchain import ArticleCleaner  # noqa: PLC0415

    page = documents.Document(page_content=PAGE, id="7", metadata={"source": "https://example.org/ferries"})
    (cleaned,) = asyncio.run(ArticleCleaner(html=True).atransform_documents([page]))
    assert cleaned.id == "7"
    assert cleaned.metadata == {"title": "Ferries sail again", "source": "https://example.org/ferries"}
    assert page.page_content == PAGE


def test_llamaindex_runs_by_processes_and_caches_by_rules(with_own_rules: tuple[dict[str, Any], str, Path]) -> None:
    pytest.importorskip("llama_index.core")
    from llama_index.core import Document  # noqa: PLC0415
    from llama_index.core.ingestion import IngestionPipeline  # noqa: PLC0415
    from llama_index.core.ingestion.pipeline import get_transformation_hash  # noqa: PLC0415

    from cleaner.pipelines.llamaindex import ArticleCleaner  # noqa: PLC0415

    options, clean, _ = with_own_rules
    step = ArticleCleaner(keep_removals=True, **options)
    nodes = IngestionPipeline(transformations=[step]).run(documents=[Document(text=SHORT)] * 2, num_workers=2)
    assert [node.get_content() for node in nodes] == [clean, clean]
    assert "removals" in nodes[0].excluded_embed_metadata_keys
    hashes = [get_transformation_hash([], one) for one in (step, ArticleCleaner(keep_removals=True))]
    assert hashes[0] != hashes[1]
    assert pickle.loads(pickle.dumps(step))([Document(text=SHORT)])[0].get_content() == clean


def test_haystack_gets_metadata_and_new_documents_under_old_ids() -> None:
    haystack = pytest.importorskip("haystack")
    from cleaner.pipelines.haystack import ArticleCleaner  # noqa: PLC0415

    page = haystack.Document(content=PAGE, meta={"url": "https://example.org/ferries"})
    (cleaned,) = ArticleCleaner(html=True).run(documents=[page])["documents"]
    assert cleaned.id == page.id
    assert cleaned.meta["title"] == "Ferries sail again"
    assert page.content == PAGE


def test_scrapy_fills_the_fields_that_an_item_has() -> None:
    scrapy = pytest.importorskip("scrapy")

    class Page(scrapy.Item):
        text, title = scrapy.Field(), scrapy.Field()

    (page,) = scraped([Page(text=PAGE)], html=True)
    assert dict(page) == {"text": "The port said so on Monday, after the storm.\n", "title": "Ferries sail again"}
    (item,) = scraped([{"text": 7}])
    assert item == {"text": 7, "problem": "error: is of type int, not text"}


def test_scrapy_goes_on_while_an_item_is_cleaned(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("scrapy")
    from scrapy.utils.test import get_crawler  # noqa: PLC0415

    from cleaner.pipelines.scrapy import ArticleCleanerPipeline  # noqa: PLC0415

    pipeline = ArticleCleanerPipeline.from_crawler(get_crawler())
    other_work = Event()
    clean = pipeline._clean
    monkeypatch.setattr(pipeline, "_clean", lambda fields: other_work.wait(60) and clean(fields))

    async def crawl() -> Any:
        item = asyncio.create_task(pipeline.process_item({"text": SHORT}))
        await asyncio.sleep(0)
        other_work.set()  # would never come if the loop waited for the item
        return await item

    assert asyncio.run(crawl())["text"] == CLEAN


def test_nemo_runs_in_a_pipeline() -> None:
    pytest.importorskip("nemo_curator")
    import pyarrow as pa  # noqa: PLC0415
    from nemo_curator.tasks import DocumentBatch  # noqa: PLC0415

    from cleaner.pipelines.nemo import ArticleCleaner  # noqa: PLC0415

    stage = pickle.loads(pickle.dumps(ArticleCleaner("text", title="title")))
    batch = DocumentBatch(dataset_name="pages", data=pa.table({"text": [SHORT]}))
    assert stage.validate_input(batch)
    cleaned = stage.process(batch)
    assert cleaned.dataset_name == "pages"
    assert cleaned.get_columns() == ["text", "title"] == stage.outputs()[1]
