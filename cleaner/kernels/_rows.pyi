"""The compiled forms are called as the others are."""

from cleaner.kernels.rows import (
    comparable_rows as comparable_rows,
)
from cleaner.kernels.rows import (
    count_copies as count_copies,
)
from cleaner.kernels.rows import (
    row_keys as row_keys,
)
from cleaner.kernels.rows import (
    searched_text as searched_text,
)
