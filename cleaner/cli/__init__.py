"""The command line: the filter ``cleaner`` and the commands beside it, each imported when it is needed."""

from __future__ import annotations

import gc
import os
import sys

from cleaner.errors import (
    FAILED,
    INTERRUPTED,
    OUTPUT_CLOSED,
    WRONG_USAGE,
    CommandError,
    NotCompiledError,
    SlowExpressionError,
    display_name,
    import_error,
    report,
)

COMMANDS = {
    "explain": "Show what was decided about every line, and why.",
    "corpus": "Clean whole corpora with all cores.",
    "restore": "Rebuild the original texts from what was removed.",
    "rules": "List, search and test the rules.",
    "sites": "Take selectors for single sites from ftr-site-config.",
    "completion": "Print a completion script for your shell.",
}
"""The commands beside the filter, and what they do in a few words; `cleaner.cli.app` loads them."""

COMPLETION = "_CLEANER_COMPLETE"
"""The environment variable through which a shell asks for completions."""

_LIKENESS = 0.75  # "explian" is like "explain" by 0.86, "page" like no command


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
    except SlowExpressionError as error:
        report(error)
        return WRONG_USAGE
    except MemoryError:
        report("not enough memory; split the document")
    except ImportError as error:
        problem = import_error(error)
        if not isinstance(problem, NotCompiledError):
            raise
        report(problem)
    except OSError as error:
        report(f"{error.filename or 'standard output'}: {error.strerror}")
        _let_go_of_output()
    finally:
        gc.enable()
    return FAILED


def _run(arguments: list[str]) -> int:
    """Go the short way where there are no options: without click, which takes as long to import as Python to start."""
    _refuse_misspelt(arguments)
    options = any(argument.startswith("-") and argument != "-" for argument in arguments)
    if options or set(arguments[:1]) & COMMANDS.keys() or COMPLETION in os.environ:
        from cleaner.cli.app import run  # noqa: PLC0415 (lazy: see above)

        exit_code = run(arguments)
    else:
        gc.disable()  # loading leaves no garbage, and looking for some takes a tenth of the time; the filter enables it
        from cleaner.cli.filter import run_filter  # noqa: PLC0415

        exit_code = run_filter(arguments or ["-"])
    if sys.stdout:
        sys.stdout.flush()
    return exit_code


def _refuse_misspelt(arguments: list[str]) -> None:
    """Raise ``CommandError`` where the first argument is neither command nor file, but nearly a command."""
    name = next(iter(arguments), "-")
    if not name.isalpha() or name in COMMANDS or os.path.lexists(name):
        return
    if name == "help":
        raise CommandError(f"{name}: no such file or command; did you mean `cleaner --help`?", WRONG_USAGE)
    from difflib import get_close_matches  # noqa: PLC0415 - only for what is not there

    if meant := get_close_matches(name, COMMANDS, 1, _LIKENESS):
        problem = f"no such file or command; did you mean `cleaner {meant[0]}`?"
        raise CommandError(f"{display_name(name)}: {problem}", WRONG_USAGE)


def _let_go_of_output() -> None:
    """Point standard output at nothing, so that Python's last flush has nobody left to complain about."""
    if sys.stdout:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
