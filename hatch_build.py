"""Build hook: compiles the core; a wheel carries the rules, too, and beside them their compiled form.

Where there is no C compiler, the package `ziglang` brings one: it is asked for only then.
"""

from __future__ import annotations

import os
import shutil
import sys
import sysconfig
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOMS = tuple(Path("cleaner", room) for room in ("lines", "rules", "judge", "html"))
"""Folders with compiled modules."""
COMPILERS = ("cc", "gcc", "clang")
REMEDY = "cleaner needs a C compiler to be built: install gcc, or `pip install ziglang`, and build again"


class PackageHook(BuildHookInterface):
    """Compiles the core, beside its sources for an editable install; adds ``cleaner/rules/shipped`` to wheels."""

    def dependencies(self) -> list[str]:
        """Ask for a compiler where there is none."""
        return [] if has_compiler() else ["ziglang>=0.13"]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile what is to be compiled, and have it packed."""
        self.folder = TemporaryDirectory()
        build_data["pure_python"], build_data["infer_tag"] = False, True
        for file in self._compiled():
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
        """Return what was compiled; where that cannot be done, end with a line that says what to install."""
        if not Path(sysconfig.get_path("include"), "Python.h").exists():
            self.app.abort("cleaner needs Python's headers to be built: install python3-dev, and build again")
        try:
            return compile_core(Path(self.root), Path(self.folder.name))
        except Exception as error:  # whatever a compiler lacks
            reason = str(error).partition("\n")[0]
            self.app.abort(f"{REMEDY} ({reason})")
            raise  # not reached: `abort` ends the build

    def _pack_rules(self, build_data: dict[str, Any]) -> None:
        """Compile the rules and have both forms packed."""
        sys.path.insert(0, self.root)
        from cleaner import judge, lines, rules  # noqa: PLC0415 - the package can be found only now

        for room in (judge, lines, rules):
            room.__path__.append(str(Path(self.folder.name, *room.__name__.split("."))))
        from cleaner.judge import scorecard  # noqa: PLC0415
        from cleaner.rules import pack  # noqa: PLC0415

        folder = Path(self.root, "rules")
        build_data["force_include"][str(folder)] = "cleaner/rules/shipped"
        for module in (pack, scorecard):
            compiled = Path(self.folder.name, module.COMPILED)
            compiled.write_bytes(module.shipped_form(folder))
            build_data["force_include"][str(compiled)] = f"cleaner/rules/shipped/{module.COMPILED}"


def has_compiler() -> bool:
    """Tell whether a C compiler can be found; on Windows, setuptools looks for one where it is installed."""
    return sys.platform == "win32" or "CC" in os.environ or any(map(shutil.which, COMPILERS))


def compile_core(root: Path, folder: Path) -> list[Path]:
    """Compile the core of a checkout into a folder, below which it stands as in the checkout; return the files."""
    from Cython.Build import cythonize  # noqa: PLC0415 - to ask what is needed takes neither of these
    from setuptools import Distribution, Extension  # noqa: PLC0415

    if not has_compiler():
        zig = f"{sys.executable} -m ziglang cc"
        os.environ |= {"CC": zig, "LDSHARED": f"{zig} -shared"}
    flags = [] if sys.platform == "win32" else ["-O3", "-g0"]  # for vectors; not -march=native: wheels go elsewhere
    extensions = [
        Extension(".".join((*room.parts, source.stem)), [str(source)], extra_compile_args=flags)
        for room in ROOMS
        for source in sorted(Path(root, room).glob("*.pyx"))
    ]
    modules = cythonize(extensions, build_dir=str(folder / "c"), include_path=[str(root)], quiet=True)
    command = Distribution({"ext_modules": modules}).get_command_obj("build_ext")
    command.build_lib, command.build_temp, command.parallel = str(folder), str(folder / "c"), os.cpu_count()
    command.ensure_finalized()
    command.run()
    return [Path(file) for file in command.get_outputs()]
