"""The compiled forms are called as the others are."""

from cleaner.kernels.scoring import account_rows as account_rows
from cleaner.kernels.scoring import score_rows as score_rows
