"""The compiled forms are called as the others are."""

from cleaner.kernels.uses import match_rows as match_rows
from cleaner.kernels.uses import uses_of as uses_of
