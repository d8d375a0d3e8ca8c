"""The compiled forms are called as the others are."""

from cleaner.kernels.reading import (
    count_languages as count_languages,
)
from cleaner.kernels.reading import (
    languages_of_rows as languages_of_rows,
)
from cleaner.kernels.reading import (
    read_lines as read_lines,
)
from cleaner.kernels.reading import (
    read_words as read_words,
)
