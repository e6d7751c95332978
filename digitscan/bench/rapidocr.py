"""RapidOCR on some pages, in a process of its own: ``python -m digitscan.bench.rapidocr PAGE...`` prints JSON."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from typing import Any


def main(paths: list[str]) -> int:
    """Read the pages, the first one once more before the clock runs, and print the seconds and the texts."""
    read = _make_reader()
    read(paths[0])
    start = time.perf_counter()
    texts = [read(path) for path in paths]
    print(json.dumps({"seconds": time.perf_counter() - start, "texts": texts}))
    return 0


def _make_reader() -> Callable[[str], list[str]]:
    """RapidOCR with its own defaults, of version 2 and later or of version 1: path → texts."""
    try:
        from rapidocr import RapidOCR
    except ImportError:
        from rapidocr_onnxruntime import RapidOCR

        first: Any = RapidOCR()
        return lambda path: [str(line[1]) for line in first(path)[0] or ()]
    later: Any = RapidOCR()
    return lambda path: [str(text) for text in later(path).txts or ()]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
