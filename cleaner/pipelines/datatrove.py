"""datatrove: `ArticleCleaner`, a block that cleans in batches, and `ArticleExtractor`, which is given pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Unpack

from cleaner import Cleaner
from cleaner.pipelines import needs
from cleaner.pipelines.rows import RowCleaner, RowOptions, cleaned_documents, document_cleaner, with_facts

with needs("datatrove"):
    from datatrove.data import DocumentsPipeline
    from datatrove.pipeline.base import PipelineStep
    from datatrove.pipeline.extractors.base import BaseExtractor
    from datatrove.utils.typeshelper import StatHints


class ArticleCleaner(PipelineStep):
    """Cleans documents, in batches; what it finds goes to their metadata, which may have their "url".

    Options are those of `RowCleaner`; a document that cannot be cleaned stays as it is, with its "problem".
    """

    type = "🧹 - CLEANER"
    name = "Article cleaner"

    def __init__(self, *, keep_removals: bool = False, **options: Unpack[RowOptions]) -> None:
        super().__init__()
        self._keep_removals = keep_removals
        self._rows = document_cleaner(**options)

    def run(self, data: DocumentsPipeline, rank: int = 0, world_size: int = 1) -> DocumentsPipeline:
        """Yield the documents, cleaned."""
        pairs = cleaned_documents(
            self._rows, data, lambda document: document.text, lambda document: document.metadata.get("url")
        )
        while True:
            with self.track_time():
                document, row = next(pairs, (None, None))
            if document is None or row is None:
                return
            self.stat_update(StatHints.total, *(["problem"] if row.problem else []))
            document.text = row.text
            document.metadata = with_facts(document.metadata, row, keep_removals=self._keep_removals)
            yield document


class ArticleExtractor(BaseExtractor):
    """Extracts the article of pages of HTML, one by one and for ``timeout`` seconds at most, as extractors do."""

    name = "Article extractor"

    def __init__(self, timeout: float = 1, cleaner: Cleaner | Mapping[str, Any] | None = None) -> None:
        super().__init__(timeout)
        self._rows = RowCleaner(cleaner=cleaner)

    def extract(self, text: str) -> str:
        """Return the article of a page."""
        return self._rows.cleaner.clean_html(text).text
