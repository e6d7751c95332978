"""The part of a page around a field, as a small PNG for a person to look at."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from digitscan.orientation import box_to_upright, swaps_axes
from digitscan.types import Box, Page

_BESIDE, _ABOVE = 1.0, 0.4
"""So much of a field's height is shown around it: the digits that were not taken for a part of it, its line."""

_WIDTH, _HEIGHT = 520, 150
"""Largest size of a crop, pixels: what a row of a table can hold."""

_ENLARGED = 4
"""A small crop is enlarged at most so many times, up to the height that a digit needs to be seen."""

_SEEN = 60
"""Height up to which small crops are enlarged, pixels."""


def crop_png(page: Page, box: Box | None) -> bytes:
    """Cut a field out of a page.

    Args:
        page: upright, as loaded.
        box: the field in pixels of the page as stored, or None: then the whole page is shown.

    Returns:
        A PNG of at most 520×150 pixels, grey where the page is grey.
    """
    height, width = page.pixels.shape[:2]
    pixels = page.pixels
    if box is not None:
        stored = (height, width) if swaps_axes(page.orientation) else (width, height)
        field = box_to_upright(box, *stored, page.orientation)
        across, down = (max(4, round(part * field.height)) for part in (_BESIDE, _ABOVE))
        around = Box(field.left - across, field.top - down, field.right + across, field.bottom + down)
        left, top, right, bottom = around.clip(width, height)
        pixels = pixels[top:bottom, left:right]
    done, data = cv2.imencode(".png", _fit(pixels), [cv2.IMWRITE_PNG_COMPRESSION, 9])
    assert done, "a page is never empty, and PNG takes any"
    return data.tobytes()


def _fit(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    height, width = pixels.shape[:2]
    scale = min(_WIDTH / width, _HEIGHT / height, max(1.0, min(_ENLARGED, _SEEN / height)))
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    return pixels if size == (width, height) else np.asarray(cv2.resize(pixels, size, interpolation=how), np.uint8)
