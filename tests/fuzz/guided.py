"""One target under atheris: ``python -m tests.fuzz.guided TARGET FOLDER SECONDS``; ends with 0 if nothing was found.

Inputs that reach new code gather in ``FOLDER/inputs``, and those that fail, or take longer than `HANG_SECONDS`, in
``FOLDER/failures``.
"""

from __future__ import annotations

import sys
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["cleaner"]):
    from tests.fuzz.targets import TARGETS

from tests.fuzz.beginnings import LONGEST, beginnings, dictionary
from tests.fuzz.pace import HANG_SECONDS, MOST_MEGABYTES


def main(name: str, folder: Path, seconds: int) -> None:
    """Fuzz one target for some seconds."""
    inputs, failures = folder / "inputs", folder / "failures"
    for made in (inputs, failures):
        made.mkdir(parents=True, exist_ok=True)
    for number, data in enumerate(beginnings(name)):
        (inputs / f"beginning-{number}").write_bytes(data[:LONGEST])
        TARGETS[name](data)  # what is loaded on first use is not part of any input
    options = {
        "max_total_time": seconds,
        "timeout": HANG_SECONDS,
        "report_slow_units": HANG_SECONDS,
        "max_len": LONGEST,
        "rss_limit_mb": MOST_MEGABYTES,
        "dict": _write_dictionary(name, folder),
        "artifact_prefix": f"{failures}/",
        "print_final_stats": 1,
        "verbosity": 0,
    }
    atheris.Setup([sys.argv[0], str(inputs), *(f"-{key}={value}" for key, value in options.items())], TARGETS[name])
    atheris.Fuzz()


def _write_dictionary(name: str, folder: Path) -> Path:
    """Write the words as libFuzzer wants them."""
    path = folder / "dictionary"
    words = ("".join(f"\\x{byte:02x}" for byte in word) for word in dictionary(name))
    path.write_text("".join(f'"{word}"\n' for word in words), encoding="ascii")
    return path


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))
