"""Short pages: a headline and a sentence or two, inside a frame that is longer than both."""

from __future__ import annotations

import pytest

import cleaner
from cleaner.html.page import walk

NAV = (
    "<header><div class=logo><a href=/>Valley News</a></div><nav><ul><li><a href=/>Home</a><li><a href=/news>News</a>"
    "<li><a href=/sport>Sport</a><li><a href=/weather>Weather</a></ul></nav></header>"
)
SIDE = (
    "<aside class=sidebar><h3>Most read</h3><ul><li><a href=/1>Ferry sails again after the storm</a>"
    "<li><a href=/2>School opens new library</a></ul><form><label>Newsletter</label><button>Sign up</button></form>"
    "</aside>"
)
FOOT = (
    "<footer><ul><li><a href=/p>Privacy policy</a><li><a href=/t>Terms of use</a></ul>"
    "<p>© 2024 Valley News. All rights reserved.</p></footer>"
)
FRAMES = {
    "bare": "<h1>{title}</h1>{body}",
    "article": "<main><article><h1 class=entry-title>{title}</h1><div class=entry>{body}</div></article></main>",
    "in full": NAV + "<main><article><h1>{title}</h1><div class=entry-content>{body}</div></article></main>" + FOOT,
    "with a side": NAV + "<div class=post><h1>{title}</h1>{body}</div>" + SIDE + FOOT,
}
NOTICES = {
    "Bridge closed until Friday": ["The old bridge is closed until Friday for repairs to its deck, the council said."],
    "Bridge closed": ["The bridge is closed."],
    "Sperrung der Brücke": ["Die alte Brücke bleibt wegen Bauarbeiten bis Freitag gesperrt, teilte die Stadt mit."],
    "Contact": ["Write to us at 12 Mill Lane, Ulm, or call 555 1234 between nine and five."],
    "Opening hours": ["Monday to Friday: 9–17", "Saturday: 10–14", "Closed on Sundays."],
    "橋は金曜日まで通行止め": ["町によると、古い橋は修理のため金曜日まで通行止めとなる。"],
}
CLEANER = cleaner.Cleaner()


def page(frame: str, title: str, body: str) -> str:
    return f"<!DOCTYPE html><title>{title} | Valley News</title>" + FRAMES[frame].format(title=title, body=body)


@pytest.mark.parametrize("engine", ["fast", "auto"])
@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize("title", NOTICES)
def test_a_short_page_keeps_its_headline_and_all_it_says_and_no_more(title: str, frame: str, engine: str) -> None:
    body = "".join(f"<p>{paragraph}</p>" for paragraph in NOTICES[title])
    result = CLEANER.clean_html(page(frame, title, body), engine=engine)
    assert result.text.split("\n\n") == [title, *NOTICES[title][:-1], NOTICES[title][-1] + "\n"]
    assert result.title == title


def test_who_wants_no_titles_gets_none() -> None:
    html = page(
        "in full", "Contact", "<p>Write to us at 12 Mill Lane, Ulm, or call 555 1234 between nine and five.</p>"
    )
    assert "Contact" not in cleaner.Cleaner(drop={"title"}).clean_html(html, engine="fast").text


@pytest.mark.parametrize(
    "heading",
    ["<h1><a href=/>Valley News</a></h1>", "<h1>Menu</h1><h1>Valley News</h1>"],
    ids=["a link", "two headings"],
)
def test_first_level_headings_that_are_no_headline_stay_what_they_are(heading: str) -> None:
    html = page("in full", "Ferry", "<p>The ferry sails again.</p>").replace("<h1>Ferry</h1>", heading)
    assert [
        line.text for line in CLEANER.clean_page(walk(html)).explain() if "only first-level heading" in line.why
    ] == []


def test_the_heading_of_a_long_page_is_judged_like_any_line() -> None:
    items = "".join(f"<li><a href=/{number}>Story {number}</a>" for number in range(50))
    html = page("in full", "Contact", f"<p>Write to us at 12 Mill Lane.</p><ul>{items}</ul>")
    [heading] = [line for line in CLEANER.explain_html(html, engine="fast") if line.text == "Contact\n"]
    assert "only first-level heading" not in heading.why
