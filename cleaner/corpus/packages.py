"""What has to be installed for corpora."""

from __future__ import annotations

from importlib.util import find_spec

from cleaner.errors import CommandError

_PACKAGES = ("pyarrow", "msgspec", "zstandard", "fastwarc", "fsspec")


def require_packages() -> None:
    """Raise `CommandError` unless the packages for corpora are installed."""
    missing = [name for name in _PACKAGES if find_spec(name) is None]
    if missing:
        remedy = "install them with pip install '.[corpus]' in a checkout of cleaner"
        raise CommandError(f"packages for corpora are missing ({', '.join(missing)}); {remedy}")
