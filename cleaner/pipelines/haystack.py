"""Haystack: `ArticleCleaner`, a component between converter and splitter."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from cleaner.pipelines import needs
from cleaner.pipelines.rows import Errors, OverLimit, cleaned_documents, document_cleaner, with_facts

with needs("haystack"):
    from haystack import Document, component, default_from_dict, default_to_dict


@component
class ArticleCleaner:
    """Cleans documents; what it finds goes to their meta, which may have their "url".

    ``cleaner`` are options of `cleaner.Cleaner`, so that a pipeline can be written as YAML; the other options are those
    of `RowCleaner`. A document that cannot be cleaned stays as it is, with its "problem".
    """

    def __init__(  # noqa: PLR0913 - components name their options
        self,
        cleaner: dict[str, Any] | None = None,
        *,
        html: bool = False,
        keep_removals: bool = False,
        errors: Errors = "keep",
        max_removed: float | None = None,
        over_limit: OverLimit = "flag",
    ) -> None:
        self._options: dict[str, Any] = {"cleaner": cleaner, "html": html, "errors": errors}
        self._options |= {"max_removed": max_removed, "over_limit": over_limit}
        self._keep_removals = keep_removals
        self._rows = document_cleaner(**self._options)

    def to_dict(self) -> dict[str, Any]:
        """Return the component as a dictionary."""
        return default_to_dict(self, keep_removals=self._keep_removals, **self._options)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> ArticleCleaner:
        """Return the component of a dictionary."""
        return default_from_dict(cls, data)

    @component.output_types(documents=list[Document])
    def run(self, documents: list[Document]) -> dict[str, list[Document]]:
        """Return new documents, cleaned, under their old ids."""
        pairs = cleaned_documents(self._rows, documents, lambda one: one.content, lambda one: one.meta.get("url"))
        return {
            "documents": [
                replace(one, content=row.text, meta=with_facts(one.meta, row, keep_removals=self._keep_removals))
                for one, row in pairs
            ]
        }
