"""The filter: documents in, cleaned documents out. Nothing here needs click, so that a bare ``cleaner`` starts fast."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING, NamedTuple

from cleaner.cli.inputs import Document, read_documents
from cleaner.cli.outputs import TO_STANDARD_OUTPUT, Writing, open_output, to_record
from cleaner.errors import CommandError, Log, as_command_error
from cleaner.html.encoding import AS_FOUND, Reading
from cleaner.lines.view import MARKDOWN

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any, Literal

    from cleaner import Cleaner, Result
    from cleaner.judge.options import Engine


class Pages(NamedTuple):
    """How to clean pages of HTML: the engine, their address ("" if unknown), if to write Markdown, and links in it.

    Markdown is written as it came, or ``without_marks``.
    """

    engine: Engine = "auto"
    url: str = ""
    markdown: bool = False
    links: bool = False
    without_marks: bool = False

    @property
    def kind(self) -> str:
        """The suffix of what pages become."""
        return "md" if self.markdown else "txt"

    def warn_of_text(self, name: str, log: Log, *, is_markdown: bool = False) -> None:
        """Tell the log which of these options a text has no use for."""
        chosen = {"--engine": self.engine != "auto", "--url": self.url, "--links": self.links}
        given = [option for option, is_given in chosen.items() if is_given]
        if self.markdown and not self.links and not is_markdown:
            given.append("--format")
        if given:
            kind, options = "Markdown" if is_markdown else "plain text", " and ".join(given)
            log.warn(name, f"is {kind}, where {options} changes nothing; --html reads it as a page")


AS_TEXT = Pages()
"""Text, by whichever engine is better."""


def run_filter(
    names: Sequence[str],
    cleaning: Mapping[str, object] | None = None,
    reading: Reading = AS_FOUND,
    writing: Writing = TO_STANDARD_OUTPUT,
    pages: Pages = AS_TEXT,
) -> int:
    """Clean the inputs in order and write them; return 0, or 1 when some failed (which the user has been told)."""
    log = Log()
    cleaner = build_cleaner(cleaning or {})
    gc.freeze()  # what is loaded stays to the end
    gc.enable()  # see `cleaner.cli`
    output = open_output(writing, names)
    for document in read_documents(names, reading, log):
        try:
            result = _cleaned(cleaner, document, pages, log)
            text = to_record(document.name, result) if writing.as_json else result.text
        except Exception as error:
            log.fail_on(document.name, error)
            continue
        try:
            output.write(document.name, text, "json" if writing.as_json else pages.kind if document.is_page else "")
        except CommandError as error:
            log.fail(error)
            continue
        if result.warning and not writing.as_json:  # in a record it stands already
            log.warn(document.name, result.warning)
    return log.exit_code


def build_cleaner(options: Mapping[str, Any]) -> Cleaner:
    """Return a cleaner with the given options of ``cleaner.Cleaner``; raises ``CommandError`` for wrong ones."""
    from cleaner import Cleaner  # noqa: PLC0415 (loads the core: after the options have been checked)

    try:
        return Cleaner(**options)
    except (OSError, ValueError) as error:
        raise as_command_error(error) from None


def _cleaned(cleaner: Cleaner, document: Document, pages: Pages, log: Log) -> Result:
    name, content, is_page = document
    if is_page:
        output: Literal["text", "markdown"] = "markdown" if pages.markdown else "text"
        return cleaner.clean_html(content, pages.url, pages.engine, output=output, links=pages.links)
    result = cleaner.clean(str(content))
    is_markdown = result.kind == MARKDOWN
    pages.warn_of_text(name, log, is_markdown=is_markdown)
    return result.without_marks() if is_markdown and pages.without_marks else result
