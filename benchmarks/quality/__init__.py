"""How good the cleaner is, on labelled pages, beside its peers: ``python -m benchmarks.quality``."""
