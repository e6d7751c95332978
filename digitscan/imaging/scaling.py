"""The working size of a page: large enough for thin strokes, small enough for memory."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

_LARGE = 4200
"""Longest side, pixels, above which a page is reduced: A4 at 300 dpi has 3,508, a 12-megapixel photo 4,032."""

_REDUCED = 3508
"""Longest side after reduction: A4 at 300 dpi."""

_COARSE = 1600
"""Longest side, pixels, that a page keeps at least when it is read at a half or a quarter of its size: letter paper at
300 dpi then has 1,650, digits 4 mm high have 24. Drawn forms and photos of grids are read as well as at full size (460
instead of 457 of 480 numbers on eight drawn pages); where the writing turns out to be too small for that, the page is
read anew."""

_SHEET = 1400
"""Longest side, pixels, that the sheet in a photo keeps at least where it is read so: A4 has 120 dpi then, the least at
which frames of thin lines are found whole."""

_SMALL = 1200
"""Longest side below which a page is a snippet (one field or one cell cut out) and is enlarged towards this size."""

_LARGEST_FACTOR = 3
"""Snippets of 40 pixels gain from being tripled (strokes of 1–2 pixels become 3–6); more only costs time."""

_HALVED = 0.36
"""Factor up to which a page is halved first, as often as it leaves at least 1.4 to go: means of four pixels cost a
tenth of what means over fractions of pixels do, and those are taken of a quarter of the pixels then."""

_NARROW = 64
"""Shorter side, pixels, below which a page is not halved: an odd row left out would be some of what is there."""


def working_scale(height: int, width: int) -> float:
    """The factor by which a page of that size in pixels is resized before anything else."""
    longest = max(height, width)
    if longest > _LARGE:
        return _REDUCED / longest
    return float(min(max(round(_SMALL / longest), 1), _LARGEST_FACTOR))


def coarse_reduction(height: int, width: int) -> int:
    """How many pixels become one, along each side, when a page of that size is read coarsely: 1, 2, 4 or 8."""
    reduction = 1
    while reduction < 8 and max(height, width) >= 2 * reduction * _COARSE:
        reduction *= 2
    return reduction


def is_too_small(whole: tuple[int, int], sheet: tuple[int, int]) -> bool:
    """Whether a photo was reduced further than the sheet in it allows.

    Args:
        whole: its width and height with all its pixels.
        sheet: height and width of the sheet as it was looked at, pixels.
    """
    return coarse_reduction(*whole) > 1 and max(sheet) < _SHEET


def rescale(gray: NDArray[np.uint8], factor: float) -> NDArray[np.uint8]:
    """Resize uint8 (H, W) or (H, W, 3) by `factor`: area averaging when shrinking, cubic when enlarging.

    Neither side becomes shorter than one pixel.
    """
    if factor == 1:
        return gray
    height, width = gray.shape[:2]
    size = (max(1, round(width * factor)), max(1, round(height * factor)))
    while factor <= _HALVED and min(gray.shape[:2]) >= _NARROW:
        gray, factor = _halved(gray), 2 * factor
    return cv2.resize(gray, size, interpolation=cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC)


def _halved(gray: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Means of two by two pixels; an odd last row or column is left out."""
    height, width = gray.shape[0] // 2, gray.shape[1] // 2
    return cv2.resize(gray[: 2 * height, : 2 * width], (width, height), interpolation=cv2.INTER_AREA)


def square(pixels: NDArray[np.uint8], aspect: float) -> NDArray[np.uint8]:
    """A page, uint8 (H, W) or (H, W, 3), with square pixels: the side that has fewer to the inch is stretched.

    Args:
        pixels: the page.
        aspect: width of its pixels over their height.
    """
    if aspect == 1:
        return pixels
    height, width = pixels.shape[:2]
    size = (round(width * max(1.0, aspect)), round(height * max(1.0, 1 / aspect)))
    return cv2.resize(pixels, size, interpolation=cv2.INTER_CUBIC)
