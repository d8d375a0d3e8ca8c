"""Let ``python -m cleaner`` do what the ``cleaner`` command does."""

import sys

from cleaner.cli import main

if __name__ == "__main__":
    sys.exit(main())
