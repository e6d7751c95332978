"""The speed of reading on one generated page."""

from __future__ import annotations

import tempfile
from pathlib import Path

from .findings import Speed

_DIGITS = 300
"""On the page: a full form."""

_PAGE = f"A4, 300 dpi, JPEG in colour, {_DIGITS} handwritten digits"


def measure_speed(device: str, model: str) -> Speed:
    """Draw a page, read it, and tell the stages apart; the faster of two readings. Nothing is raised."""
    try:
        with tempfile.TemporaryDirectory(prefix="digitscan-doctor-") as folder:
            return _measure(device, model, Path(folder))
    except Exception as error:  # whatever is broken here, the rest of the diagnosis is wanted all the same
        words = str(error).strip().splitlines()
        return Speed(_PAGE, problem=words[0] if words else type(error).__name__)


def _measure(device: str, model: str, folder: Path) -> Speed:
    from digitscan.bench.pages import draw_pages, write_pages
    from digitscan.bench.stages import measure_stages
    from digitscan.reader import Reader

    pages = write_pages(folder, draw_pages(_DIGITS, distinct=1), "jpeg", 1)
    reader = Reader(model, device, jobs=1)
    times = measure_stages(pages.paths, reader, repeat=2)
    result = reader.read(pages.paths[0])[0]
    if result.error is not None:
        return Speed(_PAGE, problem=result.error)
    read = [reading.value for reading in result.readings]
    # Numbers that stand where they were written: a field too many or too few would shift the others.
    right = sum(a == b for a, b in zip(read, pages.values[0], strict=False))
    return Speed(_PAGE, times.total, tuple(times.seconds.items()), right, len(pages.values[0]))
