"""One task read page by page, the same way in a worker process and in the run's own."""

from __future__ import annotations

from collections.abc import Iterator

from digitscan.imaging.scaling import coarse_reduction
from digitscan.inputs.pages import load_pages
from digitscan.outputs.overlay_folder import draw
from digitscan.reader import Reader
from digitscan.types import Page

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
        drawn = draw(page, result) if overlays and isinstance(page, Page) and result.error is None else None
        yield Outcome(result, drawn)
        if number == task.count:
            yield Ended(more=True)
            return
    yield Ended(more=False)
