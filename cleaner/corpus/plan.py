"""What is asked of a run, checked, and which input goes to which output."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from cleaner.corpus.formats import INPUT_FORMATS, OUTPUT_FORMATS, SINGLE_DOCUMENTS, Format, parse_format, split_suffixes
from cleaner.corpus.inputs import Input, Source, find_inputs, sources
from cleaner.corpus.records import DEFAULT_BATCH_BYTES, DEFAULT_MAX_BYTES, Fields, Settings, refuse_added
from cleaner.corpus.report import table_path
from cleaner.corpus.storage import STANDARD, file_key, identity, inside, is_remote, printable, require_access
from cleaner.corpus.workers import DEFAULT_STALL_SECONDS
from cleaner.errors import WRONG_USAGE, CommandError, display_name
from cleaner.html.encoding import Reading, check_encoding
from cleaner.judge.options import Engine, Output

_JSON = (Format("jsonl"),)
_LEAST = {"workers": 0, "shards": 1, "max-bytes": 1, "batch-bytes": 1}
_SHARES = {"max-removed": "a share", "min-confidence": "an F1"}
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
    min_confidence: float | None = None
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


def refuse_contradictions(request: Request) -> None:
    """Raise `CommandError` for options that make no sense, alone or together."""
    if request.resume and request.restart:
        raise CommandError("--resume goes on, --restart begins again; give one of them", WRONG_USAGE)
    _refuse_numbers(request)
    for option, choices in {"engine": ("auto", "fast", "trafilatura"), "format": ("text", "markdown")}.items():
        _refuse_other(option, getattr(request, option), choices)
    _refuse_other("over-limit", request.over_limit, ("flag", "keep"))
    refuse_added(request.add, (*request.text_fields, request.id_field, request.url_field))
    if request.output == STANDARD and request.resume:
        raise CommandError("--resume: needs a file to go on with; name it (--output)", WRONG_USAGE)


def _refuse_numbers(request: Request) -> None:
    """Raise `CommandError` for a number that an option cannot have, or what is none."""
    for option, least in _LEAST.items():
        count = getattr(request, option.replace("-", "_"))
        is_right = count is None or (isinstance(count, int) and count >= least)
        _refuse(not is_right, f"--{option}: is a whole number from {least} on, not {count!r}")
    for option, kind in _SHARES.items():
        share = getattr(request, option.replace("-", "_"))
        is_right = share is None or (isinstance(share, int | float) and 0 <= share <= 1)
        _refuse(not is_right, f"--{option}: is {kind} from 0 to 1, not {share!r}")
    seconds = request.stall_seconds
    is_right = isinstance(seconds, int | float) and seconds > 0
    _refuse(not is_right, f"--stall-seconds: is a number of seconds over 0, not {seconds!r}")


def _refuse_other(option: str, value: str, choices: Sequence[str]) -> None:
    if value not in choices:
        raise CommandError(f"--{option}: there is no {value!r}; choose one of {', '.join(choices)}", WRONG_USAGE)


def refuse_vain_ledger(request: Request, plan: Plan) -> None:
    """Raise `CommandError` for a ledger that nothing could be restored with."""
    if request.ledger:
        from cleaner.corpus.ledger import ledger_format  # noqa: PLC0415 - loads pyarrow

        ledger_format(request.ledger)
        if request.format == "markdown":
            raise CommandError("--ledger: Markdown cannot be restored; write text (--format text)", WRONG_USAGE)
        if any(target.format.name == "markdown" for target in plan.targets):
            raise CommandError("--ledger: Markdown cannot be restored; write text (--to text)", WRONG_USAGE)


def plan_for(request: Request) -> Plan:
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


def settings_for(request: Request) -> Settings:
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
        min_confidence=request.min_confidence,
        keeps_over_limit=request.over_limit == "keep",
    )


class Target(NamedTuple):
    """An output: its path, its format, and its name in the ledger; a tree is a folder with a file for each document."""

    path: str
    format: Format
    name: str
    is_tree: bool = False


@dataclass(frozen=True)
class Plan:
    """Sources and targets in their order; ``assigned`` are the targets of the sources, empty where shards are filled.

    Shards are contiguous: read one after the other they are the corpus in its order.
    """

    sources: Sequence[Source]
    targets: Sequence[Target]
    assigned: Sequence[int] = ()

    def target(self, source: int, progress: float) -> int:
        """Return the index of the target of a batch that begins at a share of a source."""
        if self.assigned:
            return self.assigned[source]
        return min(len(self.targets) - 1, int(len(self.targets) * self.share(source, progress)))

    def share(self, source: int, progress: float) -> float:
        """Return how much of all sources is done at a share of one of them."""
        return (sum(self._weights[:source]) + progress * self._weights[source]) / sum(self._weights)

    @cached_property
    def _weights(self) -> list[int]:
        """The sources' sizes; all the same where one is not known."""
        sizes = [sum(max(0, identity(one.path)[0]) for one in each.inputs) for each in self.sources]
        return sizes if all(sizes) else [1] * len(sizes)


