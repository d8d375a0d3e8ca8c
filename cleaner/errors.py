"""What can go wrong: the errors, how they name inputs and are told in one line each, and the exit codes."""

from __future__ import annotations

import re
import sys

FAILED = 1
WRONG_USAGE = 2
INTERRUPTED = 130  # 128 + SIGINT, as shells report it
OUTPUT_CLOSED = 141  # 128 + SIGPIPE: what `cat` ends with when its reader has gone

_SHOWN = 60
# What would drive a terminal, break its lines or turn their direction round; surrogates are no characters.
_DRIVING = "[\0-\x08\n-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"


class CleanerError(Exception):
    """The base of all errors that only this package raises; each says in one line what is wrong, and what to do."""


class CommandError(CleanerError):
    """A problem to tell the user about in one line; ``exit_code`` is 1 for an input or output, 2 for wrong options."""

    def __init__(self, message: str, exit_code: int = FAILED) -> None:
        super().__init__(message)
        self.exit_code = exit_code


class NotCompiledError(CleanerError, ImportError):
    """The core is used in a checkout where it has not been compiled."""

    def __str__(self) -> str:
        return "the core of cleaner is not compiled; run `pip install -e .` in its checkout"


class NotTextError(CleanerError, ValueError):
    """Bytes that cannot be read as a document; the message says why, and what to do."""


class RuleError(CleanerError, ValueError):
    """A rule file that cannot be used; its text is one line: ``FILE: rule ID: reason``.

    ``id`` is "" where the whole file is at fault.
    """

    def __init__(self, file: str, id: str, reason: str) -> None:  # noqa: A002 - the attribute is called ``id``
        super().__init__(file, id, reason)
        self.file, self.id, self.reason = file, id, reason

    def __str__(self) -> str:
        place = f"{self.file}: rule {self.id}" if self.id else self.file
        return printable(f"{place}: {self.reason}")


class SlowExpressionError(CleanerError, ValueError):
    """An expression does not come to an end on a line; its text is one line that names both.

    ``expression`` is the id of a rule or what the user wrote, ``line`` what it was asked about, ``seconds`` the time
    that it was given.
    """

    def __init__(self, expression: str, line: str, seconds: float) -> None:
        super().__init__(expression, line, seconds)
        self.expression, self.line, self.seconds = expression, line, seconds

    def __str__(self) -> str:
        return (
            f"{quoted(self.expression)} takes more than {self.seconds:g} s on the line {quoted(self.line)}; "
            "write it so that there is one way to match a text"
        )


class Log:
    """Tells of problems as they come and remembers whether an input failed."""

    def __init__(self) -> None:
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
        if isinstance(error, SlowExpressionError):
            report(f"{display_name(name)}: {error}")
            self.exit_code = WRONG_USAGE
            return
        problem = f"cannot be cleaned: {type(error).__name__}: {error}; leave it out, and report it"
        if isinstance(error, MemoryError):
            problem = "not enough memory; split the document"
        self.fail(CommandError(f"{display_name(name)}: {problem}"))


def as_command_error(error: OSError | ValueError) -> CommandError:
    """Return what to tell of an error that `cleaner.Cleaner` raises for its options.

    A wrong label, rule id or expression is wrong usage, a pack that cannot be read a failure.
    """
    if isinstance(error, RuleError):
        return CommandError(str(error), FAILED)
    if isinstance(error, OSError):
        return CommandError(f"{error.filename}: {error.strerror}; check the folder of rules", FAILED)
    return CommandError(str(error), WRONG_USAGE)


def import_error(error: ImportError) -> ImportError:
    """Return the error to raise where an import failed: another one where the module is there, but not compiled."""
    from pathlib import Path  # noqa: PLC0415 - where something fails only

    room, _, module = (error.name or "").removeprefix("cleaner.").partition(".")
    source = Path(__file__).parent / room / f"{module}.pyx"
    return NotCompiledError() if source.is_file() else error


def report(message: object) -> None:
    """Print one line on standard error."""
    if sys.stderr:
        print("cleaner:", shown(str(message).replace("\n", " ")), file=sys.stderr)


def display_name(name: str) -> str:
    """Return the name of an input as messages show it: on one line, whatever bytes the file's name holds."""
    if name == "-":
        return "standard input"
    return name if name.isprintable() else repr(name)


def shown(text: str) -> str:
    r"""Return a text as it may be shown on a terminal: on one line, with what would drive it written out.

    >>> shown("\x1b[31mred \u202egnihton")
    '\\x1b[31mred \\u202egnihton'
    """
    return re.sub(_DRIVING, lambda found: ascii(found[0])[1:-1], text)


def printable(text: str) -> str:
    r"""Return a text with all that cannot be seen as escapes.

    >>> printable("a\x1b[2J b")
    'a\\x1b[2J b'
    """
    return "".join(character if character.isprintable() else repr(character)[1:-1] for character in text)


def quoted(text: str) -> str:
    """Return a text for a message: quoted, control characters escaped, its beginning if it is long."""
    return repr(text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "\u2026")
