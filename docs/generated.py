"""Pages that follow from the code: all labels, and all options. ``python docs/generated.py`` writes them anew.

The tests compare them with what stands in the repository.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import click

from cleaner.cli import COMMANDS
from cleaner.cli.app import app, load
from cleaner.result import CONTENT, DEBRIS, Label
from cleaner.rules.pack import default_folder, read, rule_files

DOCS = Path(__file__).parent
SEEDS = DOCS.parent / "seeds"

_MEANINGS = {
    Label.TITLE: "The article's headline.",
    Label.HEADING: "A heading inside the article.",
    Label.BODY: "A line of the article: a paragraph, an item of a list, a row of a table, a line of code.",
    Label.BLANK: "A line of white space; it stays between lines that stay.",
    Label.BREADCRUMB: "The way from the front page to this one.",
    Label.NAVIGATION: "Menus and links around the site, such as links that skip to the content.",
    Label.SITE_NAME: "The name or the banner of the site, and what it is made with.",
    Label.COMMENT_FORM: "The form that readers comment with: its heading, its fields, its buttons.",
    Label.COMMENTS: "What is printed around readers' comments: how many there are, who wrote when, buttons.",
    Label.NEWSLETTER: "An invitation to subscribe, and what its form answers.",
    Label.SHARE: "Buttons and links to share the article or to follow the site on networks.",
    Label.RELATED: "Headings and links that lead to other stories.",
    Label.SOURCE_LINK: "A link to the original of an article that was copied.",
    Label.COPYRIGHT: "Who holds the rights in the page.",
    Label.LEGAL: "Links to terms and policies, and the small print itself.",
    Label.CONSENT: "What dialogues about cookies and data say.",
    Label.LOGIN: "Links and forms for accounts.",
    Label.PAYWALL: "What a page says to those who have not paid.",
    Label.AD: "The words that mark an advertisement, or the place of one.",
    Label.PLAYER: "What players of sound and video show, such as lengths and states.",
    Label.CAPTION: "The text below a picture.",
    Label.CREDIT: "Whose picture it is.",
    Label.BYLINE: "Who wrote the article; also found in `Result.byline`.",
    Label.DATE: "When it was published or changed; also found in `Result.date`.",
    Label.TAGS: "Subjects and categories that the article was filed under.",
    Label.PAGINATION: "Links to further pages, and numbers of pages.",
    Label.SEARCH: "The words of a search box.",
    Label.APP_PROMO: "An invitation to install an app.",
    Label.AUTHOR_BIO: "What is said of the author below the article.",
    Label.WIDGET: "What programs in the page say: messages of forms, loading, JavaScript that is missing.",
    Label.DUPLICATE: "A line that repeats one before it.",
    Label.TEMPLATE: "A placeholder that nobody has filled in.",
    Label.HIDDEN: "Of HTML pages, what readers do not see: hidden parts, data for scripts, characters without a shape.",
    Label.FRONT_MATTER: "What a Markdown file says about itself before its text; also found in `Result.metadata`.",
    Label.DEBRIS: "A line that no rule names: its shape, its place and its neighbours speak against it.",
}
# What no rule has examples of, and where no seed has it either.
_EXAMPLES = {
    Label.BLANK: "",
    Label.HIDDEN: "Opens in a new window",
    Label.DEBRIS: "• The Director’s ‘Bread’ Speech",
    Label.FRONT_MATTER: "title: Ferries sail again",
}
_LONGEST = 100  # characters of an example
_GENERATED = "<!-- Written by `python docs/generated.py`; do not edit. -->"


def labels_page() -> str:
    """Return the page of all labels: what each means, with an example."""
    examples = _seed_examples() | _EXAMPLES | _rule_examples()
    intro = (
        "Each line gets one of these labels. On the command line (`--keep`) and in Python (`cleaner.Label`) they "
        "have the same names. Examples are lines that carry them; `cleaner rules list --label NAME` shows the rules."
    )
    parts = ["# Labels", _GENERATED, intro]
    for heading, group in _groups():
        rows = [_row(label, examples[label]) for label in group]
        parts += [heading, "| label | meaning | example |\n|---|---|---|\n" + "\n".join(rows)]
    return "\n\n".join(parts) + "\n"


def _groups() -> Iterator[tuple[str, list[Label]]]:
    """Yield headings with the labels below them."""
    yield "## What stays", [label for label in Label if label in CONTENT or label is Label.BLANK]
    yield "## What goes, unless you keep it", [label for label in Label if label in DEBRIS]


def _row(label: Label, example: str) -> str:
    """Return the row of a label."""
    shown = f"“{_shortened(example)}”" if example else ""
    return f"| `{label}` | {_MEANINGS[label]} | {shown} |"


def _shortened(example: str) -> str:
    """Return an example as a cell of a table has it: what marks mean there is written out."""
    text = example.strip() if len(example) <= _LONGEST else example[:_LONGEST].rpartition(" ")[0] + " …"
    return re.sub(r"([\\|*_<>{}\[\]])", r"\\\1", text)


def _rule_examples() -> dict[Label, str]:
    """Return, for each label with rules, the first line that its first rule has to match."""
    found: dict[Label, str] = {}
    for specimen in read(rule_files([default_folder()])).specimens:
        if specimen.rule.strength != "protect":
            found.setdefault(specimen.rule.label, specimen.drop[0])
    return found


def _seed_examples() -> dict[Label, str]:
    """Return the first line of the seeds for each label that a person gave."""
    found: dict[Label, str] = {}
    for path in sorted(SEEDS.glob("*.labels.tsv")):
        lines = path.with_name(path.name.replace(".labels.tsv", ".txt")).read_text(encoding="utf-8").split("\n")
        with path.open(encoding="utf-8") as rows:
            for row in csv.DictReader(rows, delimiter="\t"):
                if row["label"] in set(Label):
                    found.setdefault(Label(row["label"]), lines[int(row["line"]) - 1])
    return found


def options_page() -> str:
    """Return the page of all commands and their options, as ``--help`` tells them."""
    parts = ["# Commands and options", _GENERATED, "`--help` tells the same behind each of them."]
    for name, command in _commands("cleaner", app):
        # With the names that the command line has: click keeps the first help option that a command is asked for.
        context = click.Context(command, info_name=name, help_option_names=["-h", "--help"])
        usage = " ".join([name, *command.collect_usage_pieces(context)])
        text = (command.help or "").split("\f")[0]
        parts += [f"## `{name}`", f"```text\n{usage}\n```", re.sub(r"\n(?!\n)\s*", " ", text).replace("\n", "\n\n")]
        parts += ["\n".join(_options(command, context))]
    return re.sub("\n{3,}", "\n\n", "\n\n".join(parts)) + "\n"


def _commands(name: str, command: click.Command) -> Iterator[tuple[str, click.Command]]:
    """Yield a command and those below it, with what is typed for them; groups have no options of their own."""
    if not isinstance(command, click.Group):
        yield name, command
    below = {sibling: load(sibling) for sibling in COMMANDS} if command is app else getattr(command, "commands", {})
    for each, sub in below.items():
        yield from _commands(f"{name} {each}", sub)


def _options(command: click.Command, context: click.Context) -> Iterator[str]:
    """Yield an item of a list for each option."""
    for parameter in command.params:
        if isinstance(parameter, click.Option) and (record := parameter.get_help_record(context)):
            yield f"- `{record[0]}`: " + record[1].replace("\\", "\\\\").replace("  [", " [")


PAGES: dict[str, Callable[[], str]] = {"labels.md": labels_page, "options.md": options_page}

if __name__ == "__main__":
    for page, write in PAGES.items():
        DOCS.joinpath(page).write_text(write(), encoding="utf-8")
