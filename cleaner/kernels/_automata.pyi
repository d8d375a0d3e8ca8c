from cleaner.kernels.automata import may_match

__all__ = ["may_match"]
