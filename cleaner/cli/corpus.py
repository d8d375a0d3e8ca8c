"""``cleaner corpus``: whole corpora, with all cores."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import fields
from typing import Any

import click

from cleaner.cli.app import cleaning_from, cleaning_options, complete_formats
from cleaner.corpus import require_packages
from cleaner.errors import report

_EXAMPLES = """
Examples:

\b
  cleaner corpus raw.jsonl.zst --output clean.jsonl.zst
  cleaner corpus raw/ --output clean/                     each file under its own name
  cleaner corpus CC-MAIN-*.warc.wet.gz --output clean.parquet
  cleaner corpus raw/ --output clean/ --to jsonl.zst --shards 16
  cleaner corpus raw.parquet --text-column content --output clean.parquet --ledger removed.parquet
  cleaner restore clean.parquet --ledger removed.parquet --output raw-again.parquet

Exit codes: 0 all cleaned, 1 some records or inputs failed (--errors names them), 2 wrong usage, 130 interrupted.
"""


def _added(ctx: click.Context, param: click.Parameter, values: Sequence[str]) -> dict[str, str]:
    """Return what is to be added, and the fields' names: "title,byline=author"."""
    pairs = (one.strip().partition("=") for value in values for one in value.split(",") if one.strip())
    return {kind: name or kind for kind, _, name in pairs}


@click.command(epilog=_EXAMPLES)
@click.argument("inputs", nargs=-1, required=True, type=click.Path(), metavar="INPUT...")
@click.option(
    "--output",
    required=True,
    type=click.Path(),
    metavar="OUT",
    help="A file, a folder for one output per input, or -.",
)
@click.option(
    "--from",
    "from_format",
    shell_complete=complete_formats,
    metavar="FORMAT",
    help="What the inputs are, such as jsonl.zst; else by suffix.",
)
@click.option(
    "--to",
    "to_format",
    shell_complete=complete_formats,
    metavar="FORMAT",
    help="What to write, such as parquet; else by suffix, or as the inputs.",
)
@click.option("--shards", type=click.IntRange(1), default=None, help="Write so many files, in order, into a folder.")
@click.option(
    "--text-field",
    "--text-column",
    "text_fields",
    multiple=True,
    default=["text"],
    metavar="NAME",
    show_default=True,
    help="A field with text to clean; a.b is field b in object a. Give it again for more.",
)
@click.option("--id-field", default="id", metavar="NAME", show_default=True, help="What names a document.")
@click.option("--url-field", default="url", metavar="NAME", show_default=True, help="A document's address.")
@click.option("--html", is_flag=True, help="The text field holds HTML.")
@click.option("--engine", type=click.Choice(["auto", "fast", "trafilatura"]), default="auto", help="How to read HTML.")
@click.option("--format", type=click.Choice(["text", "markdown"]), default="text", help="What becomes of HTML.")
@click.option(
    "--add",
    multiple=True,
    callback=_added,
    metavar="WHAT[=NAME]",
    help="Add fields with what was found: title, byline, date, metadata, confidence, problem; under other names, too.",
)
@click.option("--encoding", default="", metavar="NAME", help="Of text; else UTF-8 or, of text files, a guess.")
@click.option(
    "--workers",
    type=click.IntRange(0),
    default=None,
    help="Processes that clean; else one a core. 0 has the process that reads clean, too.",
)
@click.option(
    "--ledger", default="", type=click.Path(), metavar="FILE", help="Write all that is removed: Parquet, or JSON Lines."
)
@click.option(
    "--summary",
    default="",
    type=click.Path(),
    metavar="FILE",
    help="Write what was removed in sum, as .json, .parquet or .md; beside the first two, as .md, too.",
)
@click.option(
    "--errors",
    default="",
    type=click.Path(),
    metavar="FILE",
    help="Write records that cannot be cleaned, or are over the limit, as JSON Lines.",
)
@click.option(
    "--max-removed",
    type=click.FloatRange(0, 1),
    default=None,
    metavar="SHARE",
    help="Tell of documents that lose more of their words, such as 0.6.",
)
@click.option(
    "--over-limit", type=click.Choice(["flag", "keep"]), default="flag", help="Tell of them only, or keep them whole."
)
@click.option(
    "--min-confidence",
    type=click.FloatRange(0, 1),
    default=None,
    metavar="F1",
    help="Leave out documents of which less is to be expected, such as 0.7; they are errors.",
)
@click.option(
    "--max-bytes",
    type=click.IntRange(1),
    default=16 << 20,
    show_default=True,
    help="Of a record; longer ones are errors.",
)
@click.option(
    "--batch-bytes", type=click.IntRange(1), default=2 << 20, show_default=True, help="Read and compressed together."
)
@click.option("--fail-fast", is_flag=True, help="End at the first error.")
@click.option("--resume", is_flag=True, help="Go on with a run that was interrupted.")
@click.option("--restart", is_flag=True, help="Begin again where a run was interrupted.")
@click.option(
    "--stall-seconds",
    type=click.FloatRange(0, min_open=True),
    default=60.0,
    show_default=True,
    help="Tell where a worker is when it has been at something for so long.",
)
@click.option("--log-json", is_flag=True, help="Tell the progress in lines of JSON on standard error.")
@cleaning_options
@click.pass_context
def corpus(ctx: click.Context, /, **options: Any) -> None:
    """Clean whole corpora with all cores.

    INPUT are files, folders or addresses (s3://, gs://, https://): text, HTML, JSON Lines, Parquet, Arrow, CSV, WET or
    WARC, plain or compressed with gz, zst, bz2 or xz. Documents keep their order, and records their other fields.
    """
    require_packages()
    from cleaner.corpus.workers import keep_little, without_pandas  # noqa: PLC0415 - once it is known that the packages are there

    keep_little()
    from cleaner.corpus.outputs import aside  # noqa: PLC0415 - loads pyarrow, as the next ones do
    from cleaner.corpus.plan import Request  # noqa: PLC0415
    from cleaner.corpus.report import make_watcher  # noqa: PLC0415
    from cleaner.corpus.runner import carry_out  # noqa: PLC0415

    chosen = {each.name: options[each.name] for each in fields(Request) if options.get(each.name) is not None}
    with closing(make_watcher(options["log_json"])) as watcher, without_pandas():
        try:
            run = carry_out(Request(**chosen, cleaning=cleaning_from(options)), watcher)
        except KeyboardInterrupt:
            if options["output"] != "-" and aside(options["output"], "checkpoint").exists():
                report("the same command with --resume goes on from here")
            raise
    ctx.exit(run.exit_code)
