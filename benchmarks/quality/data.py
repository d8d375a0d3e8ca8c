"""The labelled pages that quality is measured on: where they lie, how they are read, which part a run uses.

A data folder holds any of these, as JSON Lines, plain (``.jsonl``) or compressed (``.jsonl.zst``):

- ``wcxb/gold``: one page a line with ``id``, ``main_content`` and, where known, ``type``, ``url``, ``without``,
  ``title``, ``author``, ``publish_date``
- ``wcxb/text.NAME``: the same pages' text as tool NAME gives it: ``id``, ``text``
- ``wcxb/html``: their HTML: ``id``, ``html``
- ``phrases.tsv``: what sites print around articles: language, category, phrase, system; after a line of headings
- ``segments/pages``: ``url``, ``html_text``, ``trafilatura``, ``with``, ``without`` and, where known, ``html``
- ``world/text``: pages of many languages: ``id``, ``source``, ``lang``, ``host``, ``url``, ``type``, ``gold`` and the
  text of tools under their names; what is labelled line by line has its ``text``
- ``world/html``: their HTML: ``id``, ``html``
- ``field/``: cases built after reports of users, see `benchmarks.quality.field`

Your own pages need no ``wcxb`` folder: ``gold`` and the rest may lie in the data folder itself.
"""

from __future__ import annotations

import io
import json
import os
import re
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

from benchmarks import REPOSITORY

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

BESIDE_THE_REPOSITORY = REPOSITORY.parent / "shared"

FOLDS = 5
"""Pages are divided by host into so many parts; each is judged by a scorecard that was fitted on the others."""

SEGMENT_TEXTS: tuple[str, ...] = ("html_text", "trafilatura")
WORLD_TEXTS: tuple[str, ...] = ("html_text", "resiliparse_all", "trafilatura", "text")

# The language a page declares for itself; the first attribute in the file is the one of <html> on nearly all pages.
HTML_LANGUAGE = re.compile(r"<html\b[^>]*?\blang\s*=\s*[\"']?([a-z]{2,3})\b", re.IGNORECASE)
META_LANGUAGE = re.compile(
    r"<meta\b[^>]*?(?:content-language|name=[\"']language)[^>]*?content\s*=\s*[\"']?([a-z]{2,3})\b", re.IGNORECASE
)


class DataMissingError(Exception):
    """There are no labelled pages where they were looked for."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page with its main content as a person marked it; ``without`` are snippets that must not survive.

    Title, byline and date are "" where nobody noted them.
    """

    id: str
    type: str
    url: str
    main_content: str
    without: tuple[str, ...]
    title: str = ""
    byline: str = ""
    date: str = ""


