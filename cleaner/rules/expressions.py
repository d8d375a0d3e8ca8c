"""Regular expressions of rules and users, whose work on a line is bounded."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from cleaner.errors import SlowExpressionError, quoted

if TYPE_CHECKING:
    from collections.abc import Callable

SECONDS = 5.0
"""What an expression may take of the processor's time for one line. Sound ones take a millionth of it, so that results
do not depend on how fast a machine is."""

LARGEST = 50_000
"""An expression may have so many parts when its repetitions are written out, as the matcher has them: more take
gigabytes. The largest of the rules that come with the package has 5,000."""


_PARTS = re.compile(
    r"""\\. | \[\^?\]?(?:\\.|[^\]\\])*\] | (?P<opens>\((?:\?(?:P?<\w+>|<[=!]|[=!:>|]|[a-zA-Z-]+:?))?)
    | (?P<closes>\)) | \{(?P<most>\d*,?(?P<second>\d*))\} | (?P<nothing>[?*+|^$]) | .""",
    re.DOTALL | re.VERBOSE,
)


def bounded(find: Callable[..., Any], name: str) -> Callable[[str], Any]:
    """Return what finds an expression in a text, given a method of a compiled one and its name for messages.

    It raises `SlowExpressionError` where that takes longer than `SECONDS`.
    """

    def found(text: str) -> Any:
        try:
            return find(text, timeout=SECONDS)
        except TimeoutError:
            raise SlowExpressionError(name, text, SECONDS) from None

    return found


def searching(expression: str) -> Callable[[str], Any]:
    """Return what finds a user's expression anywhere in a text; raises `ValueError` if it is none, or too large."""
    if problem := size_problem(expression):
        raise ValueError(f"{quoted(expression)}: {problem}")
    import regex  # noqa: PLC0415 - takes longer to load than a whole pack, and most users have no expressions

    try:
        return bounded(regex.compile(expression).search, expression)
    except (regex.error, RecursionError) as error:
        raise ValueError(f"{expression!r} is no regular expression: {error}; quote what is meant literally") from None


def size_problem(expression: str) -> str:
    """Say so if an expression is too large to be compiled; "" if it is not, or cannot be read.

    >>> size_problem("((a{1000}){1000}){1000}")
    'has 1,000,000,000 parts when its repetitions are written out, at most 50,000 will do; repeat less'
    """
    size = written_out(expression)
    if size <= LARGEST:
        return ""
    return f"has {size:,} parts when its repetitions are written out, at most {LARGEST:,} will do; repeat less"


def written_out(expression: str) -> int:
    """Return how many parts an expression has when its repetitions are written out; "as often as you like" is once.

    >>> written_out("a(bc{3}){10}")
    41
    """
    sizes, last = [0], 0
    for part in _PARTS.finditer(expression):
        if part["nothing"]:
            continue
        if part["opens"]:
            sizes.append(0)
            last = 0
        elif part["closes"] and len(sizes) > 1:
            last = sizes.pop()
            sizes[-1] += last
        elif part["most"] and last:
            times = int(part["second"] or part["most"].rstrip(",") or 1)
            sizes[-1] += last * (times - 1)
            last *= times
        else:
            last = 1
            sizes[-1] += 1
    return sum(sizes)
