"""What accidents do to runs of ``cleaner corpus``: ``python -m benchmarks.accidents``."""
