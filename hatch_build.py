"""Build hook: compiles the kernels; a wheel carries the rules inside the package, and beside them their compiled form.

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

KERNELS = Path("cleaner", "kernels")


class PackageHook(BuildHookInterface):
    """Compiles kernels, beside their sources for an editable install; adds ``cleaner/packs`` to wheels."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile what is to be compiled, and have it packed."""
        self.folder = TemporaryDirectory()
        for file in self._kernels():
            build_data["pure_python"], build_data["infer_tag"] = False, True
            if version == "editable":
                shutil.copy(file, Path(self.root, KERNELS, file.name))
            else:
                build_data["force_include"][str(file)] = str(KERNELS / file.name)
        if version != "editable":  # that reads the rules of the checkout
            self._pack_rules(build_data)

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Remove what was only made to be packed."""
        self.folder.cleanup()

    def _kernels(self) -> list[Path]:
        """Return the compiled kernels; none, with a warning, where they cannot be built."""
        if os.environ.get("CLEANER_PURE"):
            return []
        try:
            return compiled_kernels(Path(self.root), Path(self.folder.name))
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


def compiled_kernels(root: Path, folder: Path) -> list[Path]:
    """Compile the kernels of a checkout into a folder, and return the files."""
    from Cython.Build import cythonize  # noqa: PLC0415 - builds without compiled kernels do without
    from setuptools import Distribution, Extension  # noqa: PLC0415

    flags = [] if sys.platform == "win32" else ["-O3", "-g0"]  # for vectors; not -march=native: wheels go elsewhere
    extensions = [
        Extension(".".join((*KERNELS.parts, source.stem)), [str(source)], extra_compile_args=flags)
        for source in sorted(Path(root, KERNELS).glob("_*.pyx"))
    ]
    modules = cythonize(extensions, build_dir=str(folder), quiet=True)
    command = Distribution({"ext_modules": modules}).get_command_obj("build_ext")
    command.build_lib, command.build_temp = str(folder), str(folder)
    command.ensure_finalized()
    command.run()
    return [Path(file) for file in command.get_outputs()]
