"""The compiled core: a document read, matched and judged row by row."""
