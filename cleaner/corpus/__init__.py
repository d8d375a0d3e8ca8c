"""Whole corpora: batches are read in one process, cleaned in many, and written in order.

Nothing here is imported unless ``cleaner corpus`` runs, or ``cleaner restore`` with a ledger; but for the names of
formats and for unpacking, which the filter needs, too.
"""
