"""The fields of a line's surroundings, packed in one integer.

Each open element adds to some counters: how many articles, links, elements called "comment" … a line stands in. All
counters of a line are one Python integer, sixteen bits each, so opening an element is one addition, and closing it
means going back to the number before.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

TAG_FIELDS = {
    "article": "in_article",
    "main": "in_main",
    "nav": "in_nav",
    "header": "in_header",
    "footer": "in_footer",
    "aside": "in_aside",
    "form": "in_form",
    "figure": "in_figure",
    "figcaption": "in_caption",
    "caption": "in_caption",
    "ul": "in_list",
    "ol": "in_list",
    "menu": "in_list",
    "li": "in_item",
    "dl": "in_definitions",
    "table": "in_table",
    "blockquote": "in_quote",
    "pre": "in_pre",
    "p": "in_paragraph",
    "section": "in_section",
    "a": "in_link",
    "button": "in_button",
    "label": "in_label",
    "strong": "in_strong",
    "b": "in_strong",
    "em": "in_emphasis",
    "i": "in_emphasis",
    "time": "in_time",
    "address": "in_address",
    "noscript": "in_noscript",
    "noframes": "in_noscript",
    "h1": "in_h1",
    "h2": "in_h2",
    "h3": "in_h3",
    "h4": "in_h4",
    "h5": "in_h4",
    "h6": "in_h4",
    "details": "in_details",
}
"""The counter that an element adds one to, by its name."""

ROLE_FIELDS = {
    "main": "in_main",
    "article": "in_article",
    "navigation": "in_nav",
    "menu": "in_nav",
    "menubar": "in_nav",
    "banner": "in_header",
    "contentinfo": "in_footer",
    "complementary": "in_aside",
    "dialog": "named_consent",
    "alertdialog": "named_consent",
    "search": "in_form",
    "button": "in_button",
}
"""The same by ARIA role."""

NAME_PARTS = {
    "named_body": "article content entry story body text main post",
    "named_article_body": "article-body articlebody entry-content entrycontent post-content postcontent story-body"
    " storybody article-content articlecontent article-text articletext post-body postbody page-content pagecontent"
    " main-content maincontent rich-text richtext markdown mw-parser",
    "named_comment": "comment disqus reply replies respond discuss",
    "named_post": "message thread topic forum answer question review",
    "named_related": "related recommend more- also trending popular latest read-next readnext outbrain taboola teaser"
    " card recirc",
    "named_list": "list grid feed archive carousel slider item",
    "named_share": "share social follow facebook twitter whatsapp",
    "named_navigation": "nav menu breadcrumb crumb pagination pager skip toc jump -tab- -tabs-",
    "named_edge": "header footer masthead copyright colophon bottom topbar top- toolbar logo brand",
    "named_aside": "sidebar aside widget rail secondary module promo banner callout",
    "named_ad": "-ad- -ads- advert sponsor dfp gpt- affiliate",
    "named_newsletter": "newsletter subscri signup sign-up paywall regwall login register donat cta",
    "named_consent": "cookie consent gdpr modal popup overlay lightbox dialog onetrust toast",
    "named_meta": "meta byline author date time published contributor credit posted info",
    "named_caption": "caption figure image photo gallery media video player",
    "named_tags": "-tag- -tags- categor keyword label badge eyebrow kicker",
    "named_title": "title headline heading",
    "named_summary": "summary lead lede intro dek standfirst excerpt abstract subtitle subhead description",
    "named_product": "product price spec feature detail accordion cart buy",
    "named_hidden": "hidden sr-only screen-reader visually print-only invisible d-none noprint no-print",
}
"""Weak evidence: parts of class, id, itemprop and test ids, by what they hint at. A hyphen stands for whatever stands
between words: their bounds, underscores, a capital after a small letter."""

HIDDEN, BODY_PROPERTY = "hidden", "in_body_property"

FIELDS: tuple[str, ...] = tuple(
    dict.fromkeys([*TAG_FIELDS.values(), *ROLE_FIELDS.values(), *NAME_PARTS, HIDDEN, BODY_PROPERTY])
)
"""All counters, in the order of their bits."""

_BITS = 16
_INDEX = {field: index for index, field in enumerate(FIELDS)}


def packed(fields: Iterable[str]) -> int:
    """Return the number that adds one to each of the fields."""
    return sum(1 << (_BITS * _INDEX[field]) for field in set(fields))


def unpacked(numbers: Sequence[int]) -> NDArray[np.uint16]:
    """Return the counters of some numbers, one row a number and one column a field."""
    width = len(FIELDS) * _BITS // 8
    joined = b"".join([number.to_bytes(width, "little") for number in numbers])
    return np.frombuffer(joined, "<u2").reshape(len(numbers), len(FIELDS))
