r"""Markup as tokens, by one regular expression.

A parser that builds the tree of the HTML standard takes quadratic time where tags nest deeply or hold many attributes:
Lexbor needs 12 s for 20,000 nested list items and minutes for 100,000 attributes. Lines need no tree: what opens and
what closes is enough. The expression never goes back (all its quantifiers are possessive) and every alternative may end
with the page, so the time is linear in the page, whatever stands in it.
"""

from __future__ import annotations

import re

# A quote has a meaning only behind "=", as in the standard: `<p don't>` opens none.
ATTRIBUTES = r"""[^>=]*+(?:=\s*+(?:"[^"]*+"|'[^']*+'|)[^>=]*+)*+"""

RAW = ("script", "style", "iframe", "noembed", "xmp", "textarea", "plaintext")
"""Elements whose content is no markup, and no text of the page either."""

_RAW = "|".join(
    rf"{name}(?=[\s/>]){ATTRIBUTES}(?:>(?:[^<]++|<(?!/{name}[\s/>]))*+(?:</[^>]*+(?:>|\Z)|\Z)|\Z)" for name in RAW
)

_TOKEN = re.compile(
    rf"""<(?:
        !--(?:-?>|(?s:.*?)(?:--!?>|\Z))
        | (?=[sxinetpSXINETP])(?i:{_RAW})
        | (/?[a-zA-Z]{ATTRIBUTES})(?:>|\Z)
        | [!?/][^>]*+(?:>|\Z)
    )""",
    re.VERBOSE,
)


def tokens(html: str) -> tuple[list[str], list[str | None]]:
    """Return the texts and the tags of a page, which stand in turn: there is one text more.

    Tags come without their angle brackets; comments and raw elements are None among them. Texts are as they stand in
    the source.

    >>> tokens("<p class='a'>Fish &amp; chips<br/><!-- <b> --></p>")
    (['', 'Fish &amp; chips', '', '', ''], ["p class='a'", 'br/', None, '/p'])
    """
    parts = _TOKEN.split(html)
    return parts[0::2], parts[1::2]
