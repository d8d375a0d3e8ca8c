"""What the step costs in each framework that is installed, beside `Cleaner.clean_many` on the same documents.

python -m benchmarks.pipelines                        # 2,000 documents through each framework

Documents are the labelled page dumps, with nulls, empty ones and one of 5 MB. Rounds alternate, and the best of each
counts. Time is the processor's where all is done in this process, and the clock's for Ray and Spark, which have one
worker here.
"""

from __future__ import annotations

import gc
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from itertools import cycle, islice

import click

from benchmarks.quality.data import find_data
from cleaner import Cleaner

Text = str | None
Run = Callable[[], object]
Prepare = Callable[[Sequence[Text]], Run]

LARGE = 5_000_000
BY_THE_CLOCK = ("ray", "spark")


def documents(texts: Sequence[str], number: int) -> list[Text]:
    """Return so many documents: every fiftieth null, every seventieth empty, and one of 5 MB."""
    found: list[Text] = list(islice(cycle(texts), number))
    found[::50] = [None] * len(found[::50])
    found[::70] = [""] * len(found[::70])
    found[number // 2] = "\n\n".join(texts)[:LARGE]
    return found


def _clean_many(texts: Sequence[Text]) -> Run:
    cleaner = Cleaner()
    return lambda: [result.text for result in cleaner.clean_many(text for text in texts if text is not None)]


def _arrow(texts: Sequence[Text]) -> Run:
    pa, arrow = import_module("pyarrow"), import_module("cleaner.pipelines.arrow")
    table, cleaner = pa.table({"text": texts}), arrow.TableCleaner("text")
    return lambda: cleaner.table(table)


def _pandas(texts: Sequence[Text]) -> Run:
    pd = import_module("pandas")
    import_module("cleaner.pipelines.pandas")
    series = pd.Series(texts, dtype="object")
    return series.cleaner.clean


def _polars(texts: Sequence[Text]) -> Run:
    pl = import_module("polars")
    import_module("cleaner.pipelines.polars")
    frame = pl.DataFrame({"text": texts})
    return lambda: frame.select(pl.col("text").cleaner.clean())


def _duckdb(texts: Sequence[Text]) -> Run:
    duckdb, pa = import_module("duckdb"), import_module("pyarrow")
    connection = duckdb.connect(config={"threads": 1})
    import_module("cleaner.pipelines.duckdb").register(connection)
    connection.register("documents", pa.table({"text": texts}))
    return lambda: connection.execute("SELECT clean(text) FROM documents").fetchall()


def _datasets(texts: Sequence[Text]) -> Run:
    datasets, adapter = import_module("datasets"), import_module("cleaner.pipelines.datasets")
    datasets.disable_progress_bars()
    dataset, options = datasets.Dataset.from_dict({"text": texts}), {"load_from_cache_file": False}
    return lambda: adapter.clean_dataset(dataset, "text", map_options=options)


def _dask(texts: Sequence[Text]) -> Run:
    dd, pd = import_module("dask.dataframe"), import_module("pandas")
    adapter = import_module("cleaner.pipelines.dask")
    frame = dd.from_pandas(pd.DataFrame({"text": texts}), npartitions=4)
    return lambda: adapter.clean_frame(frame, "text").compute(scheduler="sync")


def _ray(texts: Sequence[Text]) -> Run:
    ray, pa = import_module("ray"), import_module("pyarrow")
    ray.init(num_cpus=1, log_to_driver=False, logging_level="ERROR")
    data, adapter = import_module("ray.data"), import_module("cleaner.pipelines.ray")
    data.DataContext.get_current().enable_progress_bars = False
    dataset = data.from_arrow(pa.table({"text": texts})).materialize()
    options = {"batch_size": 1000}
    return lambda: adapter.clean_dataset(dataset, "text", map_options=options).materialize()


def _spark(texts: Sequence[Text]) -> Run:
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    sql, adapter = import_module("pyspark.sql"), import_module("cleaner.pipelines.spark")
    session = sql.SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false").getOrCreate()
    frame = session.createDataFrame([(text,) for text in texts], "text string").cache()
    frame.count()
    return lambda: adapter.clean_frame(frame, "text").write.format("noop").mode("overwrite").save()


def _datatrove(texts: Sequence[Text]) -> Run:
    data, adapter = import_module("datatrove.data"), import_module("cleaner.pipelines.datatrove")
    block = adapter.ArticleCleaner()
    return lambda: list(block.run(data.Document(text=text, id="") for text in texts))


def _langchain(texts: Sequence[Text]) -> Run:
    core, adapter = import_module("langchain_core.documents"), import_module("cleaner.pipelines.langchain")
    found = [core.Document(page_content=text) for text in texts if text is not None]
    step = adapter.ArticleCleaner()
    return lambda: step.transform_documents(found)


def _llamaindex(texts: Sequence[Text]) -> Run:
    core, adapter = import_module("llama_index.core"), import_module("cleaner.pipelines.llamaindex")
    step = adapter.ArticleCleaner()
    return lambda: step([core.Document(text=text) for text in texts if text is not None])


def _haystack(texts: Sequence[Text]) -> Run:
    core, adapter = import_module("haystack"), import_module("cleaner.pipelines.haystack")
    found, step = [core.Document(content=text) for text in texts], adapter.ArticleCleaner()
    return lambda: step.run(documents=found)


FRAMEWORKS: dict[str, Prepare] = {
    "clean_many": _clean_many,
    "arrow": _arrow,
    "pandas": _pandas,
    "polars": _polars,
    "duckdb": _duckdb,
    "datasets": _datasets,
    "dask": _dask,
    "ray": _ray,
    "spark": _spark,
    "datatrove": _datatrove,
    "langchain": _langchain,
    "llamaindex": _llamaindex,
    "haystack": _haystack,
}


def compare(texts: Sequence[Text], names: Sequence[str], rounds: int) -> Iterator[tuple[str, float]]:
    """Yield, for each framework that is installed, how often the time of ``clean_many`` it takes."""
    yardstick = _clean_many(texts)
    for name in names:
        try:
            run = FRAMEWORKS[name](texts)
        except ModuleNotFoundError as error:
            print(f"{name}: left out, {error}", file=sys.stderr)
            continue
        clock = time.perf_counter if name in BY_THE_CLOCK else time.process_time
        run()  # what is loaded at first use costs nobody anything
        pairs = [(_seconds(yardstick, clock), _seconds(run, clock)) for _ in range(rounds)]
        yield name, min(taken for _, taken in pairs) / min(taken for taken, _ in pairs)


def _seconds(run: Run, clock: Callable[[], float]) -> float:
    gc.collect()
    started = clock()
    run()
    return clock() - started


@click.command(help=__doc__)
@click.option("--number", default=2_000, help="Documents.")
@click.option("--rounds", default=3)
@click.option("--data", help="Folder of labelled pages.")
@click.argument("names", nargs=-1)
def main(number: int, rounds: int, data: str | None, names: Sequence[str]) -> None:
    """Print the figures."""
    texts = list(find_data(data).texts("html_text").values())
    for name, ratio in compare(documents(texts, number), names or list(FRAMEWORKS), rounds):
        print(f"{name:12} {ratio:.2f}", flush=True)


if __name__ == "__main__":
    main()
