"""What makes an article of a page's HTML: our engines, and the extractors beside them in the same run.

Each takes a page's HTML and address and returns its text. Extractors are there when their package is installed.
"""

from __future__ import annotations

import re
from importlib import import_module
from typing import TYPE_CHECKING

from benchmarks.quality.peers import Peer

if TYPE_CHECKING:
    from collections.abc import Callable

    Extract = Callable[[str, str], str]

ENGINES = {"cleaner": "auto", "cleaner fast": "fast", "cleaner trafilatura": "trafilatura"}
"""Our engines, by the names that their results stand under; the first is what users get who choose none."""

_TAG = re.compile(r"<[^>]*>")
_LANGUAGE = "English"
"""jusText has to be told the language; nearly all of WCXB's pages are English."""


def load_trafilatura() -> Extract:
    """Return trafilatura without comments, which are no article's text."""
    extract = import_module("trafilatura").extract
    return lambda html, url: extract(_sound(html), url=url or None, include_comments=False) or ""


def load_resiliparse() -> Extract:
    """Return Resiliparse's extraction of the main content."""
    extract = import_module("resiliparse.extract.html2text").extract_plain_text
    return lambda html, _url: str(extract(html, main_content=True))


def load_readability() -> Extract:
    """Return readability-lxml's summary, without its tags."""
    document = import_module("readability").Document
    return lambda html, _url: _TAG.sub(" ", document(_sound(html)).summary()) if html.strip() else ""


def load_justext() -> Extract:
    """Return jusText with its English stop words."""
    justext = import_module("justext")
    words = justext.get_stoplist(_LANGUAGE)

    def extract(html: str, _url: str) -> str:
        paragraphs = justext.justext(_sound(html), words) if html.strip() else ()
        return "\n".join(paragraph.text for paragraph in paragraphs if not paragraph.is_boilerplate)

    return extract


def _sound(html: str) -> str:
    """Return a page without lone surrogates, which lxml refuses."""
    return html.encode("utf-8", "replace").decode()


EXTRACTORS = (
    Peer("trafilatura", "trafilatura", load_trafilatura),
    Peer("resiliparse", "resiliparse", load_resiliparse),
    Peer("readability", "readability-lxml", load_readability),
    Peer("jusText", "jusText", load_justext),
)


def installed_extractors() -> list[Peer]:
    """Return the extractors that can run here."""
    return [peer for peer in EXTRACTORS if peer.version is not None]
