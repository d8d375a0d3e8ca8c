"""Scrapy: `ArticleCleanerPipeline`, an item pipeline; cleaning runs in a thread, so downloads go on meanwhile."""

from __future__ import annotations

from contextlib import suppress
from typing import Any, Self

from cleaner.pipelines import needs
from cleaner.pipelines.rows import Row, document_cleaner, with_facts

with needs("scrapy"):
    from itemadapter import ItemAdapter
    from scrapy.crawler import Crawler
    from scrapy.utils.asyncio import run_in_thread


class ArticleCleanerPipeline:
    """Cleans a field of items; what it finds goes to fields title, byline, date and problem that the items have.

    Settings: ``CLEANER_FIELD`` ("text"), ``CLEANER_URL_FIELD`` ("url"), and ``CLEANER_OPTIONS``, those of `RowCleaner`
    and ``keep_removals``. An item that cannot be cleaned stays as it is, with its problem.
    """

    def __init__(self, crawler: Crawler) -> None:
        options: dict[str, Any] = crawler.settings.getdict("CLEANER_OPTIONS")
        self._keep_removals = options.pop("keep_removals", False)
        self._rows = document_cleaner(**options)
        self._field = crawler.settings.get("CLEANER_FIELD", "text")
        self._url_field = crawler.settings.get("CLEANER_URL_FIELD", "url")
        self._stats = crawler.stats

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Return the pipeline of a crawler."""
        return cls(crawler)

    async def process_item(self, item: Any) -> Any:
        """Return the item, cleaned."""
        fields = ItemAdapter(item)
        row = await run_in_thread(self._clean, fields)
        self._stats.inc_value("cleaner/problems" if row.problem else "cleaner/cleaned")
        fields[self._field] = row.text
        for name, value in with_facts({}, row, keep_removals=self._keep_removals).items():
            with suppress(KeyError):  # an item of a class that has no such field
                fields[name] = fields.get(name) or value
        return item

    def _clean(self, fields: ItemAdapter) -> Row:
        return next(self._rows([fields.get(self._field)], [fields.get(self._url_field)]))
