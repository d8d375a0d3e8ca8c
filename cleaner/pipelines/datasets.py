"""Hugging Face datasets: ``clean_dataset(dataset, "text")``, in memory, from files or streamed."""

from __future__ import annotations

from typing import Any, TypeVar, Unpack

from cleaner.pipelines.arrow import TableCleaner
from cleaner.pipelines.extras import needs
from cleaner.pipelines.tables import TableOptions

with needs("datasets"):
    import datasets
    import pyarrow as pa

Data = TypeVar("Data", bound="datasets.Dataset | datasets.IterableDataset | datasets.DatasetDict")


def clean_dataset(
    dataset: Data, column: str, *, map_options: dict[str, Any] | None = None, **options: Unpack[TableOptions]
) -> Data:
    """Return a dataset, or each split of a dictionary, with a column cleaned; a streamed one is cleaned as it is read.

    ``map_options`` go to the dataset's ``map`` (``num_proc``, ``batch_size`` …); the other options and errors are those
    of `TableCleaner`.
    """
    if isinstance(dataset, dict):
        splits = {name: clean_dataset(one, column, map_options=map_options, **options) for name, one in dataset.items()}
        return type(dataset)(splits)
    cleaner = TableCleaner(column, **options)
    features = None
    if dataset.features is not None:
        added = cleaner.schema(dataset.features.arrow_schema)
        features = datasets.Features.from_arrow_schema(added.remove_metadata()) | dataset.features
    arrow = dataset.with_format("arrow")
    cleaned = arrow.map(cleaner.table, batched=True, features=features, **(map_options or {}))
    return cleaned.with_format(**dataset.format) if isinstance(dataset, datasets.Dataset) else cleaned.with_format(None)
