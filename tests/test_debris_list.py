"""A bare list of debris, one line of each of 21 kinds, among five paragraphs: all of it goes, whatever its order."""

from __future__ import annotations

from random import Random

import pytest

from cleaner import Cleaner

CLEANER = Cleaner()

DEBRIS = (
    "Skip to main content",
    "Home > News > Harbour",
    "By Ada Osei",
    "Published May 15, 2024",
    "5 min read",
    "Share this article",
    "Follow us on Facebook",
    "Advertisement",
    "Photo: Ada Osei/Getty Images",
    "Listen to this article · 7:25 min",
    "Sign up for our newsletter",
    "Read more: Three ferries that never sailed",
    "Related Articles",
    "Tags: ferries, harbour, timetables",
    "Leave a Reply",
    "Your email address will not be published. Required fields are marked *",
    "We use cookies to improve your experience on our site.",
    "Log in",
    "Source link",
    "Privacy Policy",
    "© 2024 Harbour News. All rights reserved.",
)
BODY = (
    "The last ferry of the evening left the harbour of Skerra on Monday with nobody aboard but the crew and a dog.",
    "The line has lost half of its passengers since the bridge opened, and the town no longer pays for the other half.",
    "“We sail because we said that we would,” said the captain, who has crossed the sound eleven thousand times.",
    "In the cafe on the pier, where a cup of tea still comes with a biscuit, people speak of the boat as of an aunt.",
    "The council will decide in March whether the timetable is worth more than the fuel, and few expect it to be kind.",
)


def shuffled(seed: int) -> list[str]:
    """Return the debris, in an order of its own, spread among the paragraphs, which keep theirs."""
    random = Random(seed)
    places = sorted(random.choices(range(len(BODY) + 1), k=len(DEBRIS)))
    lines: list[str] = []
    debris = iter(random.sample(DEBRIS, len(DEBRIS)))
    for number in range(len(BODY) + 1):
        lines += [next(debris) for place in places if place == number]
        lines += BODY[number : number + 1]
    return lines


@pytest.mark.parametrize("seed", range(20))
def test_debris_goes_and_paragraphs_stay_in_any_order(seed: int) -> None:
    kept = [line for line in CLEANER.clean("\n\n".join(shuffled(seed))).text.split("\n") if line]
    assert kept == list(BODY)


def test_debris_above_and_below_the_paragraphs_goes() -> None:
    text = "\n".join([*DEBRIS[:10], *BODY, *DEBRIS[10:]])
    assert CLEANER.clean(text).text.split("\n")[:-1] == list(BODY)
