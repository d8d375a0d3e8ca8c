"""Whole corpora: batches are read in one process, cleaned in many, and written in order.

`run` is what ``cleaner corpus`` does, from Python. The filter, too, needs the names of formats and what unpacks, so all
else is loaded when it is asked for.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypedDict, Unpack

from cleaner.errors import CleanerError

if TYPE_CHECKING:
    from cleaner import Cleaner
    from cleaner.corpus.records import Counts, Fault, Place
    from cleaner.corpus.report import Summary

Path = str | os.PathLike[str]

MOST_PROBLEMS = 20
"""So many are told in a report; a file of errors has all."""

__all__ = ["CorpusError", "Options", "Progress", "Report", "run"]

_PARAMETERS = {"from": "from_format", "to": "to_format", "text_field": "text_fields", "text_column": "text_fields"}


class CorpusError(CleanerError):
    """A run that cannot begin or go on; the message names input or option, problem and remedy."""


class Options(TypedDict, total=False):
    """The options of `run`; what is left out, or None, is as on the command line.

    ``from_format`` and ``to_format`` ("jsonl.zst") name formats where suffixes do not; ``shards`` writes so many files.
    ``text_fields``, ``id_field`` and ``url_field`` name the fields, or columns, of records ("a.b" is b in a); ``html``
    says that texts are pages, ``engine`` how these are read ("auto", "fast", "trafilatura"), ``format`` what becomes
    of them ("text", "markdown"); ``encoding`` is that of texts. ``add`` names fields to be added, by what they hold:
    "title", "byline", "date", "metadata", "confidence", "problem".

    A document that would lose more than the share ``max_removed`` of its words is told of ("flag"), or kept whole, too
    (``over_limit="keep"``). One of which less F1 than ``min_confidence`` (0 to 1) is to be expected is an error.
    ``workers`` are processes; with 0 this one does all. ``ledger`` (.parquet, .jsonl) and
    ``errors`` (.jsonl) are files to be written; so is ``summary`` (.json, .parquet, .md), but True has it in the
    report alone. A record has at most ``max_bytes``; ``batch_bytes`` are read together. ``fail_fast`` ends a run at the
    first error; what takes longer than ``stall_seconds`` is told. ``resume`` goes on with a run that was interrupted,
    ``restart`` begins it again.
    """

    from_format: str
    to_format: str
    shards: int
    text_fields: str | Sequence[str]
    id_field: str
    url_field: str
    html: bool
    engine: Literal["auto", "fast", "trafilatura"]
    format: Literal["text", "markdown"]
    encoding: str
    add: Mapping[str, str]
    max_removed: float | None
    min_confidence: float | None
    over_limit: Literal["flag", "keep"]
    workers: int
    ledger: Path
    summary: Path | bool
    errors: Path
    max_bytes: int
    batch_bytes: int
    fail_fast: bool
    stall_seconds: float
    resume: bool
    restart: bool


class Progress(NamedTuple):
    """How far a run has come: the ``share`` of its input from 0 to 1, and what was done; bytes are those of texts."""

    share: float
    documents: int
    errors: int
    bytes_in: int
    bytes_out: int


@dataclass(frozen=True, slots=True)
class Report:
    """What a run has done.

    ``changed`` are documents that lost something, ``over_limit`` those that lost too much, or would have, ``damaged``
    those with bytes that are no characters (they became U+FFFD); bytes are those of the texts in UTF-8. ``errors``
    counts what could not be cleaned, ``problems`` tells the first of them, and other things that one should know.
    ``removed`` is the summary, if it was asked for: "category", "rule" or "host" → name → documents, lines, bytes and
    samples.
    """

    documents: int
    changed: int
    over_limit: int
    damaged: int
    errors: int
    bytes_in: int
    bytes_out: int
    problems: Sequence[str]
    removed: Summary


def run(
    inputs: Path | Sequence[Path],
    output: Path,
    *,
    cleaner: Cleaner | Mapping[str, Any] | None = None,
    progress: Callable[[Progress], None] | None = None,
    **options: Unpack[Options],
) -> Report:
    r"""Clean a corpus, as ``cleaner corpus`` does, and return what was done.

    ``inputs`` are files, folders or addresses; ``output`` is a file, or a folder for an output for each input.
    ``cleaner`` is a `cleaner.Cleaner` or its options. ``progress`` is called after each batch; what it raises ends the
    run, which can be resumed. A record that cannot be cleaned is counted and the others go on.

    Workers are processes that import the main module: a script that calls this has to do so under
    ``if __name__ == "__main__":``, or with ``workers=0``. Raises `CorpusError` where the run cannot begin or go on.

    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     raw, clean = Path(folder, "raw.jsonl"), Path(folder, "clean.jsonl")
    ...     size = raw.write_text('{"text": "Ferries sail again, the port said.\\n\\nSource link"}')
    ...     report = run(raw, clean, workers=0, summary=True)
    ...     print(clean.read_text(), report.documents, report.errors, list(report.removed["category"]))
    {"text":"Ferries sail again, the port said.\n"}
     1 0 ['source_link', 'blank']
    """
    from cleaner.errors import CommandError  # noqa: PLC0415 - see the module's docstring

    paths = [inputs] if isinstance(inputs, str | os.PathLike) else inputs
    listener = _Listener(progress)
    try:
        require_packages()
        from cleaner.corpus.plan import Request  # noqa: PLC0415 - once it is known that the packages are there
        from cleaner.corpus.runner import carry_out  # noqa: PLC0415 - once it is known that the packages are there

        chosen = _chosen(options)
        request = Request(
            inputs=[os.fspath(path) for path in paths], output=os.fspath(output), cleaning=_cleaning(cleaner), **chosen
        )
        done = carry_out(request, listener)
    except CommandError as error:
        raise CorpusError(_in_python(str(error))) from None
    if done.wrong_field:
        raise CorpusError(_in_python(done.wrong_field))
    return _report(done.state.counts, listener, done.state.summary)


def _chosen(options: Options) -> dict[str, Any]:
    from cleaner.judge.options import refuse_unknown  # noqa: PLC0415 - see the module's docstring

    refuse_unknown(options, Options.__optional_keys__)
    chosen: dict[str, Any] = {name: value for name, value in options.items() if value is not None}
    if isinstance(texts := chosen.get("text_fields"), str):
        chosen["text_fields"] = [texts]
    summary = chosen.pop("summary", False)
    chosen |= {"summary": "" if isinstance(summary, bool) else summary, "with_summary": bool(summary)}
    return chosen | {name: os.fspath(chosen.get(name, "")) for name in ("ledger", "summary", "errors")}


def _cleaning(cleaner: Cleaner | Mapping[str, Any] | None) -> Mapping[str, Any]:
    if cleaner is None or isinstance(cleaner, Mapping):
        return cleaner or {}
    return cleaner.options


def _report(counts: Counts, listener: _Listener, summary: Summary) -> Report:
    from cleaner.corpus.report import ranked  # noqa: PLC0415 - see above

    return Report(
        counts.documents,
        counts.changed,
        counts.over_limit,
        counts.damaged,
        counts.faults,
        counts.bytes_in,
        counts.bytes_out,
        listener.problems,
        ranked(summary) if summary else {},
    )


def _in_python(message: str) -> str:
    """Return a message with options as they are called here.

    >>> _in_python("--to: no format; end it with --fail-fast, or see --text-column")
    'to_format: no format; end it with fail_fast, or see text_fields'
    """
    return re.sub(r"--([a-z]+(?:-[a-z]+)*)", _parameter, message)


def _parameter(found: re.Match[str]) -> str:
    name = found[1].replace("-", "_")
    return _PARAMETERS.get(name, name)


class _Listener:
    """Hands on how a run goes, and gathers what is to be told in the end; a `cleaner.corpus.report.Watcher`."""

    def __init__(self, progress: Callable[[Progress], None] | None) -> None:
        self._progress = progress
        self.problems: list[str] = []

    def update(self, counts: Counts, share: float, summary: Summary) -> None:
        """Hand it on."""
        if self._progress:
            self._progress(Progress(share, counts.documents, counts.faults, counts.bytes_in, counts.bytes_out))

    def fault(self, fault: Fault) -> None:
        """Gather it."""
        from cleaner.corpus.records import describe  # noqa: PLC0415 - see above

        self.note(describe(fault))

    def warn(self, fault: Fault) -> None:
        """Gather it."""
        self.fault(fault)

    def note(self, message: str) -> None:
        """Gather it."""
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(_in_python(message))

    def stall(self, place: Place, seconds: float) -> None:
        """Gather it."""
        from cleaner.corpus.report import stalled  # noqa: PLC0415 - see above

        self.fault(stalled(place, seconds))

    def done(self, counts: Counts) -> None:
        """Do nothing: the report tells it."""

    def close(self) -> None:
        """Do nothing."""


_PACKAGES = ("pyarrow", "msgspec", "zstandard", "fastwarc", "fsspec")


def require_packages() -> None:
    """Raise `CommandError` unless the packages for corpora are installed."""
    from cleaner.errors import CommandError  # noqa: PLC0415 - see above

    missing = [name for name in _PACKAGES if find_spec(name) is None]
    if missing:
        remedy = "install them with pip install '.[corpus]' in a checkout of cleaner"
        raise CommandError(f"packages for corpora are missing ({', '.join(missing)}); {remedy}")
