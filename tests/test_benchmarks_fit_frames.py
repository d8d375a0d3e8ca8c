"""What the fit is taught beyond labelled pages: bodies in surroundings, each line with its label."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.fit.bodies import bodies, made
from benchmarks.fit.documents import CLEAN, FRAME, Document, labels_of
from benchmarks.fit.frames import compose
from benchmarks.fit.training import Lines
from benchmarks.fit.weights import FALSE_REMOVAL, HEADLINE_WEIGHT, SNIPPET_WEIGHT, weights
from benchmarks.quality.data import Page
from benchmarks.quality.frames import Surroundings

CHROME = "Home\nNews\n\nSport\nLog in\nRead more\nShare"
BODY = "The council met on Monday, and it voted for the new bridge over the river.\n\nIt opens in May."
AROUND = Surroundings(CHROME, CHROME, ("Advertisement",))


@pytest.mark.parametrize("seed", [str(number) for number in range(60)])
def test_lines_keep_their_labels_however_white_space_is_changed(seed: str) -> None:
    composed = compose("The bridge", BODY, AROUND, seed)
    lines = composed.text.split("\n")
    kept = [line for line, label in zip(lines, composed.labels, strict=True) if label and line.strip()]
    assert " ".join(kept) == "The bridge " + BODY.replace("\n\n", " ")
    gone = " ".join(line for line, label in zip(lines, composed.labels, strict=True) if not label)
    assert not {"council", "Monday", "opens"} & set(gone.split())


def test_white_space_surroundings_and_interruptions_vary() -> None:
    texts = [compose("The bridge", BODY, AROUND, str(seed)).text for seed in range(60)]
    assert 0 < sum("\n\n" in text for text in texts) < len(texts)
    assert 0 < sum("Advertisement" in text for text in texts) < len(texts)
    assert 0 < sum("Home\nNews" in text for text in texts) < len(texts)


def test_made_bodies_have_a_headline_of_their_own_and_no_slot_left() -> None:
    found = list(bodies())
    assert all(body.title and len(body.main_content.split("\n")) >= 3 for body in found)
    assert not [body.id for body in found if "{n" in body.main_content or "{place" in body.title]
    assert len({body.main_content for body in found}) > 0.9 * len(found)


def test_a_made_body_is_the_same_each_time_and_repeats_its_refrain() -> None:
    kind = {
        "name": "verse",
        "language": "en",
        "shape": "stanza refrain! stanza refrain!",
        "headlines": ["Song"],
        "stanza": ["One {n}", "Two {n}"],
        "refrain": ["Ring", "Sing"],
    }
    assert made(kind, 3) == made(kind, 3)
    lines = [line for line in made(kind, 3).main_content.split("\n") if line]
    assert lines[1] == lines[3]


def test_the_headline_of_a_page_is_content_and_so_is_all_of_clean_text() -> None:
    page = Page("a", "article", "https://a.org", "It opened in May.", (), "The bridge")
    lines = ["home", "the bridge", "it opened in may.", "share"]
    assert labels_of(Document(FRAME, page, ""), lines) == [False, True, True, False]
    assert labels_of(Document(CLEAN, page, ""), ["home", "share"]) == [True, True]


def test_weights_favour_content_in_frames_headlines_and_unwanted_snippets() -> None:
    one = np.ones(5, np.int32)
    lines = Lines(
        columns=np.zeros((5, 1), np.int16),
        content=np.array([False, True, True, False, False]),
        evidence=np.zeros(5, np.float32),
        fold=np.zeros(5, np.int8),
        kind=np.array([FRAME] * 3 + [CLEAN] * 2, np.int8),
        words=one,
        whole=one,
        scale=np.ones(5, np.float32),
        is_snippet=np.array([False, False, False, False, True]),
        is_headline=np.array([False, False, True, False, False]),
    )
    found = weights(lines)
    assert found[1] / found[0] == pytest.approx(FALSE_REMOVAL)
    assert found[2] / found[1] == pytest.approx(HEADLINE_WEIGHT)
    assert found[4] / found[3] == pytest.approx(SNIPPET_WEIGHT)
