"""PDF: each page drawn by PDFium at the resolution asked for."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from math import ceil
from typing import Any

import numpy as np

from digitscan.errors import DependencyError, InputError
from digitscan.inputs.pixels import check_size, drop_colour
from digitscan.inputs.signatures import ANY_START, LONGEST
from digitscan.inputs.wanted import EVERY, Wanted
from digitscan.inputs.window import CutShortError, Window
from digitscan.types import Page, PageFailure

_POINTS_PER_INCH = 72
_WHITE = (255, 255, 255, 255)
_END = re.compile(rb"%%EOF[ \t\r\n\0]*")
_END_REACH = 64
"""Bytes of an end mark with the blanks behind it."""

_WHOLE = 0.05
"""Pixels by which a page may be larger than a whole number of them."""

_PDFIUM = threading.Lock()
"""PDFium may be called by one thread at a time."""


def find_end(window: Window) -> int:
    """How far the PDF at the start of `window` reaches.

    An incremental update is written behind the first ``%%EOF`` with one of its own, so only a mark with nothing, or
    with the start of another item, behind it is the end.

    Raises:
        CutShortError: there is no such mark.
    """
    at, last = 0, None
    while (found := window.search(_END, at, _END_REACH)) is not None:
        window.mark = last = at = found.end()
        if not window.fill(at + LONGEST) and not bytes(window.data[at:]).strip(b" \t\r\n\0"):
            return at
        if ANY_START.match(window.data, at):
            return at
    if last is None:
        raise CutShortError("the file is cut short: a PDF without its end")
    return len(window.data)


def load_pdf(
    name: str,
    data: bytes,
    max_pixels: int,
    dpi: int,
    wanted: Wanted = EVERY,
    reduction: Callable[[int, int], int] = lambda height, width: 1,
) -> Iterator[Page | PageFailure]:
    """Draw the pages of a PDF one after another.

    Args:
        name: what results call it.
        data: the file.
        max_pixels: larger pages are refused.
        dpi: resolution to draw at.
        wanted: pages to draw.
        reduction: for a height and width, how many pixels may become one along each side.

    Yields:
        Pages, and failures of single pages.

    Raises:
        InputError: it is encrypted, broken, or has no pages.
    """
    pdfium = _pdfium()
    with _PDFIUM:
        document = _open(pdfium, data)
        count = len(document)
    try:
        if count == 0:
            raise InputError("the PDF has no pages")
        for index in range(wanted.first - 1, min(count, wanted.last or count), wanted.step):
            with _PDFIUM:
                result = _draw(pdfium, document, index, name, max_pixels, dpi, reduction)
            if isinstance(result, Page) and result.reduction > 1:
                result = replace(result, finer=partial(_draw_alone, name, data, index, max_pixels, dpi))
            yield result
    finally:
        with _PDFIUM:
            document.close()


def _draw_alone(name: str, data: bytes, index: int, max_pixels: int, dpi: int) -> Page | PageFailure:
    """One page with all its pixels, by a document of its own: the other may have moved on, or be closed."""
    pdfium = _pdfium()
    with _PDFIUM:
        document = _open(pdfium, data)
        try:
            return _draw(pdfium, document, index, name, max_pixels, dpi, lambda height, width: 1)
        finally:
            document.close()


def _pdfium() -> Any:
    try:
        import pypdfium2
    except (ImportError, OSError) as error:
        raise DependencyError(
            f"PDF cannot be read here: pypdfium2 does not load ({error}); pip install pypdfium2"
        ) from error
    return pypdfium2


def _open(pdfium: Any, data: bytes) -> Any:
    try:
        document = pdfium.PdfDocument(data)
        document.init_forms()  # what was typed into form fields is part of the page
    except pdfium.PdfiumError as error:
        text = str(error)
        if "assword" in text or "ecurity" in text:
            raise InputError("the PDF is encrypted: a password is needed to open it") from error
        raise InputError("the PDF is broken: it cannot be opened") from error
    return document


def _draw(
    pdfium: Any,
    document: Any,
    index: int,
    name: str,
    max_pixels: int,
    dpi: int,
    reduction: Callable[[int, int], int],
) -> Page | PageFailure:
    """One page as an image, or why not."""
    try:
        page = document[index]
    except pdfium.PdfiumError:
        return PageFailure(name, index + 1, "this page of the PDF is broken")
    try:
        scale = dpi / _POINTS_PER_INCH
        width, height = page.get_size()
        check_size(width * scale, height * scale, max_pixels)
        # The size is rounded up: 2480.02 pixels, from a size given to 0.01 points, would be 2481 and blur a scan.
        scale *= 1 - _WHOLE / max(width * scale, height * scale, 1)
        whole = ceil(width * scale), ceil(height * scale)
        part = reduction(whole[1], whole[0])
        bitmap = page.render(scale=scale / part, fill_color=_WHITE, rev_byteorder=False, prefer_bgrx=False)
        try:
            pixels = drop_colour(np.array(bitmap.to_numpy()[..., :3]))
        finally:
            bitmap.close()
        return Page(name, index + 1, pixels, float(dpi), reduction=part, full_size=None if part == 1 else whole)
    except (pdfium.PdfiumError, InputError, ValueError) as error:
        return PageFailure(name, index + 1, str(error))
    finally:
        page.close()
