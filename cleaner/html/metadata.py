"""Metadata of a page: from JSON-LD, OpenGraph, meta elements and microdata, each with where it was found.

What pages declare is read here, in one pass over the tags that can hold it. It may be wrong, so nobody takes its word
alone. What they do not declare is left to trafilatura and htmldate, which search the page's text; they take ten times
as long, so they are asked last, and only when somebody wants to know (see `complete`).
"""

from __future__ import annotations

import json
import re
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from html import escape
from typing import Any, NamedTuple

from cleaner.html.addresses import read_entities, resolved
from cleaner.html.encoding import sound
from cleaner.html.page import Page
from cleaner.html.parseable import parseable
from cleaner.result import Metadatum

FIELDS = ("title", "byline", "date", "site_name", "language", "url", "tags", "image")

_META = {
    "title": "og:title twitter:title parsely-title sailthru.title dc.title citation_title headline",
    "byline": "author citation_author article:author byl parsely-author sailthru.author dc.creator dcterms.creator"
    " article:author_name og:article:author creator cxenseparse:author",
    "date": "article:published_time og:article:published_time datepublished publishdate pubdate publish-date"
    " parsely-pub-date sailthru.date citation_publication_date dc.date.issued dc.date dcterms.created dcterms.date"
    " article.published date originalpublicationdate og:pubdate cxenseparse:recs:publishtime publish_date",
    "site_name": "og:site_name application-name",
    "language": "og:locale content-language language dc.language",
    "url": "og:url",
    "tags": "article:tag keywords news_keywords parsely-tags sailthru.tags",
    "image": "og:image og:image:url twitter:image twitter:image:src image",
}
_FIELD_OF = {name: (field, rank) for field, names in _META.items() for rank, name in enumerate(names.split())}

_ARTICLE_TYPES = re.compile(
    r"article|posting|report|review|webpage|recipe|discussion|question|howto|podcast|creativework", re.I
)
_WEAK_TYPES = re.compile(r"webpage|creativework", re.I)
_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_ADDRESS = re.compile(r"https?://|www\.|@\w+\.\w", re.I)
_SITE_SEPARATOR = re.compile(r"\s+[|»«·•–—-]\s+")
_AUTHOR_OF_PAPER = "meta citation_author"
_ADDRESSES = frozenset({"url", "image"})
_WHITE_SPACE = re.compile(r"\s+")
LONGEST_NAME = 150
LONGEST_DATE = 100
MOST_CANDIDATES = 100
"""So many are tried for a field: pages that declare one more often say nothing with it."""


class Found(NamedTuple):
    """Something that may be a field's value; the lowest rank counts."""

    field: str
    rank: int
    value: str
    source: str


def declared(page: Page, url: str = "") -> dict[str, Metadatum]:
    """Return what a page declares about itself, by field (see `FIELDS`); relative addresses are resolved with ``url``.

    >>> from cleaner.html.page import walk
    >>> page = '<meta property="og:title" content="Rain &amp; wind"><meta name=author content="Ada Osei">'
    >>> [(field, found.value, found.source) for field, found in declared(walk(page)).items()]
    [('title', 'Rain & wind', 'meta og:title'), ('byline', 'Ada Osei', 'meta author')]
    """
    found = _with_coauthors([*_of_jsonld(objects(page)), *_of_page(page)])
    best: dict[str, Metadatum] = {}
    for field in FIELDS:
        candidates = sorted((item for item in found if item.field == field), key=lambda item: item.rank)
        for item in candidates[:MOST_CANDIDATES]:
            value = _CLEAN.get(field, _clean_text)(item.value)
            if value := resolved(value, url) if value and field in _ADDRESSES else value:
                best[field] = Metadatum(value, item.source)
                break
    if "title" in best:
        best["title"] = best["title"]._replace(value=_without_site(best["title"].value, best.get("site_name")))
    return best


def complete(found: Mapping[str, Metadatum], html: str, url: str = "") -> dict[str, Metadatum]:
    """Return what was found and, if title, byline or date were not, what trafilatura and htmldate find in the text."""
    found = dict(found)
    if not html.strip() or {"title", "byline", "date"} <= found.keys():
        return found
    from trafilatura.metadata import extract_metadata  # noqa: PLC0415 - half a second

    try:
        other = extract_metadata(parseable(html).decode(), default_url=url or None)
    except Exception:  # strangers' pages make it and the libraries under it raise what they like
        return found
    names = {"title": "title", "byline": "author", "date": "date", "site_name": "sitename", "image": "image"}
    for field, name in names.items():
        value = getattr(other, name, None)
        if value and field not in found:
            found[field] = Metadatum(sound(str(value)), "trafilatura")
    return found


