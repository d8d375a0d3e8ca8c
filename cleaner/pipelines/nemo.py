"""NeMo Curator: `ArticleCleaner`, a stage on batches of documents."""

from __future__ import annotations

from dataclasses import replace
from typing import Unpack

from cleaner.pipelines import needs
from cleaner.pipelines.rows import TableOptions

with needs("nemo"):
    from nemo_curator.stages.base import ProcessingStage
    from nemo_curator.tasks import DocumentBatch

    from cleaner.pipelines.arrow import TableCleaner


class ArticleCleaner(ProcessingStage[DocumentBatch, DocumentBatch]):
    """Cleans a column of each batch; options and errors are those of `TableCleaner`."""

    name = "article_cleaner"

    def __init__(self, text_field: str = "text", **options: Unpack[TableOptions]) -> None:
        self._cleaner = TableCleaner(text_field, **options)

    def inputs(self) -> tuple[list[str], list[str]]:
        """Name what is read."""
        return ["data"], [self._cleaner.column, *filter(None, [self._cleaner.url_column])]

    def outputs(self) -> tuple[list[str], list[str]]:
        """Name what is written."""
        return ["data"], [self._cleaner.column, *self._cleaner.added.values()]

    def process(self, task: DocumentBatch) -> DocumentBatch:
        """Return a batch, cleaned."""
        return replace(task, data=self._cleaner.table(task.to_pyarrow()))
