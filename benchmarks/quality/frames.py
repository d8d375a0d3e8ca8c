"""The track of frames: the main content of one page in what stands around the main content of another.

Content of any kind has to survive in any surroundings. These are the lines before the headline and behind the main
content of another site's page; body and surroundings are of one fold of hosts, so that a scorecard that has not seen
the one has not seen the other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from benchmarks.fit.alignment import label_lines
from benchmarks.quality.cases import Case, Scores
from benchmarks.quality.data import FOLDS, Data, Page, Part, hash_of, host, host_fold
from benchmarks.quality.metrics import WORD_OR_CHARACTER, is_headline, shared_words, word_counts

SOURCE = "html_text"
"""The tool whose page dumps the surroundings are taken from."""

MOST_BEFORE, MOST_BEHIND = 40, 60
"""So many lines next to the main content are taken."""

FEWEST_AROUND = 5
"""With fewer lines before or behind the main content, a page says little about surroundings."""

LONGEST_WITHIN = 6
"""A longer run of lines within the main content may be a part of it that nobody marked."""

LEAST_FOUND = 0.7
"""With less of the main content's words found in a dump, there is no telling where it starts and stops."""


class Surroundings(NamedTuple):
    """The text that stands before the headline of a page and behind its main content, and what stands within that."""

    before: str
    behind: str
    within: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Frame(Page):
    """A body with its headline (as ``title``) and the words around it."""

    around: str = ""


def surroundings(dump: str, page: Page) -> Surroundings | None:
    r"""Return what stands around the main content in a page dump; None where that cannot be told.

    >>> body = "It voted for the new bridge over the river and the road to the harbour."
    >>> chrome = ["Home", "News", "Sport", "Weather", "Log in"]
    >>> page = Page("1", "article", "https://a.org", body, (), "The bridge")
    >>> around = surroundings("\n".join([*chrome, "The bridge", body, *chrome]), page)
    >>> around.before.split() == around.behind.split() == " ".join(chrome).split()
    True
    """
    lines = dump.split("\n")
    own = [WORD_OR_CHARACTER.findall(line.lower()) for line in lines]
    gold = WORD_OR_CHARACTER.findall(page.main_content.lower())
    content = [number for number, is_content in enumerate(label_lines(own, gold)) if is_content and own[number]]
    if sum(len(own[number]) for number in content) < max(1, LEAST_FOUND * len(gold)):
        return None
    titles = [number for number in range(content[0]) if page.title and is_headline(lines[number], page.title)]
    before, behind = lines[: min([content[0], *titles])], lines[content[-1] + 1 :]
    if min(_filled(before), _filled(behind)) < FEWEST_AROUND:
        return None
    return Surroundings(
        "\n".join(_first_lines(before[::-1], MOST_BEFORE)[::-1]),
        "\n".join(_first_lines(behind, MOST_BEHIND)),
        tuple(_runs_between(lines, content)),
    )


def framed(headline: str, body: str, around: Surroundings) -> str:
    """Return a body with its headline in surroundings."""
    return "\n".join(part for part in (around.before, headline, body, around.behind) if part)


def headline_of(page: Page) -> str:
    """Return the headline to put above a body: none where the body has it or nobody noted it."""
    if not page.title or any(is_headline(line, page.title) for line in page.main_content.split("\n")):
        return ""
    return page.title


Chosen = Callable[[Page, int], Surroundings | None]


def neighbours(pages: Sequence[Page], dumps: dict[str, str]) -> Chosen:
    """Return a function that chooses, for a body, the surroundings of another site's page of its fold.

    The choice hangs on the two ids alone: a number asks for the next one.
    """
    of_fold: dict[int, list[Page]] = defaultdict(list)
    for page in sorted(pages, key=lambda page: hash_of(page.id)):
        if page.id in dumps and page.main_content.strip():
            of_fold[host_fold(page.url, FOLDS)].append(page)

    @cache
    def of_page(page: Page) -> Surroundings | None:
        return surroundings(dumps[page.id], page)

    def chosen(body: Page, number: int = 0) -> Surroundings | None:
        others = of_fold[host_fold(body.url, FOLDS)]
        first = int(hash_of(f"{body.id} {number}"), 16)
        for step in range(len(others)):
            other = others[(first + step) % len(others)]
            if host(other.url) != host(body.url) and (found := of_page(other)):
                return found
        return None

    return chosen


def cases(data: Data, part: Part) -> Iterator[Case]:
    """Yield every body of the part in surroundings."""
    choose = neighbours(data.gold, data.texts(SOURCE))
    for page in part.of(data.gold):
        if page.main_content.strip() and (around := choose(page, 0)):
            headline = headline_of(page)
            frame = Frame(page.id, page.type, page.url, page.main_content, (), headline, around="\n".join(around[:2]))
            yield Case(framed(headline, page.main_content, around), frame, page.type)


def score(case: Case, cleaned: str) -> Scores:
    """Return the share of the body's words that are lost, whether the headline is kept, the share of others left."""
    frame = case.page
    if not isinstance(frame, Frame):
        raise TypeError("the track of frames needs frames")
    body, around, found = word_counts(frame.main_content), word_counts(frame.around), word_counts(cleaned)
    left = found - body - word_counts(frame.title)
    scores = {
        "lost": 1 - shared_words(found, body) / max(1, body.total()),
        "left": shared_words(left, around) / max(1, around.total()),
    }
    if not frame.title:
        return scores
    lines = {line.strip() for line in cleaned.split("\n")}
    return {**scores, "headline": float(frame.title.strip() in lines)}


def _runs_between(lines: Sequence[str], content: Sequence[int]) -> Iterator[str]:
    """Yield the runs of lines within the main content that are no part of it, but for long ones."""
    for before, behind in pairwise(content):
        run = [line for line in lines[before + 1 : behind] if line.strip()]
        if 0 < len(run) <= LONGEST_WITHIN:
            yield "\n".join(run)


def _filled(lines: Sequence[str]) -> int:
    return sum(bool(line.strip()) for line in lines)


def _first_lines(lines: Sequence[str], most: int) -> list[str]:
    """Return the first lines until so many are not blank."""
    taken: list[str] = []
    for line in lines:
        if not most:
            break
        taken.append(line)
        most -= bool(line.strip())
    return taken