def _of_jsonld(items: Iterable[Mapping[str, Any]]) -> Iterator[Found]:
    for item in items:
        kind = _texts(item.get("@type"), " ")
        if not _ARTICLE_TYPES.search(kind):
            continue
        rank = 10 if _WEAK_TYPES.search(kind) else -10
        source = f"JSON-LD {kind}"
        values = {
            "title": item.get("headline") or (item.get("name") if rank < 0 else ""),
            "byline": _names(item.get("author") or item.get("creator")) if rank < 0 else "",
            "date": item.get("datePublished") or item.get("dateCreated"),
            "site_name": _names(item.get("publisher")),
            "language": item.get("inLanguage"),
            "tags": item.get("keywords"),
            "image": _address(item.get("image")),
        }
        for field, value in values.items():
            if text := _texts(value, ", "):
                yield Found(field, rank, text, source)


def _texts(value: Any, separator: str) -> str:
    """Return a text, or all texts of a list; "" for anything else."""
    return separator.join(filter(_is_text, value if isinstance(value, list) else [value]))


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _names(people: Any) -> str:
    """Return the names of one or more people or organisations."""
    people = people if isinstance(people, list) else [people]
    names = [person.get("name") if isinstance(person, dict) else person for person in people]
    names = [name[0] if isinstance(name, list) and name else name for name in names]
    return "; ".join(dict.fromkeys(name.strip() for name in names if isinstance(name, str) and name.strip()))


def _address(image: Any) -> Any:
    """Return the address of an image, or of the first of several."""
    image = image[0] if isinstance(image, list) and image else image
    return image.get("url") if isinstance(image, dict) else image


def _of_page(page: Page) -> Iterator[Found]:
    """Yield what elements declare: meta, link, time, html, and as a last resort the title and the first heading."""
    for name, attributes in page.declared.elements:
        yield from _READERS[name]({key: value or "" for key, value in attributes.items()})
    for row in page.markup["in_h1"].nonzero()[0][:1].tolist():
        yield Found("title", 60, page.line(row), "<h1>")
    yield Found("title", 70, page.declared.title, "<title>")


def _with_coauthors(found: list[Found]) -> list[Found]:
    """Return what was found with the authors of a paper, who have an element each, in one."""
    authors = [item for item in found if item.source == _AUTHOR_OF_PAPER]
    if len(authors) < 2:  # noqa: PLR2004 - nobody to join
        return found
    joined = authors[0]._replace(value="; ".join(item.value for item in authors))
    return [joined, *(item for item in found if item.source != _AUTHOR_OF_PAPER)]


def _of_meta(attributes: Mapping[str, str]) -> Iterator[Found]:
    value = attributes.get("content", "")
    for key in ("property", "name", "itemprop", "http-equiv"):
        name = attributes.get(key, "").lower()
        # Reviews and comments have dates as microdata, too: htmldate tells them apart.
        if value and name in _FIELD_OF and not (key == "itemprop" and _FIELD_OF[name][0] == "date"):
            field, rank = _FIELD_OF[name]
            yield Found(field, rank, value, f"{'microdata' if key == 'itemprop' else 'meta'} {name}")


def _of_link(attributes: Mapping[str, str]) -> Iterator[Found]:
    if "canonical" in attributes.get("rel", "").lower().split():
        yield Found("url", -1, attributes.get("href", ""), "link canonical")


def _of_time(attributes: Mapping[str, str]) -> Iterator[Found]:
    # Other times may be those of events, comments and other stories.
    if "datepublished" in attributes.get("itemprop", "").lower() or "published" in attributes.get("class", ""):
        yield Found("date", 40, attributes.get("datetime", ""), "time element")


def _of_html(attributes: Mapping[str, str]) -> Iterator[Found]:
    yield Found("language", -20, attributes.get("lang", ""), "html lang")


_READERS: dict[str, Callable[[Mapping[str, str]], Iterator[Found]]] = {
    "meta": _of_meta,
    "link": _of_link,
    "time": _of_time,
    "html": _of_html,
}


