"""What can go wrong, in one line each, and the exit codes."""

from __future__ import annotations

import re
import sys

FAILED = 1
WRONG_USAGE = 2
INTERRUPTED = 130  # 128 + SIGINT, as shells report it
OUTPUT_CLOSED = 141  # 128 + SIGPIPE: what `cat` ends with when its reader has gone


class CommandError(Exception):
    """A problem to tell the user about in one line; ``exit_code`` is 1 for an input or output, 2 for wrong options."""

    def __init__(self, message: str, exit_code: int = FAILED) -> None:
        """Keep the line to print and the code to end with."""
        super().__init__(message)
        self.exit_code = exit_code


class Log:
    """Tells of problems as they come and remembers whether an input failed."""

    def __init__(self) -> None:
        """Start without a failure."""
        self.exit_code = 0

    def warn(self, name: str, message: str) -> None:
        """Report something the user should know about an input that was processed all the same."""
        report(f"{display_name(name)}: {message}")

    def fail(self, error: CommandError) -> None:
        """Report an input that could not be processed; the others go on."""
        report(error)
        self.exit_code = FAILED

    def fail_on(self, name: str, error: Exception) -> None:
        """Report an input on which something failed that nobody has foreseen; the others go on."""
        if is_slow_expression(error):
            report(f"{display_name(name)}: {error}")
            self.exit_code = WRONG_USAGE
            return
        problem = f"cannot be cleaned: {type(error).__name__}: {error}; leave it out, and report it"
        if isinstance(error, MemoryError):
            problem = "not enough memory; split the document"
        self.fail(CommandError(f"{display_name(name)}: {problem}"))


def is_slow_expression(error: Exception) -> bool:
    """Tell whether an expression of the user's came to no end."""
    from cleaner.rules.expressions import SlowExpressionError  # noqa: PLC0415 (needed where something fails only)

    return isinstance(error, SlowExpressionError)


# What would drive a terminal, break its lines or turn their direction round; surrogates are no characters.
_DRIVING = re.compile("[\0-\x08\n-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def shown(text: str) -> str:
    r"""Return a text as it may be shown on a terminal: on one line, with what would drive it written out.

    >>> shown("\x1b[31mred \u202egnihton")
    '\\x1b[31mred \\u202egnihton'
    """
    return _DRIVING.sub(lambda found: ascii(found[0])[1:-1], text)


def report(message: object) -> None:
    """Print one line on standard error."""
    if sys.stderr:
        print("cleaner:", shown(str(message).replace("\n", " ")), file=sys.stderr)


def display_name(name: str) -> str:
    """Return the name of an input as messages show it: on one line, whatever bytes the file's name holds."""
    if name == "-":
        return "standard input"
    return name if name.isprintable() else repr(name)
