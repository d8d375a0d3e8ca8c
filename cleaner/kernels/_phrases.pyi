"""The compiled forms are called as the others are."""

from cleaner.kernels.phrases import index as index
from cleaner.kernels.phrases import look_up as look_up
