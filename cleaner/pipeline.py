"""`Cleaner`: texts in, results out."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import partial
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np
import regex

from cleaner.account import Account
from cleaner.cut import cut, kept_slices
from cleaner.features import measure
from cleaner.judge import Judge, Verdict
from cleaner.labels import LABELS, LabelCodes, label_rows
from cleaner.lines import Flags, Lines, tabulate
from cleaner.matching import Matcher
from cleaner.metadata import find_metadata
from cleaner.model import Judgement, Label, Ledger, Removal, Result
from cleaner.options import check_rule_ids, policy
from cleaner.packs import load_pack
from cleaner.scorecards import load_scorecard

BATCH_CHARACTERS = 1 << 19
"""Texts are judged together in batches of about this size: NumPy's overhead a call is shared, the caches hold it."""

_GUARD_WARNING = "nearly nothing would have been left, so only what is surely debris was removed"


class Cleaner:
    """Cleans texts; immutable, picklable and without memory: the same text always gives the same result.

    ``rules`` are folders of rule files of your own; ``keep`` and ``drop`` name labels; ``disable`` ids of rules not to
    use; ``protect`` regular expressions (a line in which one is found is never removed); ``threshold`` the points under
    which a line is debris (the default comes from ``mode``: "precise", "balanced" or "thorough"); ``languages``
    restricts the rules to some languages' phrases.

    Raises `ValueError` for a label, rule, mode, language or expression that does not exist, `RuleError` for a folder
    of rules that cannot be used.
    """

    def __init__(  # noqa: PLR0913 - the options of the public contract
        self,
        *,
        rules: Iterable[str | PathLike[str]] = (),
        keep: Iterable[str] = (),
        drop: Iterable[str] = (),
        disable: Collection[str] = (),
        protect: Iterable[str] = (),
        threshold: float | None = None,
        languages: Iterable[str] = (),
        mode: str = "balanced",
    ) -> None:
        """Check the options and load the rules."""
        self._options: dict[str, Any] = {
            "rules": _listed(rules),
            "keep": _listed(keep),
            "drop": _listed(drop),
            "disable": _listed(disable),
            "protect": _listed(protect),
            "threshold": threshold,
            "languages": _listed(languages),
            "mode": mode,
        }
        chosen = policy(self._options["keep"], self._options["drop"], threshold, mode)
        pack = load_pack([Path(folder) for folder in self._options["rules"]], self._options["languages"])
        check_rule_ids(self._options["disable"], [rule.id for rule in pack.rules])
        self._matcher = Matcher(pack, frozenset(self._options["disable"]))
        self._removed = np.array([label in chosen.removed for label in LABELS])
        self._protect = [_compiled(expression) for expression in self._options["protect"]]
        self._judge = Judge(pack.rules, load_scorecard(), chosen.threshold)

    def __reduce__(self) -> tuple[Callable[..., Cleaner], tuple[()]]:
        """Pickle the options: rules load faster than they unpickle."""
        return partial(Cleaner, **self._options), ()

    def clean(self, text: str) -> Result:
        """Return the cleaned text with what was found and removed."""
        return self._clean_batch([text])[0]

    def clean_many(self, texts: Iterable[str]) -> Iterator[Result]:
        """Yield the results of texts in order, lazily; texts are read in batches of about half a million characters."""
        for batch in _batches(texts):
            yield from self._clean_batch(batch)

    def label(self, text: str) -> tuple[Label, ...]:
        """Return the label of each line of a text; blank lines are `Label.BLANK`."""
        return tuple(judgement.label for judgement in self.explain(text))

    def explain(self, text: str) -> tuple[Judgement, ...]:
        """Return, for each line of a text, what was decided about it and why."""
        lines, verdict, labels, kept = self._decide([text])
        account = Account(lines, verdict, labels, self._judge.rules, self._judge.scorecard)
        return account.judgements(kept_slices(lines.start, lines.stop, kept, len(text)))

    def _decide(self, texts: Sequence[str]) -> tuple[Lines, Verdict, LabelCodes, Flags]:
        """Return the table of the texts, the verdict on it, the rows' labels, and which rows stay under the policy."""
        lines = tabulate(texts, measure, self._matcher.match)
        verdict = self._judge.judge(lines, self._protected(lines))
        labels = np.zeros(len(lines), np.uint8)
        for look in verdict.rounds:
            labels[look.rows] = label_rows(look, self._judge.rules)
        kept = ~self._removed[labels] | (self._protected(lines) & verdict.kept)
        return lines, verdict, labels, kept

    def _protected(self, lines: Lines) -> Flags:
        """Tell which rows the user's expressions protect."""
        protected = np.zeros(len(lines), np.bool_)
        for expression in self._protect:
            protected |= [expression.search(lines.text_of(row)) is not None for row in range(len(lines))]
        return protected

    def _clean_batch(self, texts: Sequence[str]) -> list[Result]:
        """Clean some texts together; what becomes of one does not depend on the others."""
        lines, verdict, labels, kept = self._decide(texts)
        guarded = verdict.guarded()
        results = []
        for document, text in enumerate(texts):
            rows = slice(int(lines.first[document]), int(lines.first[document + 1]))
            slices = kept_slices(lines.start[rows], lines.stop[rows], kept[rows], len(text))
            told = ((LABELS[labels[row]], lines.text_of(row)) for row in _telling_rows(labels, rows))
            results.append(
                Result(
                    cut(text, slices),
                    *find_metadata(told),
                    warning=_GUARD_WARNING if document in guarded else "",
                    ledger=Ledger(partial(self._removals, text)),
                )
            )
        return results

    def _removals(self, text: str) -> tuple[Removal, ...]:
        """Return what is removed from a text."""
        return tuple(
            Removal(line.start, line.end, line.text, line.label, line.rule, line.why, line.points)
            for line in self.explain(text)
            if not line.kept
        )


_TELLING = np.isin(np.array(LABELS), (Label.TITLE, Label.BYLINE, Label.DATE))


def _telling_rows(labels: LabelCodes, rows: slice) -> list[int]:
    """Return the rows of a document that hold metadata."""
    found: list[int] = (np.flatnonzero(_TELLING[labels[rows]]) + rows.start).tolist()
    return found


def _batches(texts: Iterable[str]) -> Iterator[list[str]]:
    """Yield the texts in lists of about `BATCH_CHARACTERS`."""
    batch: list[str] = []
    size = 0
    for text in texts:
        batch.append(text)
        size += len(text)
        if size >= BATCH_CHARACTERS:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _listed(values: Iterable[Any] | str) -> tuple[Any, ...]:
    """Return an option's values; a single string is one value."""
    return (values,) if isinstance(values, str | PathLike) else tuple(values)


def _compiled(expression: str) -> regex.Pattern[str]:
    """Compile a user's regular expression."""
    try:
        return regex.compile(expression)
    except regex.error as error:
        raise ValueError(f"{expression!r} is no regular expression: {error}; quote what is meant literally") from None
