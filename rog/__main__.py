"""`python -m rog` is the `rog` command."""

import sys

from rog.cli import main

if __name__ == "__main__":
    sys.exit(main())
