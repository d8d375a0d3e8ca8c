"""How well and how fast the cleaner works, measured on labelled pages beside its peers."""

from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]
SEEDS = sorted(path for path in (REPOSITORY / "seeds").glob("*.txt") if ".clean" not in path.name)
"""The seed documents, as scraped."""
