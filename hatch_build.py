"""Build hook: compiles the kernels and the core; a wheel carries the rules, too, and beside them their compiled form.

Without a C compiler, or with CLEANER_PURE set, the package is built without compiled kernels: it does the same, slower.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

COMPILED = {Path("cleaner", "kernels"): "_*.pyx", Path("cleaner", "_core"): "*.pyx"}
"""Folders with sources that are compiled, and which of their files are."""


class PackageHook(BuildHookInterface):
    """Compiles kernels, beside their sources for an editable install; adds ``cleaner/packs`` to wheels."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile what is to be compiled, and have it packed."""
        self.folder = TemporaryDirectory()
        for file in self._compiled():
            build_data["pure_python"], build_data["infer_tag"] = False, True
            place = file.relative_to(self.folder.name)
            if version == "editable":
                shutil.copy(file, Path(self.root, place))
            else:
                build_data["force_include"][str(file)] = str(place)
        if version != "editable":  # that reads the rules of the checkout
            self._pack_rules(build_data)

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Remove what was only made to be packed."""
        self.folder.cleanup()

    def _compiled(self) -> list[Path]:
        """Return what was compiled; nothing, with a warning, where that cannot be done."""
        if os.environ.get("CLEANER_PURE"):
            return []
        try:
            return compile_sources(Path(self.root), Path(self.folder.name))
        except Exception as error:  # whatever a compiler lacks, there is another way
            reason = str(error).partition("\n")[0]
            self.app.display_warning(
                "no compiled kernels: cleaner will do the same in twice the time. Install a C compiler and build again "
                f"or, to do without, set CLEANER_PURE=1. ({reason})"
            )
            return []

    def _pack_rules(self, build_data: dict[str, Any]) -> None:
        """Compile the rules and have both forms packed."""
        sys.path.insert(0, self.root)
        from cleaner import packs, scorecards  # noqa: PLC0415 - the package can be found only now

        rules = Path(self.root, "rules")
        build_data["force_include"][str(rules)] = "cleaner/packs"
        for module in (packs, scorecards):
            compiled = Path(self.folder.name, module.COMPILED)
            compiled.write_bytes(module.shipped_form(rules))
            build_data["force_include"][str(compiled)] = f"cleaner/packs/{module.COMPILED}"


def compile_sources(root: Path, folder: Path) -> list[Path]:
    """Compile the sources of a checkout into a folder, below which they stand as in the checkout; return the files."""
    from Cython.Build import cythonize  # noqa: PLC0415 - builds without compiled kernels do without
    from setuptools import Distribution, Extension  # noqa: PLC0415

    flags = [] if sys.platform == "win32" else ["-O3", "-g0"]  # for vectors; not -march=native: wheels go elsewhere
    extensions = [
        Extension(".".join((*place.parts, source.stem)), [str(source)], extra_compile_args=flags)
        for place, names in COMPILED.items()
        for source in sorted(Path(root, place).glob(names))
    ]
    modules = cythonize(extensions, build_dir=str(folder / "c"), include_path=[str(root)], quiet=True)
    command = Distribution({"ext_modules": modules}).get_command_obj("build_ext")
    command.build_lib, command.build_temp, command.parallel = str(folder), str(folder / "c"), os.cpu_count()
    command.ensure_finalized()
    command.run()
    return [Path(file) for file in command.get_outputs()]
