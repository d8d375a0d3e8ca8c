"""Cleaning as a step of other pipelines: tables, data frames, clusters, document frameworks.

`cleaner.pipelines.arrow` cleans Arrow tables and needs pyarrow; each other module is named after the framework it is
for, and needs that. `rows` and `portable` are what they share, and need nothing.
"""
