"""The original corpus, from the cleaned one and its ledger."""

from __future__ import annotations

from dataclasses import replace

from cleaner import Result
from cleaner import restore as rebuild
from cleaner.cli.problems import CommandError, Log, display_name
from cleaner.corpus.faults import describe
from cleaner.corpus.inputs import find_inputs
from cleaner.corpus.ledger import Ledger
from cleaner.corpus.model import Batch, Cleaned, Fault, Outcome
from cleaner.corpus.outputs import Output, open_output
from cleaner.corpus.plan import Plan, make_plan
from cleaner.corpus.reading import UnreadableError, read
from cleaner.corpus.settings import Fields
from cleaner.corpus.storage import is_folder
from cleaner.corpus.work import encoded, read_records


def restore_corpus(path: str, ledger_path: str, output: str, fields: Fields, log: Log) -> None:
    """Write the corpus as it was before it was cleaned, in the format it is in now.

    ``path`` is the file or folder that ``cleaner corpus`` wrote. Documents the ledger does not fit are told to the log.
    """
    inputs = find_inputs([path], None)
    ledger = Ledger(ledger_path, None if is_folder(path) else inputs[0].stem)
    _Restoring(make_plan(inputs, output, None, 0), ledger, fields, log).run()
    if ledger.left:
        problem = f"tells of {ledger.left}, which is not where it should be; give the output as it was written"
        log.fail(CommandError(f"{display_name(ledger_path)}: {problem}"))
    elif ledger.other:
        problem = f"tells of {ledger.other}, and nothing of {inputs[0].stem}, which stays as it is"
        log.warn(ledger_path, f"{problem}; if it was renamed, give it its old name")


class _Restoring:
    """One restoration."""

    def __init__(self, plan: Plan, ledger: Ledger, fields: Fields, log: Log) -> None:
        self._plan, self._ledger, self._fields, self._log = plan, ledger, fields, log
        self._documents = 0  # of the current source

    def run(self) -> None:
        """Restore all sources."""
        output: Output | None = None
        for number, source in enumerate(self._plan.sources):
            target = self._plan.targets[self._plan.assigned[number]]
            self._documents = 0
            try:
                for batch in read(source, self._fields):
                    output = output or open_output(target, 0)
                    output.write(self._restored(replace(batch, output=target.format), source.inputs[0].stem))
            except UnreadableError as error:
                self._tell(error.fault)
            if output:
                output.finish()
            output = None

    def _restored(self, batch: Batch, stem: str) -> Outcome:
        """Return a batch with the texts as they were."""
        records = read_records(batch, self._fields)
        for fault in (*batch.faults, *records.faults):
            self._tell(fault)
        cleaned = []
        for number, document in enumerate(records.documents):
            is_file = batch.kind == "files"
            removals = self._ledger.take(*((document.id, 0) if is_file else (stem, self._documents)))
            self._documents += 1
            try:
                content = document.content
                result = None if content is None else Result(rebuild(str(content), removals))
                cleaned.append(Cleaned(number, result))
            except ValueError as error:
                self._tell(Fault(document.place, str(error)))
        return encoded(records, cleaned, batch.output)

    def _tell(self, fault: Fault) -> None:
        self._log.fail(CommandError(describe(fault)))
