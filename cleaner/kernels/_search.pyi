"""The compiled forms are called as the others are."""

from cleaner.kernels.search import find as find
from cleaner.kernels.search import plant as plant
