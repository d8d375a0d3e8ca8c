"""LangChain: `ArticleCleaner`, a transformer of documents, between loader and splitter."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Unpack

from cleaner.pipelines import needs
from cleaner.pipelines.rows import RowOptions, cleaned_documents, document_cleaner, with_facts

with needs("langchain"):
    from langchain_core.documents import BaseDocumentTransformer, Document


class ArticleCleaner(BaseDocumentTransformer):
    """Cleans documents; what it finds goes to their metadata, whose "source" is the address of a page.

    Options are those of `RowCleaner`; a document that cannot be cleaned stays as it is, with its "problem".
    """

    def __init__(self, *, keep_removals: bool = False, **options: Unpack[RowOptions]) -> None:
        self._keep_removals = keep_removals
        self._rows = document_cleaner(**options)

    def transform_documents(self, documents: Sequence[Document], **kwargs: Any) -> Sequence[Document]:
        """Return new documents, cleaned, under their old ids."""
        return [
            document.model_copy(
                update={
                    "page_content": row.text,
                    "metadata": with_facts(document.metadata, row, keep_removals=self._keep_removals),
                }
            )
            for document, row in cleaned_documents(self._rows, documents, lambda one: one.page_content, _source)
        ]


def _source(document: Document) -> str | None:
    source = document.metadata.get("source")
    return source if isinstance(source, str) else None
