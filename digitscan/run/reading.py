"""One task read page by page, the same way in a worker process and in the run's own."""

from __future__ import annotations

from collections.abc import Iterator

import cv2

from digitscan.errors import OutputError
from digitscan.imaging.scaling import coarse_reduction
from digitscan.inputs.pages import load_pages
from digitscan.outputs.overlay_folder import draw
from digitscan.reader import Reader
from digitscan.types import Page, PageResult

from .messages import Ended, Outcome, Task


def read_task(reader: Reader, task: Task, *, overlays: bool = False) -> Iterator[Outcome | Ended]:
    """Read the pages of a task.

    Args:
        reader: does it, on this thread.
        task: what to read.
        overlays: whether pages are drawn, too.

    Yields:
        Each page as it is finished, then the end. Nothing is raised for bad input.
    """
    pages = load_pages(
        task.source,
        max_pixels=reader.max_pixels,
        pdf_dpi=reader.pdf_dpi,
        first=task.first,
        step=task.step,
        reduction=coarse_reduction,
    )
    for number, page in enumerate(pages, 1):
        result = reader.read_page(page)
        yield _drawn(page, result) if overlays and isinstance(page, Page) else Outcome(result)
        if number == task.count:
            yield Ended(more=True)
            return
    yield Ended(more=False)


def _drawn(page: Page, result: PageResult) -> Outcome:
    """The result with its drawing; without one, but with its rows, where it cannot be made (memory ran out)."""
    if result.error is not None:
        return Outcome(result)
    try:
        return Outcome(result, draw(page, result))
    except (OutputError, MemoryError, cv2.error) as error:
        return Outcome(result, undrawn=str(error).strip() or "memory ran out")
