"""Pages of HTML: how the user wants them cleaned."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from cleaner import Cleaner, Judgement, Result
    from cleaner.cli.problems import Log
    from cleaner.judge.options import Engine


class Pages(NamedTuple):
    """The engine, the page's address ("" if unknown), and whether to write Markdown, and links in it."""

    engine: Engine = "auto"
    url: str = ""
    markdown: bool = False
    links: bool = False

    @property
    def kind(self) -> str:
        """The suffix of what pages become."""
        return "md" if self.markdown else "txt"

    def warn_of_text(self, name: str, log: Log) -> None:
        """Tell the log which of these options a plain text has no use for."""
        chosen = {"--engine": self.engine != "auto", "--url": self.url, "--links": self.links}
        given = [option for option, is_given in chosen.items() if is_given]
        if self.markdown and not self.links:
            given.append("--format")
        if given:
            log.warn(name, f"is plain text, where {' and '.join(given)} changes nothing; --html reads it as a page")


AS_TEXT = Pages()
"""Text, by whichever engine is better."""


def clean_page(cleaner: Cleaner, html: str | bytes, pages: Pages) -> Result:
    """Return the result of one page."""
    return cleaner.clean_html(
        html, pages.url, pages.engine, output="markdown" if pages.markdown else "text", links=pages.links
    )


def explain_page(cleaner: Cleaner, html: str | bytes, pages: Pages) -> tuple[Judgement, ...]:
    """Return what was decided about each line of one page."""
    return cleaner.explain_html(html, pages.url, pages.engine)
