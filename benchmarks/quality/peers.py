"""What others do with the same texts: nothing, the line rules of C4, and jusText on lines.

Each peer takes a text and returns what it keeps. Those that come with a package are there when the package is
installed (``pip install '.[bench]'``).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

# Raffel et al. 2020, section 2.2, with the phrases and the ellipsis rule of its published filter as datatrove lists
# them. Curly quotes count as ends, as straight ones do: web text sets them, and without them 1.5 % more words go.
C4_ENDS = (".", "!", "?", '"', "'", "\u201d", "\u2019")
C4_POLICY = ("terms of use", "privacy policy", "cookie policy", "uses cookies", "use of cookies", "use cookies")
C4_WORDS = 3

# The languages that labelled pages declare; all of jusText's hundred lists would make the choice slow and doubtful.
JUSTEXT_LANGUAGES = ("English", "German", "Spanish", "French", "Polish", "Italian", "Portuguese", "Arabic")


@dataclass(frozen=True, slots=True)
class Peer:
    """Another way to clean texts; ``package`` is what it needs, "" for nothing."""

    name: str
    package: str
    load: Callable[[], Callable[..., str]]

    @property
    def version(self) -> str | None:
        """Return the installed version of its package, "" where it needs none, None where it is not installed."""
        try:
            return version(self.package) if self.package else ""
        except PackageNotFoundError:
            return None


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


def load_datatrove() -> Callable[[str], str]:
    """Return datatrove's C4 filter with its own settings, but for the count of sentences, which needs a tokenizer."""
    data, filters = import_module("datatrove.data"), import_module("datatrove.pipeline.filters")
    quality = filters.C4QualityFilter(min_num_sentences=-1)

    def clean(text: str) -> str:
        document = data.Document(text=text, id="")
        return str(document.text) if quality.filter(document) is True else ""

    return clean


def load_justext() -> Callable[[str], str]:
    """Return jusText with every line as a paragraph without links.

    It has to be told the language of a text: it gets the stop words that are most frequent in it.
    """
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


PEERS = (
    Peer("leave as is", "", lambda: identity),
    Peer("C4 line rules", "", lambda: c4_lines),
    Peer("datatrove C4", "datatrove", load_datatrove),
    Peer("jusText on lines", "jusText", load_justext),
)


def installed_peers() -> list[Peer]:
    """Return the peers that can run here."""
    return [peer for peer in PEERS if peer.version is not None]


@lru_cache(maxsize=len(PEERS))
def peer_cleaner(name: str) -> Callable[[str], str]:
    """Return the function of the peer with this name, loaded once."""
    return next(peer.load() for peer in PEERS if peer.name == name)
