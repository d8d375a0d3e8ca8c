"""What the site's builder is told beyond ``mkdocs.yml``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig

FOLDERS = {"pipelines": ("In other pipelines", 2), "decisions": ("Decisions", 8)}
"""Sections that are the pages of a folder, with their place in the navigation."""


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """List the pages of folders to which more come than anyone wants to list twice."""
    docs = Path(config.docs_dir)
    for folder, (section, place) in FOLDERS.items():
        pages = [path.relative_to(docs).as_posix() for path in sorted((docs / folder).glob("*.md"))]
        pages.sort(key=lambda page: not page.endswith("/README.md"))
        if pages and config.nav:
            config.nav.insert(place, {section: pages})
    return config
