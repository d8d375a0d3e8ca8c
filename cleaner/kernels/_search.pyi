"""The compiled forms are called as the others are."""

from cleaner.kernels.search import find as find
from cleaner.kernels.search import index as index
from cleaner.kernels.search import look_up as look_up
from cleaner.kernels.search import plant as plant
