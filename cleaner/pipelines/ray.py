"""Ray Data: ``clean_dataset(dataset, "text")``, by tasks or a pool of actors."""

from __future__ import annotations

from typing import Any, Unpack

from cleaner.pipelines import needs
from cleaner.pipelines.rows import TableOptions

with needs("ray"):
    import pyarrow as pa
    import ray.data

    from cleaner.pipelines.arrow import TableCleaner


class ArticleCleaner:
    """What an actor runs: ``dataset.map_batches(ArticleCleaner, fn_constructor_args=[cleaner], …)``."""

    def __init__(self, cleaner: TableCleaner) -> None:
        self._cleaner = cleaner

    def __call__(self, table: pa.Table) -> pa.Table:
        """Return a batch, cleaned."""
        return self._cleaner.table(table)


def clean_dataset(
    dataset: ray.data.Dataset,
    column: str,
    *,
    map_options: dict[str, Any] | None = None,
    **options: Unpack[TableOptions],
) -> ray.data.Dataset:
    """Return a dataset with a column cleaned; options and errors are those of `TableCleaner`.

    ``map_options`` go to ``Dataset.map_batches``: ``{"compute": ray.data.ActorPoolStrategy(size=8)}`` has actors do it,
    ``batch_size``, ``num_cpus`` and the like say how. Rows are numbered within their batch.
    """
    cleaner, chosen = TableCleaner(column, **options), map_options or {}
    settings: dict[str, Any] = {"batch_format": "pyarrow", **chosen}
    if "compute" in chosen or "concurrency" in chosen:
        return dataset.map_batches(ArticleCleaner, fn_constructor_args=[cleaner], **settings)
    return dataset.map_batches(cleaner.table, **settings)
