"""What of the pages of some sites stays and goes: CSS selectors by host, in a file of TOML.

A table's name is a host, with a point before it for all below it as well: `["news.example"]`, `[".example"]`. It has
`keep`, `drop` or both, each a list of selectors.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from cleaner.html.page import Chosen, check_selector

Sites = Mapping[str, Chosen]


def load_sites(path: str) -> Sites:
    """Return the selectors of a file, by host; raises `ValueError` for a file that is not there, or no such file."""
    try:
        tables = tomllib.loads(Path(path).read_text(encoding="utf-8"))
    except OSError as error:
        raise ValueError(f"{path}: {error.strerror}; name a file that `cleaner sites import` wrote") from None
    except ValueError as error:
        raise ValueError(f"{path}: {error}; write it as `cleaner sites import` does") from None
    return {host.lower(): _chosen(path, host, table) for host, table in tables.items()}


def _chosen(path: str, host: str, table: Any) -> Chosen:
    lists = [table.get(name, []) if isinstance(table, dict) else None for name in Chosen._fields]
    known = isinstance(table, dict) and table.keys() <= set(Chosen._fields)
    for selectors in lists:
        if not (known and isinstance(selectors, list) and all(isinstance(one, str) for one in selectors)):
            raise ValueError(f"{path}: {host} has to hold the lists of selectors keep and drop, and nothing else")
        for selector in selectors:
            try:
                check_selector(selector)
            except ValueError as error:
                raise ValueError(f"{path}: {host}: {error}") from None
    return Chosen(*[", ".join(selectors or ()) for selectors in lists])


def of_site(sites: Sites, url: str) -> Chosen:
    """Return what is chosen for the site of an address, by the nearest host that is listed.

    >>> of_site({".example": Chosen(drop=".ad")}, "https://www.news.example/a").drop
    '.ad'
    """
    try:
        host = (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        host = ""
    names = host.split(".")
    above = [f".{'.'.join(names[at:])}" for at in range(len(names))]
    return next((sites[name] for name in (host, *above) if name in sites), Chosen())
