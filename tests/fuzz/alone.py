"""One input alone: ``python -m tests.fuzz.alone TARGET FILE``; ends with 0 if nothing is wrong with it.

Under atheris an input fails as well when the machine stood still for minutes, or when atheris itself has filled the
memory.
"""

from __future__ import annotations

import resource
import sys
from pathlib import Path

from tests.fuzz.pace import HANG_SECONDS, MOST_MEGABYTES
from tests.fuzz.targets import TARGETS


def main(name: str, path: Path) -> bool:
    """Run a target once, within the processor's time; say whether it took too much memory."""
    resource.setrlimit(resource.RLIMIT_CPU, (HANG_SECONDS, HANG_SECONDS))
    TARGETS[name](path.read_bytes())
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss > MOST_MEGABYTES << 10


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], Path(sys.argv[2])))
