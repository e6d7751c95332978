"""Check that the base installation brought nothing that only training needs."""

from __future__ import annotations

import sys
from importlib.util import find_spec

HEAVY = ("tensorflow", "keras", "tf2onnx", "onnx", "sklearn", "matplotlib", "torch")


def main() -> int:
    """Print what should not be there; 1 if there is any."""
    found = [name for name in HEAVY if find_spec(name) is not None]
    if found:
        print(f"the base installation brought {', '.join(found)}", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