def make_plan(inputs: Sequence[Input], output: str, wanted: Format | None, shards: int) -> Plan:
    """Return the plan for inputs and an output, which is a file if its name has a known suffix, else a folder.

    Raises `CommandError` for what does not go together.
    """
    _refuse(not output, "--output: is empty; name a file or a folder (./ is this one)")
    named = split_suffixes(output)[1]
    _refuse_wrong_name(output, named, wanted)
    if shards:
        _refuse(named is not None or output == STANDARD, "--shards: writes to a folder; name one (--output)")
        each = wanted or _natural_output(inputs[0].format)
        _refuse(each.name in SINGLE_DOCUMENTS, "--shards: takes a format of records; name it (--to jsonl.zst)")
        names = [f"part-{number:05}-of-{shards:05}{each.suffix}" for number in range(shards)]
        return Plan(sources(inputs), [Target(inside(output, name), each, name) for name in names])
    if named or output == STANDARD:
        return _one_output(inputs, output, named or wanted or _natural_output(inputs[0].format))
    _refuse_no_folder(output)
    return _output_for_each(inputs, output, wanted)


def refuse_same_files(inputs: Sequence[Input], plan: Plan, more: Mapping[str, str]) -> None:
    """Raise `CommandError` if a file that is written besides (by option) is an input, an output, or another of them."""
    taken = {_absolute(target.path): "--output" for target in plan.targets}
    _refuse_own_inputs(inputs, more.values())
    for option, path in more.items():
        other = taken.setdefault(_absolute(path), option)
        _refuse(other != option, f"{option}: {display_name(path)} is written by {other}, too; name another file")


def refuse_unwritable(paths: Mapping[str, str]) -> None:
    """Raise `CommandError` if a file (by option) cannot be written where it is to be: better now than in the end."""
    for option, path in paths.items():
        if is_remote(path):
            require_access(path)
        if is_remote(path) or path == STANDARD:
            continue
        place = Path(path).absolute()
        folder = next(one for one in (place, *place.parents)[not place.is_dir() :] if one.exists())
        problem = f"{option}: {display_name(str(folder))} is no folder that can be written to; name another place"
        _refuse(not folder.is_dir() or not os.access(folder, os.W_OK | os.X_OK), problem)


def _refuse_wrong_name(output: str, named: Format | None, wanted: Format | None) -> None:
    """Raise `CommandError` for the name of a file that would say something else than what is written to it."""
    name, known = display_name(output), ", ".join(OUTPUT_FORMATS)
    for each, option in ((named, f"--output: {name}"), (wanted, "--to")):
        if each is None:
            continue
        problem = f"{option}: {each.name} is read and not written; name a file of another format ({known})"
        _refuse(each.name not in OUTPUT_FORMATS, problem)
        problem = f"{option}: {each.name} is compressed within; leave out .{each.compression}"
        _refuse(each.name in {"parquet", "arrow"} and each.compression != "", problem)
    if named and wanted:
        is_same = named.name == wanted.name and wanted.compression in {"", named.compression}
        _refuse(not is_same, f"--output: {name} is the name of a {named.suffix} file, and --to is {wanted.suffix[1:]}")


def refuse_misnamed(option: str, path: str, formats: Sequence[Format]) -> None:
    """Raise `CommandError` for a file (by option) whose name tells none of its formats; without a suffix it is JSON."""
    *suffixes, last = [".json", *(each.suffix for each in formats)]
    remedy = f"end its name with {', '.join(suffixes)} or {last}"
    problem = f"{option}: {display_name(path)}: its name tells another format than can be written; {remedy}"
    _refuse(split_suffixes(path)[1] not in {None, *formats}, problem)


def _absolute(path: str) -> str:
    return path if is_remote(path) or path == STANDARD else str(Path(path).absolute())


