"""The cleaner the user's options ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cleaner.cli.problems import FAILED, WRONG_USAGE, CommandError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cleaner import Cleaner


def build_cleaner(options: Mapping[str, Any]) -> Cleaner:
    """Return a cleaner with the given options of ``cleaner.Cleaner``.

    Raises ``CommandError``: a wrong label, rule id or expression is wrong usage, a pack that cannot be read a failure.
    """
    from cleaner import Cleaner, RuleError  # noqa: PLC0415 (loads the core: after the options have been checked)

    try:
        return Cleaner(**options)
    except RuleError as error:
        raise CommandError(str(error), FAILED) from None
    except OSError as error:
        raise CommandError(f"{error.filename}: {error.strerror}; check the folder of rules", FAILED) from None
    except ValueError as error:
        raise CommandError(str(error), WRONG_USAGE) from None
