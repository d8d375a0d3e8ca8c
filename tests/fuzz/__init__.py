"""Anything at all, given to what reads strangers' bytes: ``python -m tests.fuzz``, and a little of it in the tests."""
