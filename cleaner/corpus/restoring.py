"""The original corpus, from the cleaned one and its ledger."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from cleaner import Result
from cleaner import restore as rebuild
from cleaner.corpus.faults import describe
from cleaner.corpus.inputs import Source, find_inputs
from cleaner.corpus.ledger import Ledger, Removed
from cleaner.corpus.locks import locked
from cleaner.corpus.model import Batch, Cleaned, Document, Fault, Outcome
from cleaner.corpus.outputs import Output, open_output
from cleaner.corpus.plan import Plan, Target, make_plan, refuse_same_files
from cleaner.corpus.reading import UnreadableError, read
from cleaner.corpus.settings import Fields
from cleaner.corpus.storage import is_folder, printable
from cleaner.corpus.work import checksum, encoded, read_records
from cleaner.errors import WRONG_USAGE, CommandError, Log, display_name


def restore_corpus(path: str, ledger_path: str, output: str, fields: Fields, log: Log) -> None:
    """Write the corpus as it was before it was cleaned, in the format it is in now.

    ``path`` is the file or folder that ``cleaner corpus`` wrote. Documents the ledger does not fit are told to the log,
    and where it fits none of an output's, nothing is written. Raises `CommandError` for a ledger of other outputs, and
    for fields that are not those that were cleaned.
    """
    inputs = find_inputs([path], None)
    plan = make_plan(inputs, output, None, 0)
    refuse_same_files(inputs, plan, {"--ledger": ledger_path})
    ledger = Ledger(ledger_path, frozenset(printable(one.stem) for one in inputs))
    with locked([output]):
        _Restoring(plan, ledger, fields, log).run()
    if left := ledger.left or (ledger.other if is_folder(path) else ""):
        problem = f"tells of {display_name(left)}, which is not where it should be; give the output as it was written"
        log.fail(CommandError(f"{display_name(ledger_path)}: {problem}"))


class _Restoring:
    """One restoration."""

    def __init__(self, plan: Plan, ledger: Ledger, fields: Fields, log: Log) -> None:
        self._plan, self._ledger, self._fields, self._log = plan, ledger, fields, log
        self._documents = self._restored = self._failed = 0  # of the current source

    def run(self) -> None:
        """Restore all sources."""
        for number, source in enumerate(self._plan.sources):
            self._documents = self._restored = self._failed = 0
            try:
                self._restore(source, self._plan.targets[self._plan.assigned[number]])
            except UnreadableError as error:
                self._tell(error.fault)

    def _restore(self, source: Source, target: Target) -> None:
        """Restore one source."""
        output: Output | None = None
        is_whole = False
        try:
            for batch in read(source, self._fields):
                output = output or open_output(target)
                output.write(self._outcome(replace(batch, output=target.format), printable(source.inputs[0].stem)))
            is_whole = self._restored > 0 or not self._failed
        finally:
            if output:
                (output.finish if is_whole else output.discard)()

    def _outcome(self, batch: Batch, stem: str) -> Outcome:
        """Return a batch with the texts as they were."""
        records = read_records(batch, self._fields)
        for fault in (*batch.faults, *records.faults):
            self._tell(fault)
        cleaned = []
        for number, document in enumerate(records.documents):
            is_file = batch.kind == "files"
            removed = self._ledger.take(*((document.id, 0) if is_file else (stem, self._documents)))
            self._documents += 1
            if others := removed.keys() - set(records.fields):
                problem = f"the ledger tells of field {min(others)!r}, too; name all that were cleaned (--text-field)"
                self._tell(Fault(document.place, problem, min(others)))
            try:
                cleaned.append(Cleaned(number, _originals(document, records.fields, removed)))
            except ValueError as error:
                self._tell(Fault(document.place, str(error)))
        self._restored += len(cleaned)
        return encoded(records, cleaned, batch.output)

    def _tell(self, fault: Fault) -> None:
        """Tell of a fault; one of the fields' names is told once: it is the same in all records."""
        if fault.field:
            raise CommandError(describe(fault), WRONG_USAGE)
        self._failed += 1
        self._log.fail(CommandError(describe(fault)))


def _originals(document: Document, fields: Sequence[str], removed: Mapping[str, Removed]) -> tuple[Result | None, ...]:
    """Return the contents of a document as they were; raises `ValueError` where what was removed does not fit them."""
    return tuple(
        _original(content, removed.get(field)) for field, content in zip(fields, document.contents, strict=True)
    )


def _original(content: str | bytes | None, removed: Removed | None) -> Result | None:
    """Return a text as it was; nothing stays nothing."""
    if removed is None:
        return None if content is None else Result(str(content))
    original = rebuild(str(content or ""), removed.removals)
    if content is None or checksum(original) != removed.checksum:
        raise ValueError("what the ledger tells does not fit the text; give the output and the ledger of one run")
    return Result(original)
