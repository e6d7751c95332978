"""The sheet of paper in a photo: what lies beside it, desk or scanner lid, is not read.

The sheet is the largest bright, or the largest colourless, region, if it is convex and what surrounds it is clearly
something else. A shadow makes paper darker by half at most and hardly more colourful, so it never counts as desk.
"""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray

from digitscan.imaging.scaling import rescale

_SIDE = 400
"""Longest side, pixels, of the reduced page that is looked at."""

_SOLID = 0.93
"""Share of its convex hull that a sheet fills."""

_DARK = 0.45
"""Brightness of the surroundings, in that of the sheet, below which they are no paper in shadow."""

_COLOURFUL = 45
"""Saturation (of 255) by which the surroundings exceed the sheet when they are told by their colour."""


def find_paper(pixels: NDArray[np.uint8]) -> NDArray[np.float32] | None:
    """The outline of the sheet.

    Args:
        pixels: uint8 (H, W) grey or (H, W, 3) blue-green-red.

    Returns:
        float32 (n, 2), x, y of its convex outline in pixels, or None where the paper fills the image.
    """
    scale = _SIDE / max(pixels.shape[:2])
    if scale >= 1:
        return None
    small = rescale(pixels, scale)
    # Writing and rulings are closed, so that only sheets and desks are left.
    small = cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((9, 9), np.uint8))
    gray = small if small.ndim == 2 else cv2.cvtColor(small, cv2.COLOR_BGR2GRAY)
    outline = _region(gray, lambda inside, outside: outside < _DARK * inside)
    if outline is None and small.ndim == 3:
        saturation = cv2.cvtColor(small, cv2.COLOR_BGR2HSV)[..., 1]
        outline = _region(255 - saturation, lambda inside, outside: outside < inside - _COLOURFUL)
    return None if outline is None else (outline / scale).astype(np.float32)


def outside(outline: NDArray[np.float32], shape: tuple[int, int], margin: int) -> NDArray[np.uint8]:
    """uint8 (H, W), 255 outside the outline and within `margin` pixels of its edge."""
    mask = np.full(shape, 255, np.uint8)
    cv2.fillConvexPoly(mask, np.rint(outline).astype(np.int32), 0)
    return cv2.dilate(mask, np.ones((2 * margin + 1, 2 * margin + 1), np.uint8))


def _region(bright: NDArray[np.uint8], differs: Callable[[float, float], bool]) -> NDArray[np.float32] | None:
    """The convex hull (n, 2) of the largest bright region, if it is solid and its surroundings differ."""
    _, mask = cv2.threshold(cv2.blur(bright, (5, 5)), 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    contours, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    if not contours:
        return None
    sheet = max(contours, key=cv2.contourArea)
    hull = cv2.convexHull(sheet)
    area = cv2.contourArea(hull)
    if not 0.15 * mask.size <= area <= 0.95 * mask.size or cv2.contourArea(sheet) < _SOLID * area:
        return None
    inner = np.zeros_like(mask)
    cv2.fillConvexPoly(inner, hull, 255)
    if inner.all():
        return None
    inside, around = float(np.median(bright[inner > 0])), float(np.median(bright[inner == 0]))
    return hull.reshape(-1, 2).astype(np.float32) if differs(inside, around) else None
