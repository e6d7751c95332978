"""``python -m digitscan`` is the command ``digitscan``."""

from digitscan.cli.entry import main

if __name__ == "__main__":
    main()
