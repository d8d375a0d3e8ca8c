"""Build hook: a wheel carries the rules inside the package, and beside them their compiled form."""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class RulesHook(BuildHookInterface):
    """Adds ``cleaner/packs`` to wheels; an editable install reads the rules of the checkout."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile the rules and have both forms packed."""
        if version == "editable":
            return
        sys.path.insert(0, self.root)
        from cleaner import packs, scorecards  # noqa: PLC0415 - the package can be found only now

        rules = Path(self.root, "rules")
        self.folder = TemporaryDirectory()
        build_data["force_include"][str(rules)] = "cleaner/packs"
        for module in (packs, scorecards):
            compiled = Path(self.folder.name, module.COMPILED)
            compiled.write_bytes(module.shipped_form(rules))
            build_data["force_include"][str(compiled)] = f"cleaner/packs/{module.COMPILED}"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Remove what was only made to be packed."""
        if version != "editable":
            self.folder.cleanup()
