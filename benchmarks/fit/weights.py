"""How much a line counts in the fit: what its words do to its document, by the kind of document.

Nothing has to be measured anew when these change.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from benchmarks.fit.documents import (
    CLEAN,
    DUMP,
    EXTRACTED,
    FLAT,
    FRAME,
    GLUED,
    MADE,
    MADE_FRAME,
    WORLD_CLEAN,
    WORLD_DUMP,
    WORLD_EXTRACTED,
    WORLD_FRAME,
    WORLD_LINES,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from benchmarks.fit.training import Lines

KIND_WEIGHTS = {
    DUMP: 5.0,
    EXTRACTED: 0.5,
    CLEAN: 3.0,
    WORLD_DUMP: 0.4,
    WORLD_EXTRACTED: 0.4,
    WORLD_CLEAN: 0.8,
    WORLD_LINES: 0.7,
    FRAME: 1.0,
    WORLD_FRAME: 0.5,
    MADE_FRAME: 0.5,
    MADE: 0.5,
    FLAT: 1.0,
    GLUED: 1.0,
}
"""How much the documents of a kind count."""

FRAMES = (FRAME, WORLD_FRAME, MADE_FRAME)

SECOND_KIND_WEIGHTS = {**KIND_WEIGHTS, CLEAN: 5.0, WORLD_CLEAN: 1.5, FLAT: 0.5}
"""The same of the second reading."""

FALSE_REMOVAL, SECOND_FALSE_REMOVAL = 2.5, 3.2
"""How much more content counts in frames: a line too many is a smaller fault than a verse too few.
The second reading leaves less of the surroundings, so it may ask for more (one fold; with the first one's weights, .028
of the frames' words are lost and .092 of what is around them stays, with these .025 and .097; of clean text .67 % and
.58 % go)."""

SHORTEST = 50
MOST_OF_A_DOCUMENT = 0.3
"""A line weighs what its words are of the document's content (in frames, its debris is a whole of its own), with two
bounds on what a single line can do."""

SNIPPET_WEIGHT = 5.0
"""Lines with a snippet that a person marked as unwanted: few words, so they hardly weigh in F1, but these are what
readers stumble over. On unseen page dumps F1 +.0003, at 3 it falls."""

HEADLINE_WEIGHT = 15.0
"""Headlines, and what repeats them around: few words, and what readers look at first."""


def weights(lines: Lines, reading: int = 1) -> NDArray[np.float64]:
    """Return what each line counts in a reading of the scorecard."""
    kinds, false_removal = (
        (KIND_WEIGHTS, FALSE_REMOVAL) if reading == 1 else (SECOND_KIND_WEIGHTS, SECOND_FALSE_REMOVAL)
    )
    share = np.minimum((lines.words + 1.5) / np.maximum(SHORTEST, lines.whole), MOST_OF_A_DOCUMENT)
    of_kind = np.zeros(max(kinds) + 1)
    of_kind[list(kinds)] = list(kinds.values())
    in_frame = np.isin(lines.kind, FRAMES)
    return (
        share
        * lines.scale
        * of_kind[lines.kind]
        * np.where(in_frame & lines.content, false_removal, 1.0)
        * np.where(lines.is_snippet & ~lines.content, SNIPPET_WEIGHT, 1.0)
        * np.where(lines.is_headline, HEADLINE_WEIGHT, 1.0)
    )