def _clean_text(value: str) -> str:
    return _WHITE_SPACE.sub(" ", sound(read_entities(read_entities(value)))).strip()


def _clean_byline(value: str) -> str:
    """Return a byline, or "" for addresses and whole texts."""
    value = re.sub(r"^(?:by|von|par|por)\s+", "", _clean_text(value), flags=re.I)
    return "" if len(value) > LONGEST_NAME or _ADDRESS.search(value) else value


def _clean_date(value: str) -> str:
    """Return the day of a date as ISO 8601 writes it, or "" for what is none."""
    day = _DAY.search(value)
    if day:
        return day.group()
    if len(value) > LONGEST_DATE or not any(map(str.isdigit, value)):
        return ""
    from htmldate import find_date  # noqa: PLC0415 - rarely needed, slow to import

    try:
        return find_date(f'<meta property="article:published_time" content="{escape(value)}">') or ""
    except Exception:  # what it makes of strange dates is its own affair
        return ""


_CLEAN: dict[str, Callable[[str], str]] = {"byline": _clean_byline, "date": _clean_date}


def _without_site(title: str, site: Metadatum | None) -> str:
    """Return a title without the site's name behind or before it.

    >>> _without_site("Rain and wind | The Valley News", Metadatum("The Valley News", ""))
    'Rain and wind'
    """
    parts = _SITE_SEPARATOR.split(title)
    if site is None or len(parts) == 1:
        return title
    name = site.value.casefold()
    if parts[-1].casefold() == name:
        return title[: title.rindex(parts[-1])].rstrip(" |»«·•–—-")
    return title[len(parts[0]) :].lstrip(" |»«·•–—-") if parts[0].casefold() == name else title


# --- JSON-LD: what a page says of itself for search engines -----------------------------------------------------------

_TYPE = "application/ld+json"
_WORD = re.compile(r"\w+")
_TAG = re.compile(r"<[^<>]*+>")
MOST_OBJECTS = 10_000

_LESS_THAN = re.compile(r"<|\\u003c|&lt;", re.IGNORECASE)
MOST_TAGS = 2_000
"""Other readers look for the end of each tag in data, to the end of the data where there is none. With so many they
take some seconds a megabyte; articles whose data hold their markup have some hundreds."""

SEEN_SHARE = 0.5
"""An article body counts if so much of its words stands in the page's text as well."""


def objects(page: Page) -> Iterator[dict[str, Any]]:
    """Yield all objects of a page's JSON-LD, outer ones first; what cannot be read is left out."""
    waiting = deque(_jsonld_values(page))
    for _ in range(MOST_OBJECTS):
        if not waiting:
            return
        item = waiting.popleft()
        if isinstance(item, dict):
            yield item
            waiting.extend(item.values())
        elif isinstance(item, list):
            waiting.extend(item)


def has_parseable_data(page: Page) -> bool:
    """Tell whether a page's data hold so few tags that other readers of them need no minutes."""
    return sum(len(_LESS_THAN.findall(data)) for _, data in page.declared.data) <= MOST_TAGS


def _jsonld_values(page: Page) -> Iterator[Any]:
    """Yield what each script of JSON-LD holds."""
    for kind, data in page.declared.data:
        if _TYPE not in kind:
            continue
        try:
            # Nobody asks for numbers here, and Python refuses to read integers of thousands of digits.
            yield json.loads(data.strip().removesuffix(";"), strict=False, parse_int=float)
        except (ValueError, RecursionError):
            continue


def article_body(page: Page) -> str:
    """Return the longest ``articleBody`` of a page's JSON-LD if its words stand in the page's text, else "".

    >>> from cleaner.html.page import walk
    >>> data = '<script type="application/ld+json">{"articleBody": "Rain fell."}</script>'
    >>> article_body(walk(data + "<p>Rain fell.")), article_body(walk(data + "<p>Subscribe to read on."))
    ('Rain fell.', '')
    """
    bodies = [item["articleBody"] for item in objects(page) if isinstance(item.get("articleBody"), str)]
    body = _TAG.sub(" ", read_entities(sound(max(bodies, key=len, default=""))))
    words, seen = Counter(_WORD.findall(body.lower())), Counter(_WORD.findall(page.text.lower()))
    return body if body.strip() and (words & seen).total() >= SEEN_SHARE * words.total() else ""
