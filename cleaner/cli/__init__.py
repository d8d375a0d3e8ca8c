"""The command line: the filter ``cleaner`` and its siblings. Everything is imported when it is needed, not before."""

import os
import sys

from cleaner.cli.problems import INTERRUPTED, OUTPUT_CLOSED, WRONG_USAGE, CommandError, is_slow_expression, report


def main() -> int:
    """Run the command line and return its exit code; every way to fail ends in one line on standard error."""
    # NumPy's BLAS starts a thread for each core when it is imported: a third of the start-up, and we use none of them.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        return _run(sys.argv[1:])
    except KeyboardInterrupt:
        report("interrupted")
        _let_go_of_output()
        return INTERRUPTED
    except BrokenPipeError:
        _let_go_of_output()
        return OUTPUT_CLOSED
    except CommandError as error:
        report(error)
        return error.exit_code
    except ValueError as error:
        if not is_slow_expression(error):
            raise
        report(error)
        return WRONG_USAGE
    except MemoryError:
        report("not enough memory; split the document")
    except OSError as error:
        report(f"{error.filename or 'standard output'}: {error.strerror}")
        _let_go_of_output()
    return 1


def _run(arguments: list[str]) -> int:
    """Go the short way where there are no options: without click, which takes as long to import as Python to start."""
    from cleaner.cli.commands import COMPLETION, SIBLINGS, refuse_misspelt  # noqa: PLC0415 (lazy: see above)

    refuse_misspelt(arguments)
    options = any(argument.startswith("-") and argument != "-" for argument in arguments)
    if options or set(arguments[:1]) & SIBLINGS.keys() or COMPLETION in os.environ:
        from cleaner.cli.app import run  # noqa: PLC0415

        exit_code = run(arguments)
    else:
        from cleaner.cli.filter import run_filter  # noqa: PLC0415

        exit_code = run_filter(arguments or ["-"])
    if sys.stdout:
        sys.stdout.flush()
    return exit_code


def _let_go_of_output() -> None:
    """Point standard output at nothing, so that Python's last flush has nobody left to complain about."""
    if sys.stdout:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
