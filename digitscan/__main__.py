"""``python -m digitscan`` is the command ``digitscan``."""

import sys

from digitscan.cli.entry import main

if __name__ == "__main__":
    sys.exit(main())
