"""Strip the debris around scraped articles: fast, explained line by line, and reversible."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Unpack

    from cleaner.cleaner import Cleaner
    from cleaner.errors import CleanerError, RuleError, SlowExpressionError
    from cleaner.judge.options import Engine, Options, Output
    from cleaner.result import Judgement, Label, Removal, Result, restore

__version__ = "0.1.0"

__all__ = [
    "Cleaner",
    "CleanerError",
    "Judgement",
    "Label",
    "Removal",
    "Result",
    "RuleError",
    "SlowExpressionError",
    "clean",
    "clean_html",
    "restore",
]

# Names are imported when they are first used: `cleaner --help` needs no core.
_HOMES = {
    "Cleaner": "cleaner.cleaner",
    "CleanerError": "cleaner.errors",
    "Judgement": "cleaner.result",
    "Label": "cleaner.result",
    "Removal": "cleaner.result",
    "Result": "cleaner.result",
    "RuleError": "cleaner.errors",
    "SlowExpressionError": "cleaner.errors",
    "restore": "cleaner.result",
}


def __getattr__(name: str) -> Any:
    """Import a public name on first use."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return _imported(_HOMES[name], name)


def _imported(module: str, name: str) -> Any:
    """Return a name of a module; where the core is not compiled, a `NotCompiledError` says what to do."""
    try:
        return getattr(import_module(module), name)
    except ModuleNotFoundError as error:
        from cleaner.errors import import_error  # noqa: PLC0415 - where something fails only

        raise import_error(error) from None


def _cleaner(options: Options) -> Cleaner:
    shared_cleaner: Callable[[Options], Cleaner] = _imported("cleaner.cleaner", "shared_cleaner")
    return shared_cleaner(options)


def clean(text: str, **options: Unpack[Options]) -> Result:
    r"""Clean one text; the options are those of `Cleaner`, and equal ones share a cleaner.

    >>> clean("Ferries sail again after the storm, the port said on Monday.\n\nSource link").text.strip()
    'Ferries sail again after the storm, the port said on Monday.'
    """
    return _cleaner(options).clean(text)


def clean_html(  # noqa: PLR0913 - the options of the public contract
    html: str | bytes,
    url: str = "",
    engine: Engine = "auto",
    *,
    charset: str = "",
    output: Output = "text",
    links: bool = False,
    **options: Unpack[Options],
) -> Result:
    """Clean one page of HTML; bytes are decoded as the page, its server (``charset``) or the bytes themselves say.

    ``engine`` is "fast" (the lines of the page, judged with its markup), "trafilatura" (what it takes for the text is
    evidence, too) or "auto": fast, and the other where the result is doubtful (see `cleaner.html.engine`). ``url`` is
    the page's address, which helps to find its metadata. The result's text and removals refer to the page's text: one
    line a block, as a reader sees it, and what nobody sees on lines of its own, which are removed as `Label.HIDDEN`.

    With ``output="markdown"`` the text comes as Markdown, with the addresses of links if ``links`` is true; the
    removals still refer to the page's text, and `restore` gives that. Rendered, it holds no HTML, no pictures, and no
    links that run scripts.

    Raises `ValueError` for an engine or an output that does not exist, and for links in plain text, `TypeError` for
    a page that is neither str nor bytes and an address that is no str; whatever stands in a page, it is cleaned.

    >>> clean_html("<nav><a href='/'>Home</a></nav><p>Ferries sail again after the storm, the port said.").text.strip()
    'Ferries sail again after the storm, the port said.'
    """
    return _cleaner(options).clean_html(html, url, engine, charset=charset, output=output, links=links)
