"""The stages: one heuristic a file."""
