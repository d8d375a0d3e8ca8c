"""What the site's builder is told beyond ``mkdocs.yml``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig

SECTION = "In other pipelines"
FOLDER = "pipelines"
PLACE = 2  # after the guide


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """List the pages about other frameworks, of which more come than anyone wants to list twice."""
    docs = Path(config.docs_dir)
    pages = [path.relative_to(docs).as_posix() for path in sorted((docs / FOLDER).glob("*.md"))]
    pages.sort(key=lambda page: not page.endswith("/README.md"))
    if pages and config.nav:
        config.nav.insert(PLACE, {SECTION: pages})
    return config
