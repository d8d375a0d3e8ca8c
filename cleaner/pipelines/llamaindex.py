"""LlamaIndex: `ArticleCleaner`, a transformation for an ingestion pipeline, before nodes are split."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from cleaner.pipelines import needs
from cleaner.pipelines.rows import Errors, OverLimit, RowCleaner, cleaned_documents, document_cleaner, with_facts

with needs("llamaindex"):
    from llama_index.core.bridge.pydantic import Field, PrivateAttr, field_serializer
    from llama_index.core.schema import BaseNode, MetadataMode, TransformComponent

_NOT_FOR_MODELS = ["removals", "problem"]


class ArticleCleaner(TransformComponent):
    """Cleans nodes; what it finds goes to their metadata, which may have their "url".

    Fields are the options of `RowCleaner`; a node that cannot be cleaned stays as it is, with its "problem". Removals
    and problems are left out of what models are given.
    """

    cleaner: Any = Field(default=None, description="a Cleaner, or its options")
    html: bool = False
    keep_removals: bool = False
    errors: Errors = "keep"
    max_removed: float | None = None
    over_limit: OverLimit = "flag"
    _rows: RowCleaner = PrivateAttr()

    def model_post_init(self, context: Any, /) -> None:
        """Load the rules."""
        names = ("cleaner", "html", "errors", "max_removed", "over_limit")
        self._rows = document_cleaner(**{name: getattr(self, name) for name in names})

    @field_serializer("cleaner")
    def _digest(self, _: Any) -> str:
        """Serialise what the cleaner's options and rules are: the pipeline's cache asks whether anything changed."""
        return sha256(self._rows.packed).hexdigest()

    def __call__(self, nodes: Sequence[BaseNode], **kwargs: Any) -> Sequence[BaseNode]:
        """Return the nodes, cleaned."""
        pairs = cleaned_documents(self._rows, list(nodes), _text, lambda node: node.metadata.get("url"))
        for node, row in pairs:
            node.metadata = with_facts(node.metadata, row, keep_removals=self.keep_removals)
            node.excluded_embed_metadata_keys = [*node.excluded_embed_metadata_keys, *_NOT_FOR_MODELS]
            node.excluded_llm_metadata_keys = [*node.excluded_llm_metadata_keys, *_NOT_FOR_MODELS]
            node.set_content(row.text)
        return nodes


def _text(node: BaseNode) -> str:
    return str(node.get_content(metadata_mode=MetadataMode.NONE))
