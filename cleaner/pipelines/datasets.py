"""Hugging Face datasets: ``clean_dataset(dataset, "text")``, in memory, from files or streamed."""

from __future__ import annotations

from typing import Any, TypeVar, Unpack

from cleaner.pipelines import needs
from cleaner.pipelines.rows import TableOptions

with needs("datasets"):
    import datasets

    from cleaner.pipelines.arrow import TableCleaner

Data = TypeVar("Data", bound="datasets.Dataset | datasets.IterableDataset | dict[str, Any]")


def clean_dataset(
    dataset: Data, column: str, *, map_options: dict[str, Any] | None = None, **options: Unpack[TableOptions]
) -> Data:
    """Return a dataset, or a dictionary of splits, with a column cleaned; a streamed one is cleaned as it is read.

    ``map_options`` go to the dataset's ``map`` (``num_proc``, ``batch_size`` …); the other options and errors are those
    of `TableCleaner`. Rows are numbered within their batch.
    """
    cleaner = TableCleaner(column, **options)
    if isinstance(dataset, dict):
        return type(dataset)({name: _cleaned(one, cleaner, map_options or {}) for name, one in dataset.items()})
    return _cleaned(dataset, cleaner, map_options or {})


def _cleaned(dataset: Any, cleaner: TableCleaner, map_options: dict[str, Any]) -> Any:
    """Return a dataset, cleaned; its features and its format stay."""
    features = dataset.features
    if features is not None:  # else they are found out from the first batch
        schema = cleaner.schema(features.arrow_schema).remove_metadata()
        features = datasets.Features({**datasets.Features.from_arrow_schema(schema), **features})
    mapped = dataset.with_format("arrow").map(cleaner.table, batched=True, features=features, **map_options)
    if isinstance(dataset, datasets.IterableDataset):
        return mapped.with_format(dataset._formatting and dataset._formatting.format_type)
    shown = dataset.format
    columns = None if set(shown["columns"]) == set(dataset.column_names) else shown["columns"]
    return mapped.with_format(shown["type"], columns, shown["output_all_columns"], **shown["format_kwargs"])