@dataclass(frozen=True, slots=True)
class WorldPage(Page):
    """A page in some language, "" where that is not stated; ``texts`` are what tools make of it, by their names."""

    language: str = ""
    source: str = ""
    texts: dict[str, str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class SegmentPage:
    """A page with strings that its clean text must hold (``wanted``) and must not hold (``unwanted``)."""

    url: str
    language: str
    texts: dict[str, str]
    wanted: tuple[str, ...]
    unwanted: tuple[str, ...]

    @property
    def id(self) -> str:
        """What names the page: its address."""
        return self.url


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase that sites print around articles; ``system`` is the software that prints it, where that is known."""

    language: str
    category: str
    text: str
    system: str = ""

    @property
    def id(self) -> str:
        """What names the phrase: all of it."""
        return f"{self.language} {self.category} {self.text}"

    @property
    def url(self) -> str:
        """Phrases have no address; in folds each stands for itself."""
        return self.id


AnyPage = TypeVar("AnyPage", Page, WorldPage, SegmentPage, Phrase)


@dataclass(frozen=True, slots=True)
class Part:
    """The part of the pages that a run uses: a fixed sample, a fold of hosts, or everything.

    ``sample`` pages are those whose ids hash lowest, so that a sample is always the same and a larger one holds the
    smaller. ``fold`` is ``(k, n)``: the pages whose host hashes to k modulo n; a site is never in two folds.
    """

    sample: int | None = None
    fold: tuple[int, int] | None = None

    def of(self, pages: Iterable[AnyPage]) -> list[AnyPage]:
        """Return the pages of this part, in their order."""
        chosen = [page for page in pages if self.fold is None or host_fold(page.url, self.fold[1]) == self.fold[0]]
        if self.sample is None:
            return chosen
        ids = set(sorted((page.id for page in chosen), key=hash_of)[: self.sample])
        return [page for page in chosen if page.id in ids]


@dataclass(frozen=True)
class Data:
    """A data folder. Files are read on first use and kept."""

    folder: Path

    @cached_property
    def gold(self) -> list[Page]:
        """Return all labelled pages; none where the folder holds only segments."""
        path = self._file("gold")
        return [_page(row) for row in read_rows(path)] if path else []

    @cached_property
    def segments(self) -> list[SegmentPage]:
        """Return all pages with wanted and unwanted strings; none where the folder has none."""
        path = _variant(self.folder / "segments" / "pages")
        return [_segment_page(row) for row in read_rows(path)] if path else []

    @cached_property
    def text_names(self) -> list[str]:
        """Return the names of the tools whose text is there, sorted."""
        files = self._pages_folder.glob("text.*.jsonl*")
        return sorted({file.name.removeprefix("text.").split(".jsonl")[0] for file in files})

    @cached_property
    def phrases(self) -> list[Phrase]:
        """Return all phrases; none where the folder has none."""
        if not self._phrases_file.is_file():
            return []
        rows = self._phrases_file.read_text(encoding="utf-8").split("\n")[1:]
        return [Phrase(*row.split("\t")[:4]) for row in rows if row]

    @cached_property
    def world(self) -> list[WorldPage]:
        """Return all labelled pages of the world; none where the folder has none."""
        path = _variant(self.folder / "world" / "text")
        return [_world_page(row) for row in read_rows(path)] if path else []

    @property
    def field_folder(self) -> Path:
        """Return where the cases from the field lie, if there are any."""
        return self.folder / "field"

    def texts(self, name: str) -> dict[str, str]:
        """Return the pages' text as tool ``name`` gives it, by id."""
        path = self._file(f"text.{name}")
        if path is None:
            raise DataMissingError(f"no text.{name}.jsonl or .jsonl.zst in {self._pages_folder}")
        return {row["id"]: row["text"] for row in read_rows(path)}

    @property
    def has_html(self) -> bool:
        """Tell whether there are labelled pages with their HTML."""
        return bool(self._file("html") and self._file("gold"))

    def html(self) -> Iterator[tuple[str, str]]:
        """Yield id and HTML of each page, one after the other: all at once they would fill half a gigabyte."""
        path = self._file("html")
        for row in read_rows(path) if path else ():
            yield row["id"], row["html"]

    def segment_html(self) -> Iterator[tuple[SegmentPage, str]]:
        """Yield the pages with wanted and unwanted strings whose HTML is there, one after the other."""
        path = _variant(self.folder / "segments" / "pages")
        for page, row in zip(self.segments, read_rows(path) if path else (), strict=True):
            if row.get("html"):
                yield page, row["html"]

    def world_html(self) -> Iterator[tuple[Page, str]]:
        """Yield the labelled pages of the world with their HTML, one after the other."""
        pages = {page.id: page for page in self.world if page.main_content.strip()}
        path = _variant(self.folder / "world" / "html")
        for row in read_rows(path) if path else ():
            if page := pages.get(row["id"]):
                yield page, row["html"]

    @cached_property
    def digest(self) -> str:
        """Return a hash of all data files: figures are comparable only where it is the same."""
        total = blake2b(digest_size=8)
        for path in sorted(self._files()):
            total.update(path.name.encode() + b"\0")
            with path.open("rb") as file:
                while block := file.read(1 << 20):
                    total.update(block)
        return total.hexdigest()

    def _files(self) -> list[Path]:
        return [
            *self.folder.glob(self._phrases_file.name),
            *self._pages_folder.glob("gold.jsonl*"),
            *self._pages_folder.glob("html.jsonl*"),
            *self._pages_folder.glob("text.*.jsonl*"),
            *(self.folder / "segments").glob("pages.jsonl*"),
            *(self.folder / "world").glob("text.jsonl*"),
            *self.field_folder.glob("*.txt"),
            *self.field_folder.glob("html/*"),
        ]

    @property
    def _phrases_file(self) -> Path:
        return self.folder / "phrases.tsv"

    @property
    def _pages_folder(self) -> Path:
        inner = self.folder / "wcxb"
        return inner if inner.is_dir() else self.folder

    def _file(self, stem: str) -> Path | None:
        return _variant(self._pages_folder / stem)


def find_data(folder: str | Path | None = None) -> Data:
    """Return the data folder: the one given, else ``$CLEANER_DATA``, else ``shared`` beside the repository.

    Raises ``DataMissingError`` where there are no labelled pages; its message says where they were looked for.
    """
    place = Path(folder or os.environ.get("CLEANER_DATA") or BESIDE_THE_REPOSITORY)
    data = Data(place)
    if not data._files():
        raise DataMissingError(
            f"no labelled pages in {place}: give --data DIR or set CLEANER_DATA (see benchmarks/data.py for the format)"
        )
    return data


def read_rows(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the objects of a JSON Lines file, compressed or not."""
    with open_text(path) as lines:
        for line in lines:
            yield json.loads(line)


@contextmanager
def open_text(path: Path) -> Iterator[io.TextIOBase]:
    """Open a text file; a name that ends in ``.zst`` is decompressed on the way."""
    if path.suffix != ".zst":
        with path.open(encoding="utf-8") as file:
            yield file
        return
    import zstandard  # noqa: PLC0415 -- plain files need no extra package

    with path.open("rb") as packed, zstandard.ZstdDecompressor().stream_reader(packed) as stream:
        yield io.TextIOWrapper(stream, encoding="utf-8")


def host_fold(url: str, folds: int) -> int:
    """Return the fold, 0 to ``folds`` - 1, that a page's host belongs to.

    >>> host_fold("https://www.example.org/a", 5) == host_fold("http://example.org/b?c", 5)
    True
    """
    return int(hash_of(host(url)), 16) % folds


def host(url: str) -> str:
    """Return the host of an address in lower case, without ``www.`` and port; what is no address stands for itself."""
    return (urlsplit(url).hostname or url).removeprefix("www.")


def page_language(html: str) -> str:
    """Return the language a page declares for itself (two or three letters), or "" where it declares none."""
    head = html[:20_000]  # declarations stand in the head; the body's own lang attributes are about quotations
    found = HTML_LANGUAGE.search(head) or META_LANGUAGE.search(head)
    return found[1].lower() if found else ""


def _page(row: dict[str, Any]) -> Page:
    without = tuple(snippet for snippet in row.get("without") or () if snippet)
    noted = (str(row.get(name) or "").strip() for name in ("title", "author", "publish_date"))
    return Page(row["id"], row.get("type") or "article", row.get("url") or "", row["main_content"], without, *noted)


def _segment_page(row: dict[str, Any]) -> SegmentPage:
    language = row.get("language") or page_language(row.get("html") or "")
    texts = {name: str(row[name]) for name in SEGMENT_TEXTS if name in row}
    return SegmentPage(row["url"], language, texts, tuple(row["with"]), tuple(row["without"]))


def _world_page(row: dict[str, Any]) -> WorldPage:
    texts = {name: row[name] for name in WORLD_TEXTS if row.get(name)}
    url, language = row.get("url") or row["host"], row.get("lang") or ""
    return WorldPage(row["id"], row["type"], url, row["gold"], (), language=language, source=row["source"], texts=texts)


def _variant(stem: Path) -> Path | None:
    files = (stem.with_name(stem.name + ending) for ending in (".jsonl", ".jsonl.zst"))
    return next((file for file in files if file.is_file()), None)


def hash_of(text: str) -> str:
    """Return a hash of a text that is the same everywhere."""
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
