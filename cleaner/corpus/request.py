"""What is asked of a run, from the command line or from Python: checked, made a plan of, and carried out."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import cleaner
from cleaner.cli.cleaning import build_cleaner
from cleaner.cli.encoding import check_encoding
from cleaner.cli.problems import WRONG_USAGE, CommandError
from cleaner.corpus.added import refuse_added
from cleaner.corpus.checkpoint import Checkpoint, State, fingerprint
from cleaner.corpus.formats import INPUT_FORMATS, OUTPUT_FORMATS, Format, parse_format
from cleaner.corpus.inputs import find_inputs
from cleaner.corpus.locks import locked
from cleaner.corpus.parts import aside
from cleaner.corpus.plan import Plan, make_plan, refuse_misnamed, refuse_same_files, refuse_unwritable
from cleaner.corpus.progress import Watcher
from cleaner.corpus.runner import Run, Wishes
from cleaner.corpus.settings import DEFAULT_BATCH_BYTES, DEFAULT_MAX_BYTES, Fields, Settings
from cleaner.corpus.storage import STANDARD, identity
from cleaner.corpus.summary_files import table_path
from cleaner.corpus.work import make_worker
from cleaner.corpus.workers import DEFAULT_STALL_SECONDS
from cleaner.html.contents import Reading
from cleaner.judge.options import Engine, Output
from cleaner.rules.cache import digest
from cleaner.rules.pack import all_rule_files

_JSON = (Format("jsonl"),)
_SUMMARIES = (*_JSON, Format("parquet"), Format("markdown"))


def available_cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@dataclass(frozen=True, kw_only=True)
class Request:
    """The options of a run; `cleaner.corpus.Options` tells what each means.

    ``cleaning`` are the options of `cleaner.Cleaner`. ``with_summary`` has removals counted though no file is wanted.
    """

    inputs: Sequence[str]
    output: str
    from_format: str | None = None
    to_format: str | None = None
    shards: int | None = None
    text_fields: Sequence[str] = ("text",)
    id_field: str = "id"
    url_field: str = "url"
    html: bool = False
    engine: Engine = "auto"
    format: Output = "text"
    encoding: str = ""
    add: Mapping[str, str] = field(default_factory=dict)
    max_removed: float | None = None
    over_limit: str = "flag"
    workers: int = field(default_factory=available_cores)
    ledger: str = ""
    summary: str = ""
    errors: str = ""
    max_bytes: int = DEFAULT_MAX_BYTES
    batch_bytes: int = DEFAULT_BATCH_BYTES
    fail_fast: bool = False
    stall_seconds: float = DEFAULT_STALL_SECONDS
    resume: bool = False
    restart: bool = False
    with_summary: bool = False
    cleaning: Mapping[str, Any] = field(default_factory=dict)


def carry_out(request: Request, watcher: Watcher) -> Run:
    """Return the run when it has come to its end; raises `CommandError` where it cannot begin or go on."""
    build_cleaner(request.cleaning)  # what is wrong with the options is said once, before any worker starts
    _refuse_contradictions(request)
    plan, settings = _plan(request), _settings(request)
    _refuse_vain_ledger(request, plan)
    wishes = Wishes(**{name: getattr(request, name) for name in Wishes._fields})
    with locked(path for path in (request.output, request.ledger, request.errors, request.summary) if path):
        checkpoint, state = _checkpoint(request, plan, settings)
        run = Run(plan, settings, wishes, checkpoint, state, watcher, partial(make_worker, settings))
        run.run()
    return run


def _refuse_contradictions(request: Request) -> None:
    """Raise `CommandError` for options that make no sense, alone or together."""
    if request.resume and request.restart:
        raise CommandError("--resume goes on, --restart begins again; give one of them", WRONG_USAGE)
    if request.max_removed is not None and not 0 <= request.max_removed <= 1:
        raise CommandError(f"--max-removed: is a share from 0 to 1, not {request.max_removed}", WRONG_USAGE)
    for option, choices in {"engine": ("auto", "fast", "trafilatura"), "format": ("text", "markdown")}.items():
        _refuse_other(option, getattr(request, option), choices)
    _refuse_other("over-limit", request.over_limit, ("flag", "keep"))
    refuse_added(request.add, (*request.text_fields, request.id_field, request.url_field))
    if request.output == STANDARD and request.resume:
        raise CommandError("--resume: needs a file to go on with; name it (--output)", WRONG_USAGE)


def _refuse_other(option: str, value: str, choices: Sequence[str]) -> None:
    if value not in choices:
        raise CommandError(f"--{option}: there is no {value!r}; choose one of {', '.join(choices)}", WRONG_USAGE)


def _refuse_vain_ledger(request: Request, plan: Plan) -> None:
    """Raise `CommandError` for a ledger that nothing could be restored with."""
    if request.ledger:
        from cleaner.corpus.ledger import ledger_format  # noqa: PLC0415 - loads pyarrow

        ledger_format(request.ledger)
        if request.format == "markdown":
            raise CommandError("--ledger: Markdown cannot be restored; write text (--format text)", WRONG_USAGE)
        if any(target.format.name == "markdown" for target in plan.targets):
            raise CommandError("--ledger: Markdown cannot be restored; write text (--to text)", WRONG_USAGE)


def _plan(request: Request) -> Plan:
    """Return which input goes where."""
    inputs = find_inputs(request.inputs, _format(request, "from"))
    plan = make_plan(inputs, request.output, _format(request, "to"), request.shards or 0)
    more = {f"--{name}": path for name in ("ledger", "errors", "summary") if (path := getattr(request, name))}
    refuse_misnamed("--errors", request.errors, _JSON)
    refuse_misnamed("--summary", request.summary, _SUMMARIES)
    refuse_unwritable({"--output": request.output, **more})
    if request.summary and table_path(request.summary) != request.summary:
        more["the table of --summary"] = table_path(request.summary)
    refuse_same_files(inputs, plan, more)
    if request.format == "markdown" and any(target.format.name == "text" for target in plan.targets):
        raise CommandError("--format: files of text hold no Markdown; write Markdown (--to markdown)", WRONG_USAGE)
    return plan


def _format(request: Request, name: str) -> Format | None:
    """Return the format that is named for inputs ("from") or outputs ("to")."""
    text = getattr(request, f"{name}_format")
    try:
        return parse_format(text, INPUT_FORMATS if name == "from" else OUTPUT_FORMATS) if text else None
    except ValueError as error:
        raise CommandError(f"--{name}: {error}", WRONG_USAGE) from None


def _settings(request: Request) -> Settings:
    """Return what workers have to know."""
    if request.encoding:
        check_encoding(request.encoding)
    given = _format(request, "from")
    files = Reading(request.encoding, html={"html": True, "text": False}.get(given.name) if given else None)
    fields = Fields(
        tuple(dict.fromkeys(request.text_fields)),
        request.id_field,
        request.url_field,
        is_html=request.html,
        encoding=request.encoding or "utf-8",
        files=files,
        max_bytes=request.max_bytes,
        batch_bytes=request.batch_bytes,
        add=dict(request.add),
    )
    return Settings(
        fields,
        dict(request.cleaning),
        request.engine,
        with_ledger=bool(request.ledger),
        with_summary=bool(request.summary) or request.with_summary,
        markdown=request.format == "markdown",
        max_removed=request.max_removed,
        keeps_over_limit=request.over_limit == "keep",
    )


def _checkpoint(request: Request, plan: Plan, settings: Settings) -> tuple[Checkpoint, State]:
    """Return the checkpoint, and the state to begin with."""
    facts = {
        "inputs": [(one.path, identity(one.path)) for source in plan.sources for one in source.inputs],
        "targets": plan.targets,
        "settings": settings,
        "files": (request.ledger, request.errors, request.summary),
        "rules": digest(file.content for file in all_rule_files([*map(Path, settings.cleaning.get("rules", ()))])),
        "version": cleaner.__version__,
    }
    checkpoint = Checkpoint(None if request.output == STANDARD else aside(request.output, "checkpoint"))
    return checkpoint, checkpoint.load(fingerprint(facts), request.resume, request.restart)
