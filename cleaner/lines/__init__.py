"""A document as a table of its lines."""
