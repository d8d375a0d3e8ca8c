"""Fit from labelled pages what the package ships.

python -m benchmarks.fit text                        # rules/scorecard.toml
python -m benchmarks.fit html                        # rules/scorecard-html.toml
python -m benchmarks.fit text --folds build/folds    # and one a fold, fitted on the other hosts, to measure with
python -m benchmarks.fit words                       # rules/interface_words.txt
"""

from __future__ import annotations

from pathlib import Path

import click

from benchmarks import REPOSITORY
from benchmarks.fit import html_training, training
from benchmarks.fit.interface_words import interface_words
from benchmarks.fit.scorecards import HTML, TEXT, write_scorecards
from benchmarks.quality.data import DataMissingError, Part, find_data

WHAT = {
    "text": REPOSITORY / "rules" / "scorecard.toml",
    "html": REPOSITORY / "rules" / "scorecard-html.toml",
    "words": REPOSITORY / "rules" / "interface_words.txt",
}


@click.command()
@click.argument("what", type=click.Choice(list(WHAT)))
@click.option("--data", type=click.Path(path_type=Path), help="Folder of labelled pages.  [default: $CLEANER_DATA]")
@click.option("--sample", type=click.IntRange(min=1), help="Only so many pages of each set, for a try.")
@click.option("--output", type=click.Path(path_type=Path), help="The file to write.  [default: the package's]")
@click.option("--folds", type=click.Path(path_type=Path), help="Write one scorecard a fold into this folder as well.")
def main(what: str, data: Path | None, sample: int | None, output: Path | None, folds: Path | None) -> None:
    """Fit WHAT on all labelled pages."""
    try:
        found, part, file = find_data(data), Part(sample), output or WHAT[what]
        if what == "words":
            file.write_text(interface_words(found.phrases), encoding="utf-8")
            return
        of, shape = (training, TEXT) if what == "text" else (html_training, HTML)
        names = of.candidates()
        write_scorecards(of.training(found, part, names), names, shape, file, folds)
    except DataMissingError as error:
        raise click.ClickException(str(error)) from error


if __name__ == "__main__":
    main()