def _refuse_no_folder(output: str) -> None:
    """Raise `CommandError` for the name of a folder that is a file, or looks like that of one."""
    if is_remote(output):
        return
    exists, name = Path(output).exists(), display_name(output)
    _refuse(exists and not Path(output).is_dir(), f"--output: {name} is no folder, and its name tells no format")
    looks_like_file = not exists and not output.endswith("/") and Path(output).suffix[1:].isalpha()
    remedy = "end the name of a folder with /, that of a file with one such as .jsonl.zst"
    _refuse(looks_like_file, f"--output: {name}: its suffix tells no format; {remedy}")


def _one_output(inputs: Sequence[Input], output: str, each: Format) -> Plan:
    many_documents = len(inputs) > 1 or inputs[0].format.name not in SINGLE_DOCUMENTS
    problem = f"--output: a {each.name} file holds one document; name a folder, or a file of records such as out.jsonl"
    _refuse(each.name in SINGLE_DOCUMENTS and many_documents, problem)
    _refuse_own_inputs(inputs, [output])
    found = sources(inputs)
    return Plan(found, [Target(output, each, printable(output.rpartition("/")[2]))], [0] * len(found))


def _output_for_each(inputs: Sequence[Input], folder: str, wanted: Format | None) -> Plan:
    """Have each input written under its own name; by name, which is the order in which `restore` meets them."""
    found = sources(sorted(inputs, key=lambda one: one.stem))
    targets: list[Target] = []
    for source in found:
        each = wanted or _natural_output(source.inputs[0].format)
        is_tree = each.name in SINGLE_DOCUMENTS
        problem = f"--to: {source.inputs[0].path} holds many documents; choose a format of records such as jsonl.zst"
        _refuse(is_tree and not source.is_pile, problem)
        name = _name_of(source) + each.suffix
        targets.append(Target(folder if is_tree else inside(folder, name), each, printable(name), is_tree))
    files = list(_output_files(targets, found))
    _refuse_same_names(files)
    _refuse_own_inputs(inputs, (output for _, output in files))
    _refuse_neighbours(files)
    return Plan(found, targets, list(range(len(found))))


def _name_of(source: Source) -> str:
    """Return the name of a source's output: a pile is named for its first file's folder."""
    stem = source.inputs[0].stem
    return (stem.rpartition("/")[0] or "documents") if source.is_pile else stem


def _natural_output(given: Format) -> Format:
    names = {"wet": "jsonl", "warc": "jsonl", "html": "text"}
    return Format(names.get(given.name, given.name), "" if given.name in {"parquet", "arrow"} else given.compression)


def _output_files(targets: Iterable[Target], found: Iterable[Source]) -> Iterator[tuple[Input, str]]:
    """Yield the files that are written, each with the first input that is written to it."""
    for target, source in zip(targets, found, strict=True):
        read = [one for one in source.inputs if not one.problem]
        if target.is_tree:
            yield from ((one, inside(target.path, printable(one.stem) + target.format.suffix)) for one in read)
        elif read:
            yield read[0], target.path


def _refuse_same_names(files: Iterable[tuple[Input, str]]) -> None:
    taken: dict[str, str] = {}
    for one, output in files:
        name, other = display_name(one.path), taken.get(output)
        _refuse(other is not None, f"{name}: {other} is written under the same name; write to another folder")
        taken[output] = name


def _refuse_own_inputs(inputs: Sequence[Input], outputs: Iterable[str]) -> None:
    """Raise `CommandError` if an output would take the place of an input, however either is named."""
    taken = {file_key(one.path) for one in inputs if not one.problem} - {None}
    for output in outputs:
        _refuse(file_key(output) in taken, f"{display_name(output)}: is an input, too; name another")


def _refuse_neighbours(files: Iterable[tuple[Input, str]]) -> None:
    """Raise `CommandError` if a file beside an input would be lost: the name of an output is none that a user chose."""
    for one, output in files:
        is_beside = os.path.realpath(Path(one.path).parent) == os.path.realpath(Path(output).parent)
        problem = f"lies beside {display_name(one.path)} and would be overwritten; write to another folder (--output)"
        _refuse(
            is_beside and not is_remote(output) and file_key(output) is not None, f"{display_name(output)}: {problem}"
        )


def _refuse(is_wrong: bool, problem: str) -> None:
    if is_wrong:
        raise CommandError(problem, WRONG_USAGE)
