"""Strip the debris around scraped articles: fast, explained line by line, and reversible."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from typing import Unpack

    from cleaner.cleaner import Cleaner
    from cleaner.judge.options import Engine, Options, Output
    from cleaner.result import Judgement, Label, Removal, Result, restore
    from cleaner.rules.expressions import SlowExpressionError
    from cleaner.rules.rule import RuleError

__version__ = "0.1.0"

__all__ = [
    "Cleaner",
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
    "Judgement": "cleaner.result",
    "Label": "cleaner.result",
    "Removal": "cleaner.result",
    "Result": "cleaner.result",
    "RuleError": "cleaner.rules.rule",
    "SlowExpressionError": "cleaner.rules.expressions",
    "restore": "cleaner.result",
}


def __getattr__(name: str) -> Any:
    """Import a public name on first use."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def clean(text: str, **options: Unpack[Options]) -> Result:
    r"""Clean one text; the options are those of `Cleaner`, and equal ones share a cleaner.

    >>> clean("Ferries sail again after the storm, the port said on Monday.\n\nSource link").text.strip()
    'Ferries sail again after the storm, the port said on Monday.'
    """
    from cleaner.cleaner import shared_cleaner  # noqa: PLC0415 - see _HOMES

    return shared_cleaner(options).clean(text)


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

    ``engine`` is "fast" (our own reading of the markup), "trafilatura" (its text, cleaned) or "auto": fast, and the
    other where the result is doubtful (see `cleaner.html.engine`). ``url`` is the page's address, which helps to find
    its metadata. The result's text and removals refer to the page's text: one line a block, as a reader sees it.

    With ``output="markdown"`` the text comes as Markdown, with the addresses of links if ``links`` is true; the
    removals still refer to the page's text, and `restore` gives that. Rendered, it holds no HTML, no pictures, and no
    links that run scripts.

    Raises `ValueError` for an engine or an output that does not exist, and for links in plain text, `TypeError` for
    what is neither str nor bytes; whatever stands in a page, it is cleaned.

    >>> clean_html("<nav><a href='/'>Home</a></nav><p>Ferries sail again after the storm, the port said.").text.strip()
    'Ferries sail again after the storm, the port said.'
    """
    from cleaner.cleaner import shared_cleaner  # noqa: PLC0415 - see _HOMES

    return shared_cleaner(options).clean_html(html, url, engine, charset=charset, output=output, links=links)
