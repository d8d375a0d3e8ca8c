"""Clean a corpus on a Spark cluster: Parquet, JSON Lines or web archives to Parquet, with a ledger and the errors.

    spark-submit examples/spark_corpus.py 's3a://bucket/raw/*.parquet' --output s3a://bucket/clean

writes three tables: ``documents`` (the records, with clean text), ``ledger`` (what was removed from each of them: from
both, ``cleaner.restore`` rebuilds the original) and ``errors`` (what could not be cleaned, or lost too much).
docs/clusters.md has the cluster's settings.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from typing import Any

from pyspark import StorageLevel
from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as f
from pyspark.sql.pandas.types import from_arrow_schema

from cleaner.pipelines.archives import SCHEMA, read_archives
from cleaner.pipelines.spark import clean_frame


def read(spark: SparkSession, inputs: Sequence[str]) -> DataFrame:
    """Return the records of files of one format, which the first one's name tells."""
    if any(suffix in inputs[0] for suffix in (".warc", ".wet")):
        return read_web_archives(spark, inputs)
    if ".json" in inputs[0]:
        return spark.read.json(list(inputs), columnNameOfCorruptRecord="unreadable")
    return spark.read.parquet(*inputs)


def read_web_archives(spark: SparkSession, paths: Sequence[str]) -> DataFrame:
    """Return the records of web archives; each file is a task."""

    def records(batches: Iterator[Any]) -> Iterator[Any]:
        for batch in batches:
            yield from read_archives(paths[number] for number in batch.column("id").to_pylist())

    return spark.range(0, len(paths), 1, len(paths)).mapInArrow(records, from_arrow_schema(SCHEMA))


def clean(frame: DataFrame, text: str = "text", **options: Any) -> DataFrame:
    """Return the records with clean text, what was removed, and what went wrong."""
    return clean_frame(frame, text, keep_removals=True, problems="problem", **options)


def write(cleaned: DataFrame, output: str, name: str = "id") -> None:
    """Write the three tables; ``name`` is the column that names a document."""
    cleaned = cleaned.persist(StorageLevel.DISK_ONLY)  # else everything would be cleaned three times
    reason = problem_of(cleaned)
    is_document = reason.isNull() | reason.startswith("over limit")
    documents = cleaned.filter(is_document).drop("removals", "problem", "unreadable")
    documents.write.parquet(f"{output}/documents")
    cleaned.filter(f.size("removals") > 0).select(name, "removals").write.parquet(f"{output}/ledger")
    cleaned.filter(reason.isNotNull()).select(name, reason.alias("reason")).write.parquet(f"{output}/errors")
    cleaned.unpersist()


def problem_of(frame: DataFrame) -> Column:
    """Return what is wrong with a record: it could not be cleaned, lost too much, or could not even be read."""
    found = [frame[column] for column in ("problem", "unreadable") if column in frame.columns]
    return f.coalesce(*found)


def main() -> None:
    """Read the command line, and do it all."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("inputs", nargs="+")
    parser.add_argument("--output", required=True, help="a folder that does not exist yet")
    parser.add_argument("--text", default="text", help="the column to be cleaned")
    parser.add_argument("--id", default="id", help="the column that names a document")
    parser.add_argument("--html", action="store_true", help="the column holds HTML, as that of .warc does")
    parser.add_argument("--max-removed", type=float, help="tell of documents that lose more than this share")
    chosen = parser.parse_args()
    with SparkSession.builder.appName("cleaner").getOrCreate() as spark:
        html = chosen.html or ".warc" in chosen.inputs[0]
        records = read(spark, chosen.inputs)
        write(clean(records, chosen.text, html=html, max_removed=chosen.max_removed), chosen.output, chosen.id)


if __name__ == "__main__":
    main()
