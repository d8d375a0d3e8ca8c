"""Fit from labelled pages what the package ships.

python -m benchmarks.fit text                        # rules/scorecard.toml
python -m benchmarks.fit second --bases build/folds          # their second reading, and the package's
python -m benchmarks.fit html                        # rules/scorecard-html.toml
python -m benchmarks.fit text --folds build/folds    # and one a fold, fitted on the other hosts, to measure with
python -m benchmarks.fit text --folds build/folds --fold 0   # only that of one fold
python -m benchmarks.fit confidence --folds build/folds      # rules/confidence.toml, with what stands in that folder
python -m benchmarks.fit markdown --bases build/folds        # rules/scorecard-markdown.toml, on those of text there
python -m benchmarks.fit words                       # rules/interface_words.txt
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from benchmarks import REPOSITORY
from benchmarks.fit import html_training, markdown_training, training
from benchmarks.fit.cache import cached
from benchmarks.fit.confidence import known, write_confidence
from benchmarks.fit.interface_words import interface_words
from benchmarks.fit.scorecards import HTML, MARKDOWN, SECOND, TEXT, write_scorecards
from benchmarks.quality.data import FOLDS, DataMissingError, Part, find_data
from benchmarks.quality.held_out import fold_file

WHAT = {
    "text": REPOSITORY / "rules" / "scorecard.toml",
    "second": REPOSITORY / "rules" / "scorecard.toml",
    "html": REPOSITORY / "rules" / "scorecard-html.toml",
    "markdown": REPOSITORY / "rules" / "scorecard-markdown.toml",
    "confidence": REPOSITORY / "rules" / "confidence.toml",
    "words": REPOSITORY / "rules" / "interface_words.txt",
}


@click.command()
@click.argument("what", type=click.Choice(list(WHAT)))
@click.option("--data", type=click.Path(path_type=Path), help="Folder of labelled pages.  [default: $CLEANER_DATA]")
@click.option("--sample", type=click.IntRange(min=1), help="Only so many pages of each set, for a try.")
@click.option("--output", type=click.Path(path_type=Path), help="The file to write.  [default: the package's]")
@click.option("--folds", type=click.Path(path_type=Path), help="Write one scorecard a fold into this folder as well.")
@click.option(
    "--bases",
    type=click.Path(path_type=Path),
    help="Of second and markdown: the folder of the text's scorecards by fold.",
)
@click.option("--fold", "wanted", multiple=True, type=click.IntRange(0, FOLDS - 1), help="Only this one; repeatable.")
def main(
    what: str, data: Path | None, sample: int | None, output: Path | None, bases: Path | None, **of_folds: Any
) -> None:
    """Fit WHAT on all labelled pages. Measured lines of text are kept in build/fit for the next time."""
    try:
        found, part, file = find_data(data), Part(sample), output or WHAT[what]
        if what == "words":
            file.write_text(interface_words(found.phrases), encoding="utf-8")
            return
        if what == "confidence":
            write_confidence(known(found, part, of_folds["folds"]), file)
            return
        if what == "text":
            names, shape = training.candidates(), TEXT
            lines = training.weighed(cached(training.measured, found, part, names))
        elif what == "second":
            of_folds["folds"], names, shape = _named(what, bases), training.second_candidates(), SECOND
            lines = training.weighed(cached(training.measured, found, part, names, bases), shape.reading)
        elif what == "markdown":
            names, shape = markdown_training.candidates(), MARKDOWN
            lines = markdown_training.training(found, part, names, _named(what, bases))
        else:
            names, shape = html_training.candidates(), HTML
            lines = html_training.training(found, part, names)
        write_scorecards(lines, names, shape, [*_fold_files(shape.kind, **of_folds), (file, None)])
    except DataMissingError as error:
        raise click.ClickException(str(error)) from error


def _named(what: str, bases: Path | None) -> Path:
    """Return the folder of the scorecards by fold that another fit stands on."""
    if bases is None:
        raise click.UsageError(f"{what} stands on the scorecards of text by fold; name their folder with --bases")
    return bases


def _fold_files(what: str, folds: Path | None, wanted: tuple[int, ...]) -> list[tuple[Path, int]]:
    return [(fold_file(folds, what, fold), fold) for fold in wanted or range(FOLDS)] if folds else []


if __name__ == "__main__":
    main()
