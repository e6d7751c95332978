"""The floor: the same files decoded to grey by as many processes, and nothing else.

No reader can be faster than this without looking at less of the pages. It is taken strictly: the processes have started
and imported OpenCV before the clock runs, each takes the next file as soon as it is done with one, and no colour is
decoded that nobody looks at.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from multiprocessing import get_context
from pathlib import Path
from typing import Any, NamedTuple

from digitscan.errors import InputError

_START = 120.0
"""Seconds that the processes may take to start, on a machine that is busy."""

_PDF_POINTS = 72
"""Of PDF to the inch."""


class Floor(NamedTuple):
    """One measurement.

    Attributes:
        pages: decoded.
        pixels: of all of them.
        seconds: from the word *go* to the last page.
        cpu: seconds of processor time that decoding took in all processes.
    """

    pages: int
    pixels: int
    seconds: float
    cpu: float


def measure_floor(paths: Sequence[str], jobs: int, dpi: int = 300) -> Floor:
    """Decode files by `jobs` processes.

    Args:
        paths: of images (the first page of each), or PDFs (all pages, drawn).
        jobs: processes.
        dpi: at which PDF pages are drawn.

    Raises:
        InputError: a file cannot be decoded.
    """
    # Spawned on every system: a forked process would share what this one has loaded already.
    context = get_context("spawn")
    ready = context.Barrier(jobs + 1)
    with context.Pool(jobs, _make_ready, (ready,)) as pool:
        try:
            ready.wait(_START)
        except threading.BrokenBarrierError as error:
            raise InputError("the processes that decode did not start") from error
        start = time.perf_counter()
        counts = list(pool.imap_unordered(_decode_timed, [(path, dpi) for path in paths]))
        seconds = time.perf_counter() - start
    pages, pixels, cpu = (sum(column) for column in zip(*counts, strict=True))
    return Floor(int(pages), int(pixels), seconds, cpu)


def _make_ready(barrier: Any) -> None:
    """Import what decoding needs, on one thread, then wait for the others."""
    import cv2

    cv2.setNumThreads(1)
    barrier.wait(_START)


def _decode_timed(what: tuple[str, int]) -> tuple[int, int, float]:
    start = time.process_time()
    pages, pixels = decode(*what)
    return pages, pixels, time.process_time() - start


def decode(path: str, dpi: int = 300) -> tuple[int, int]:
    """Decode one file: (pages, pixels).

    Raises:
        InputError: it cannot be decoded.
    """
    data = Path(path).read_bytes()
    if data.startswith(b"%PDF-"):
        return _decode_pdf(data, dpi)
    import cv2
    import numpy as np

    pixels = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_GRAYSCALE)
    if pixels is None:
        raise InputError(f"{path} cannot be decoded")
    return 1, int(pixels.size)


def _decode_pdf(data: bytes, dpi: int) -> tuple[int, int]:
    """Draw all pages in PDFium's own order of colours, which is faster than in grey (47 ms and 111 ms for an A4)."""
    import pypdfium2

    document = pypdfium2.PdfDocument(data)
    try:
        sizes = [document[i].render(scale=dpi / _PDF_POINTS).to_numpy().shape for i in range(len(document))]
    finally:
        document.close()
    return len(sizes), sum(int(height * width) for height, width, *_ in sizes)
