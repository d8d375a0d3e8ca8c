"""The track of the field: cases built after reports of users, line by line.

``text.txt`` has cases behind ``=== name``: a line behind ``§ `` should go, one behind ``~ `` may, every other line must
stay; a leading backslash is no part of it. Each counts alone and in chrome. ``sentences.txt`` has sentences that begin
like debris; each must stay inside an article. ``html/NAME.html`` has in ``NAME.expected.txt`` what its text has to hold
and must not hold.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from benchmarks.quality.cases import Case, Scores
from benchmarks.quality.data import Data, Page, Part, SegmentPage
from benchmarks.quality.metrics import ratio

BEFORE = """\
Skip to content
Home
News
Sport
Business
Opinion
Culture
Travel
Video
Log in
Subscribe
Search

"""

BEHIND = """\

Share this:
Facebook
Twitter
WhatsApp
Email
Print

Leave a Reply
Your email address will not be published. Required fields are marked *
Comment *
Name *
Email *
Website
Save my name, email, and website in this browser for the next time I comment.
Post Comment

About us
Contact
Privacy Policy
Terms of Use
Cookie settings
© 2026 The Example Post. All rights reserved.
"""

ARTICLE = [
    "A bell for the school on the hill",
    "For eleven years the school on the hill has had no bell, and the children came when their mothers called them.",
    "Now the smith has cast one out of two old ploughs, and it was hung on Sunday before the whole village.",
    "It weighs forty kilos and can be heard as far as the mill, though only when the wind is from the west.",
    "The teacher rings it herself, at ten to eight. Nobody has been late since then, she says, but one goat.",
]
"""An article of ours that sentences stand in, before the last paragraph."""

_CASE = re.compile(r"^=== (.*)\n", re.MULTILINE)


def sources(folder: Path) -> list[str]:
    """Return which cases there are in a folder."""
    texts = ["alone", "chrome"] if (folder / "text.txt").is_file() else []
    return texts + (["sentences"] if (folder / "sentences.txt").is_file() else [])


def has_pages(folder: Path) -> bool:
    """Tell whether there are cases of HTML."""
    return (folder / "html").is_dir()


def cases(source: str, data: Data, part: Part) -> Iterator[Case]:
    """Yield the cases of a source; they are few, so a sample has all of them."""
    pages = [page for page, _ in _cases(source, data.field_folder)]
    chosen = {page.id for page in Part(fold=part.fold).of(pages)}
    for page, text in _cases(source, data.field_folder):
        if page.id in chosen:
            yield Case(text, page, source)


def _cases(source: str, folder: Path) -> Iterator[tuple[Page, str]]:
    if source == "sentences":
        return _sentence_cases((folder / "sentences.txt").read_text("utf-8"))
    around = (BEFORE, BEHIND) if source == "chrome" else ("", "")
    return _text_cases((folder / "text.txt").read_text("utf-8"), *around)


def _text_cases(cases: str, before: str, behind: str) -> Iterator[tuple[Page, str]]:
    parts = _CASE.split(cases)[1:]
    for name, given in zip(parts[::2], parts[1::2], strict=True):
        text, content, debris = list[str](), list[str](), list[str]()
        for line in given.rstrip("\n").split("\n"):
            marked = line.startswith(("§ ", "~ "))
            shown = line[2:] if marked else line.removeprefix("\\")
            text.append(shown)
            if shown.strip() and not line.startswith("~ "):
                (debris if marked else content).append(shown.strip())
        page = Page(name, "field", f"https://{name}.example", "\n".join(content), tuple(debris))
        yield page, before + "\n".join(text) + "\n" + behind


def _sentence_cases(sentences: str) -> Iterator[tuple[Page, str]]:
    for sentence in filter(None, sentences.split("\n")):
        page = Page(sentence, "field", sentence, sentence, ())
        yield page, "\n\n".join([*ARTICLE[:-1], sentence, ARTICLE[-1]])


def html_cases(data: Data) -> Iterator[Case]:
    """Yield the cases of HTML, with the strings that their text has to hold and must not hold."""
    for file in sorted((data.field_folder / "html").glob("*.html")):
        expected = file.with_suffix(".expected.txt").read_text("utf-8")
        wanted, _, unwanted = expected.removeprefix("has to hold:").partition("must not hold:")
        page = SegmentPage(f"https://{file.stem}.example", "", {}, *map(_stripped_lines, (wanted, unwanted)))
        yield Case(file.read_text("utf-8"), page, "html")


def _stripped_lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.split("\n") if line.strip())


def score(case: Case, cleaned: str) -> Scores:
    """Count the lines of content, those lost, the lines of debris, and those left."""
    page = case.page
    if not isinstance(page, Page):
        raise TypeError("this track needs cases with their lines")
    found = Counter(line.strip() for line in cleaned.split("\n"))
    content, debris = page.main_content.split("\n"), page.without
    stayed = sum(_take(line, found) for line in content)
    left = sum(_take(line, found) for line in debris)
    return {"content": len(content), "lost": len(content) - stayed, "debris": len(debris), "left": left}


def _take(line: str, found: Counter[str]) -> bool:
    """Take a line out of those found; tell whether it was there."""
    is_there = found[line] > 0
    found[line] -= is_there
    return is_there


def summary(rows: Iterable[Scores]) -> Scores:
    """Return the shares of content lost and debris left, over the lines of all cases."""
    totals: Counter[str] = Counter()
    for row in rows:
        totals.update({name: int(value) for name, value in row.items()})
    return {
        "lost": ratio(totals["lost"], totals["content"], empty=0.0),
        "left": ratio(totals["left"], totals["debris"], empty=0.0),
        **{name: float(totals[name]) for name in ("content", "debris")},
    }
