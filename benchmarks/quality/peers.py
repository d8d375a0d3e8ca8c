"""What others do with the same texts and pages: nothing, line rules, jusText, extractors of main content.

Those that come with a package are there when it is installed (``pip install '.[bench]'``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    Clean = Callable[[str], str]
    Extract = Callable[[str, str], str]

# Raffel et al. 2020, section 2.2, with the phrases and the ellipsis rule of its published filter as datatrove lists
# them. Curly quotes count as ends, as straight ones do: web text sets them, and without them 1.5 % more words go.
C4_ENDS = (".", "!", "?", '"', "'", "\u201d", "\u2019")
C4_POLICY = ("terms of use", "privacy policy", "cookie policy", "uses cookies", "use of cookies", "use cookies")
C4_WORDS = 3

# The languages that labelled pages declare; all of jusText's hundred lists would make the choice slow and doubtful.
JUSTEXT_LANGUAGES = ("English", "German", "Spanish", "French", "Polish", "Italian", "Portuguese", "Arabic")

_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True, slots=True)
class Peer:
    """Another way to clean texts, or to find the text of pages; ``package`` is what it needs, "" for nothing.

    ``load`` returns a function of a text or, of `EXTRACTORS`, of a page's HTML and address.
    """

    name: str
    package: str
    load: Callable[[], Callable[..., str]]

    @property
    def is_installed(self) -> bool:
        """Tell whether it can run here."""
        try:
            return not self.package or bool(version(self.package))
        except PackageNotFoundError:
            return False


def identity(text: str) -> str:
    """Leave a text as it is."""
    return text


def c4_lines(text: str) -> str:
    r"""Keep the lines that C4 keeps; its rules about whole documents (five sentences, curly brackets) are left out.

    >>> c4_lines("Home\nThe council met on Monday.\nWe use cookies to serve you.\nRead more about it...")
    'The council met on Monday.'
    """
    kept = []
    for line in text.split("\n"):
        stripped = line.strip()
        if not stripped.endswith(C4_ENDS) or stripped.endswith("..."):
            continue
        if len(stripped.split()) < C4_WORDS:
            continue
        lowered = stripped.lower()
        if "javascript" in lowered or any(phrase in lowered for phrase in C4_POLICY):
            continue
        kept.append(stripped)
    return "\n".join(kept)


def load_datatrove() -> Clean:
    """Return datatrove's C4 filter with its own settings, but for the count of sentences, which needs a tokenizer."""
    data, filters = import_module("datatrove.data"), import_module("datatrove.pipeline.filters")
    quality = filters.C4QualityFilter(min_num_sentences=-1)

    def clean(text: str) -> str:
        document = data.Document(text=text, id="")
        return str(document.text) if quality.filter(document) is True else ""

    return clean


def load_justext() -> Clean:
    """Return jusText with every line as a paragraph without links, and the stop words that are most frequent in it."""
    core, paragraph, utils = (import_module(f"justext.{name}") for name in ("core", "paragraph", "utils"))
    stop_lists = [utils.get_stoplist(language) for language in JUSTEXT_LANGUAGES]
    path = core.PathInfo().append("p")

    def as_paragraph(line: str) -> Any:
        block = paragraph.Paragraph(path)
        block.append_text(line)
        return block

    def clean(text: str) -> str:
        words = text.lower().split()
        stop_words = max(stop_lists, key=lambda stop_list: sum(word in stop_list for word in words))
        blocks = [as_paragraph(line) for line in text.split("\n") if line.strip()]
        core.classify_paragraphs(blocks, stop_words)
        core.revise_paragraph_classification(blocks)
        return "\n".join(block.text for block in blocks if not block.is_boilerplate)

    return clean


def load_trafilatura() -> Extract:
    """Return trafilatura without comments, which are no article's text."""
    extract = import_module("trafilatura").extract
    return lambda html, url: extract(_valid(html), url=url or None, include_comments=False) or ""


def load_resiliparse() -> Extract:
    """Return Resiliparse's extraction of the main content."""
    extract = import_module("resiliparse.extract.html2text").extract_plain_text
    return lambda html, _url: str(extract(html, main_content=True))


def load_readability() -> Extract:
    """Return readability-lxml's summary, without its tags."""
    document = import_module("readability").Document
    return lambda html, _url: _TAG.sub(" ", document(_valid(html)).summary()) if html.strip() else ""


def load_justext_html() -> Extract:
    """Return jusText with its English stop words: nearly all of WCXB's pages are English."""
    justext = import_module("justext")
    words = justext.get_stoplist("English")

    def extract(html: str, _url: str) -> str:
        paragraphs = justext.justext(_valid(html), words) if html.strip() else ()
        return "\n".join(paragraph.text for paragraph in paragraphs if not paragraph.is_boilerplate)

    return extract


def _valid(html: str) -> str:
    return html.encode("utf-8", "replace").decode()  # lxml refuses lone surrogates


PEERS = (
    Peer("leave as is", "", lambda: identity),
    Peer("C4 line rules", "", lambda: c4_lines),
    Peer("datatrove C4", "datatrove", load_datatrove),
    Peer("jusText on lines", "jusText", load_justext),
)
"""Cleaners of text."""

EXTRACTORS = (
    Peer("trafilatura", "trafilatura", load_trafilatura),
    Peer("resiliparse", "resiliparse", load_resiliparse),
    Peer("readability", "readability-lxml", load_readability),
    Peer("jusText", "jusText", load_justext_html),
)
"""What finds the text of pages."""


def installed(peers: tuple[Peer, ...]) -> list[Peer]:
    """Return the peers that can run here."""
    return [peer for peer in peers if peer.is_installed]
