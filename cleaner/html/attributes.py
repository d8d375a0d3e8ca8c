"""The attributes of a tag."""

from __future__ import annotations

import re

# Nothing is tried twice: a name without a value is passed over as a whole, or one of a megabyte would take hours.
_ATTRIBUTE = re.compile(r"""([^\s=/"'>]++)(?:\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s>]++)))?""")


def attributes_of(tag: str) -> dict[str, str]:
    """Return the attributes of a tag, given without its angle brackets, by their names in lower case.

    Of equal names the first counts, as in browsers. Entities are not read.

    >>> attributes_of("a HREF='/x?a=1' class=b hidden class=c")
    {'href': '/x?a=1', 'class': 'b', 'hidden': ''}
    """
    found: dict[str, str] = {}
    for name, quoted, single, bare in _ATTRIBUTE.findall(tag)[1:]:
        found.setdefault(name.lower(), quoted or single or bare)
    return found
