"""How fast texts, pages and corpora are cleaned, beside peers in the same run: ``python -m benchmarks.throughput``."""
