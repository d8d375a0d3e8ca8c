"""``cleaner corpus``: whole corpora, with all cores."""

from __future__ import annotations

import os
from contextlib import closing
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

import cleaner
from cleaner.cli.cleaning import build_cleaner
from cleaner.cli.encoding import check_encoding
from cleaner.cli.options import cleaning_from, cleaning_options, complete_formats
from cleaner.cli.problems import WRONG_USAGE, CommandError, report
from cleaner.contents import Reading

if TYPE_CHECKING:
    from cleaner.corpus.checkpoint import Checkpoint, State
    from cleaner.corpus.formats import Format
    from cleaner.corpus.plan import Plan
    from cleaner.corpus.progress import Watcher
    from cleaner.corpus.runner import Wishes
    from cleaner.corpus.settings import Settings

_PACKAGES = ("pyarrow", "msgspec", "zstandard", "fastwarc", "fsspec")

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


def _available_cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


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
@click.option("--html", "is_html", is_flag=True, help="The text field holds HTML.")
@click.option("--engine", type=click.Choice(["auto", "fast", "trafilatura"]), default="auto", help="How to read HTML.")
@click.option("--encoding", default="", metavar="NAME", help="Of text; else UTF-8 or, of text files, a guess.")
@click.option(
    "--workers",
    type=click.IntRange(0),
    default=_available_cores,
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
    help="Write what was removed in sum, as JSON and as a table.",
)
@click.option(
    "--errors",
    default="",
    type=click.Path(),
    metavar="FILE",
    help="Write records that cannot be cleaned, as JSON Lines.",
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
    from cleaner.corpus.memory import keep_little, without_pandas  # noqa: PLC0415 - once it is known that the packages are there
    from cleaner.corpus.parts import aside  # noqa: PLC0415 - the same
    from cleaner.corpus.progress import make_watcher  # noqa: PLC0415 - the same

    keep_little()
    build_cleaner(cleaning_from(options))  # what is wrong with the options is said once, before any worker starts
    with closing(make_watcher(options["log_json"])) as watcher, without_pandas():
        try:
            exit_code = _run(options, watcher)
        except KeyboardInterrupt:
            if options["output"] != "-" and aside(options["output"], "checkpoint").exists():
                report("the same command with --resume goes on from here")
            raise
    ctx.exit(exit_code)


def require_packages() -> None:
    """Raise `CommandError` unless the packages for corpora are installed."""
    missing = [name for name in _PACKAGES if find_spec(name) is None]
    if missing:
        remedy = "install them with pip install '.[corpus]' in a checkout of cleaner"
        raise CommandError(f"packages for corpora are missing ({', '.join(missing)}); {remedy}")


def _run(options: dict[str, Any], watcher: Watcher) -> int:
    """Make the plan, carry it out, and return the exit code."""
    from cleaner.corpus.locks import locked  # noqa: PLC0415 - once it is known that the packages are there
    from cleaner.corpus.runner import Run, Wishes  # noqa: PLC0415 - the same
    from cleaner.corpus.work import make_worker  # noqa: PLC0415 - the same

    plan = _plan(options)
    _refuse_vain_ledger(options["ledger"], plan)
    if options["resume"] and options["restart"]:
        raise CommandError("--resume goes on, --restart begins again; give one of them", WRONG_USAGE)
    settings = _settings(options)
    wishes = Wishes(**{name: options[name] for name in Wishes._fields})
    with locked(path for path in (options["output"], wishes.ledger, wishes.errors, wishes.summary) if path):
        checkpoint, state = _checkpoint(options, plan, settings, wishes)
        run = Run(plan, settings, wishes, checkpoint, state, watcher, partial(make_worker, settings))
        run.run()
    return run.exit_code


def _refuse_vain_ledger(ledger: str, plan: Plan) -> None:
    """Raise `CommandError` for a ledger that nothing could be restored with."""
    if ledger:
        from cleaner.corpus.ledger import ledger_format  # noqa: PLC0415 - loads pyarrow

        ledger_format(ledger)
        if any(target.format.name == "markdown" for target in plan.targets):
            raise CommandError("--ledger: Markdown cannot be restored; write text (--to text)", WRONG_USAGE)


def _plan(options: dict[str, Any]) -> Plan:
    """Return which input goes where."""
    from cleaner.corpus.inputs import find_inputs  # noqa: PLC0415 - only when it runs
    from cleaner.corpus.plan import make_plan, refuse_misnamed, refuse_same_files, refuse_unwritable  # noqa: PLC0415 - the same
    from cleaner.corpus.summary import table_path  # noqa: PLC0415 - the same

    given, wanted = (_format(options, name) for name in ("from", "to"))
    inputs = find_inputs(options["inputs"], given)
    plan = make_plan(inputs, options["output"], wanted, options["shards"] or 0)
    more = {f"--{name}": options[name] for name in ("ledger", "errors", "summary") if options[name]}
    refuse_misnamed({option: path for option, path in more.items() if option != "--ledger"})
    refuse_unwritable({"--output": options["output"], **more})
    if options["summary"]:
        more["the table of --summary"] = table_path(options["summary"])
    refuse_same_files(inputs, plan, more)
    return plan


def _format(options: dict[str, Any], name: str) -> Format | None:
    """Return the format an option names."""
    from cleaner.corpus.formats import INPUT_FORMATS, OUTPUT_FORMATS, parse_format  # noqa: PLC0415 - only when it runs

    text = options[f"{name}_format"]
    try:
        return parse_format(text, INPUT_FORMATS if name == "from" else OUTPUT_FORMATS) if text else None
    except ValueError as error:
        raise CommandError(f"--{name}: {error}", WRONG_USAGE) from None


def _settings(options: dict[str, Any]) -> Settings:
    """Return what workers have to know."""
    from cleaner.corpus.settings import Fields, Settings  # noqa: PLC0415 - only when it runs

    if options["encoding"]:
        check_encoding(options["encoding"])
    given = _format(options, "from")
    files = Reading(options["encoding"], html={"html": True, "text": False}.get(given.name) if given else None)
    texts = tuple(dict.fromkeys(options["text_fields"]))
    limits = {name: options[name] for name in ("is_html", "max_bytes", "batch_bytes")}
    encoding = options["encoding"] or "utf-8"
    fields = Fields(texts, options["id_field"], options["url_field"], **limits, encoding=encoding, files=files)
    wanted = {"with_ledger": bool(options["ledger"]), "with_summary": bool(options["summary"])}
    return Settings(fields, cleaning_from(options), options["engine"], **wanted)


def _checkpoint(options: dict[str, Any], plan: Plan, settings: Settings, wishes: Wishes) -> tuple[Checkpoint, State]:
    """Return the checkpoint, and the state to begin with."""
    from cleaner.cache import digest  # noqa: PLC0415 - only when it runs
    from cleaner.corpus.checkpoint import Checkpoint, fingerprint  # noqa: PLC0415 - the same
    from cleaner.corpus.parts import aside  # noqa: PLC0415 - the same
    from cleaner.corpus.storage import STANDARD, identity  # noqa: PLC0415 - the same
    from cleaner.packs import all_rule_files  # noqa: PLC0415 - the same

    if options["output"] == STANDARD and options["resume"]:
        raise CommandError("--resume: needs a file to go on with; name it (--output)", WRONG_USAGE)
    facts = {
        "inputs": [(one.path, identity(one.path)) for source in plan.sources for one in source.inputs],
        "targets": plan.targets,
        "settings": settings,
        "files": (wishes.ledger, wishes.errors, wishes.summary),
        "rules": digest(file.content for file in all_rule_files([*map(Path, settings.cleaning.get("rules", ()))])),
        "version": cleaner.__version__,
    }
    checkpoint = Checkpoint(None if options["output"] == STANDARD else aside(options["output"], "checkpoint"))
    return checkpoint, checkpoint.load(fingerprint(facts), options["resume"], options["restart"])
