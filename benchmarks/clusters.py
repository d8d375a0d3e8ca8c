"""How long the examples for clusters take with one worker and with two, each a node of one core on this machine.

python -m benchmarks.clusters spark                   # needs the extras spark and corpus, and Java
python -m benchmarks.clusters ray --megabytes 200     # needs the extras ray and corpus

Documents are the labelled page dumps, in files of Parquet of about 4 MB. What starts with the cluster and the first
task (processes, imports, rules) has started before time is taken. The load of the machine is told: with other things to
do, two workers get less than two cores.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from itertools import cycle
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click

from benchmarks.quality.data import find_data

PYTHONPATH = os.pathsep.join(filter(None, sys.path))
FILE_BYTES = 4_000_000
_LITTLE_JAVA = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"  # it only hands batches on, and starts in half the time
_NOTICED = {"health_check_period_ms": 500, "health_check_failure_threshold": 3}  # a node that dies, soon


@contextmanager
def spark_cluster(workers: int) -> Iterator[Any]:
    """Start a Spark cluster of so many workers, with an executor of one core each; give its session."""
    sql = import_module("pyspark.sql")
    os.environ["PYSPARK_PYTHON"] = sys.executable
    settings = {
        "spark.ui.enabled": "false",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        "spark.executor.memory": "512m",
        "spark.driver.extraJavaOptions": _LITTLE_JAVA,
        "spark.executor.extraJavaOptions": _LITTLE_JAVA,
        "spark.executorEnv.PYTHONPATH": PYTHONPATH,
        "spark.sql.files.maxPartitionBytes": "4m",
        "spark.sql.execution.arrow.maxRecordsPerBatch": "500",
    }
    if active := sql.SparkSession.getActiveSession():
        active.stop()
    session = sql.SparkSession.builder.master(f"local-cluster[{workers},1,1024]").config(map=settings).getOrCreate()
    session.sparkContext.setLogLevel("OFF")
    try:
        yield session
    finally:
        session.stop()


@contextmanager
def ray_cluster(workers: int) -> Iterator[Any]:
    """Start a Ray cluster: a head that does no work, and so many nodes of one core each; give the module."""
    ray, utils = import_module("ray"), import_module("ray.cluster_utils")
    ray.shutdown()
    head = {"num_cpus": 0, "include_dashboard": False, "_system_config": _NOTICED}
    nodes = utils.Cluster(initialize_head=True, head_node_args=head)
    try:
        for _ in range(workers):
            nodes.add_node(num_cpus=1)
        ray.init(address=nodes.address, log_to_driver=False, runtime_env={"env_vars": {"PYTHONPATH": PYTHONPATH}})
        import_module("ray.data").DataContext.get_current().enable_progress_bars = False
        yield ray
    finally:
        ray.shutdown()
        nodes.shutdown()


def write_corpus(texts: Sequence[str], folder: Path, megabytes: int) -> None:
    """Write files of Parquet with documents of so many megabytes in all."""
    pa, pq = import_module("pyarrow"), import_module("pyarrow.parquet")
    source, rest, number = cycle(texts), megabytes * 1_000_000, 0
    while rest > 0:
        rows: list[dict[str, str]] = []
        size = 0
        while size < min(rest, FILE_BYTES):
            rows.append({"id": f"{number}-{len(rows)}", "text": next(source)})
            size += len(rows[-1]["text"].encode())
        pq.write_table(pa.Table.from_pylist(rows), folder / f"{number:05}.parquet")
        rest, number = rest - size, number + 1


def seconds(framework: str, workers: int, raw: Path, output: Path) -> float:
    """Return the seconds that a corpus takes with so many workers."""
    example = import_module(f"examples.{framework}_corpus")
    with {"spark": spark_cluster, "ray": ray_cluster}[framework](workers) as cluster:
        given = (cluster,) if framework == "spark" else ()
        first = [str(path) for path in sorted(raw.iterdir())[: 2 * workers]]
        example.write(example.clean(example.read(*given, first)), str(output / f"first{workers}"))
        started = time.perf_counter()
        example.write(example.clean(example.read(*given, [str(raw)])), str(output / f"all{workers}"))
        return time.perf_counter() - started


@click.command(help=__doc__)
@click.argument("framework", type=click.Choice(["spark", "ray"]))
@click.option("--megabytes", default=60)
@click.option("--workers", default=[1, 2], multiple=True, help="How many; give it again for more.")
@click.option("--data", help="Folder of labelled pages.")
def main(framework: str, megabytes: int, workers: Sequence[int], data: str | None) -> None:
    """Print the figures."""
    with TemporaryDirectory() as folder:
        raw = Path(folder, "raw")
        raw.mkdir()
        write_corpus(list(find_data(data).texts("html_text").values()), raw, megabytes)
        for number in workers:
            before = os.getloadavg()[0]
            taken = seconds(framework, number, raw, Path(folder))
            speed = megabytes / taken
            print(f"{framework}, {number} workers: {taken:.1f} s, {speed:.1f} MB/s, load before {before:.1f}")


if __name__ == "__main__":
    main()
