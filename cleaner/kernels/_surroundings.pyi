"""The compiled forms are called as the others are."""

from cleaner.kernels.surroundings import (
    distances as distances,
)
from cleaner.kernels.surroundings import (
    fill_values as fill_values,
)
from cleaner.kernels.surroundings import (
    fill_windows as fill_windows,
)
from cleaner.kernels.surroundings import (
    neighbours as neighbours,
)
from cleaner.kernels.surroundings import (
    shares as shares,
)
from cleaner.kernels.surroundings import (
    sums_before as sums_before,
)
from cleaner.kernels.surroundings import (
    window_sums as window_sums,
)
