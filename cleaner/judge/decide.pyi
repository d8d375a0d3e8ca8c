from array import array
from collections.abc import Collection, Iterable, Sequence
from typing import Any, NamedTuple

from cleaner.judge.scorecard import Scorecard
from cleaner.lines.table import Table
from cleaner.result import Label
from cleaner.rules.rule import RuleFacts

OPEN: int
KEPT: int
HIDDEN: int
DROPPED: int

class Weighed(NamedTuple):
    rule: int
    from_rules: int
    heuristics: tuple[int, ...]
    along: bool
    columns: tuple[tuple[str, int, int], ...]
    others: int
    points: int

class Examination(NamedTuple):
    rows: array[int]
    columns: dict[str, array[int]]
    points: dict[str, array[int]]

class Judge:
    def __init__(
        self,
        rules: Sequence[RuleFacts],
        bound: Iterable[int],
        scorecard: Scorecard,
        threshold: int,
        removed: Collection[Label],
        *,
        once: bool = False,
        spoken: int = ...,
    ) -> None: ...
    def judge(self, table: Table, protected: bytes | None = None) -> Verdict: ...
    def examine(self, table: Table) -> Examination: ...
    def account(self, table: Table, verdict: Verdict, all_rows: bool = True) -> list[Weighed | None]: ...
    def rows_hit(self, table: Table) -> bytes: ...

class Verdict:
    source: Any
    rows: int
    guarded: bool
    rows_judged: int
    def facts(self) -> list[int]: ...
    def slices(self, asked: bool = True) -> list[tuple[int, int]]: ...
    def cut(self, asked: bool = True) -> Any: ...
    def is_as_asked(self) -> bool: ...
    def found(self, row: int) -> tuple[Label, str, float]: ...
    def findings(self) -> list[tuple[Label, int, int, bool, bool]]: ...
    def starts(self, removed: bool) -> dict[int, int]: ...
    def metadata_rows(self) -> list[tuple[int, int]]: ...
