"""Strip the debris around scraped articles: fast, explained line by line, and reversible."""

from typing import Any

from cleaner.cut import restore
from cleaner.model import Judgement, Label, Removal, Result
from cleaner.pipeline import Cleaner
from cleaner.rules import RuleError

__version__ = "0.1.0"

__all__ = ["Cleaner", "Judgement", "Label", "Removal", "Result", "RuleError", "clean", "restore"]


def clean(text: str, **options: Any) -> Result:
    r"""Clean one text; the options are those of `Cleaner`, which is the better choice for many texts.

    >>> clean("Ferries sail again after the storm, the port said on Monday.\n\nSource link").text.strip()
    'Ferries sail again after the storm, the port said on Monday.'
    """
    return Cleaner(**options).clean(text)
