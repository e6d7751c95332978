"""The sheet of paper in a photo: what lies beside it, desk or scanner lid, is not read.

The sheet is a bright, a colourless, a coloured or a quiet region, if it is convex and what surrounds it is no paper.
Where several overlap, it is the largest: the lit part of a sheet in shadow is such a region too, and numbers in the
shadow must not be lost. What lies beside it and is nearly as large is another sheet.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from digitscan.imaging.scaling import rescale
from digitscan.imaging.surroundings import is_surrounded, roughness

_SIDE = 400
"""Longest side, pixels, of the reduced page that is looked at."""

_WRITING = 9
"""Side of the closing's square there: writing and rulings are closed, so that only sheets and desks are left."""

_SOLID = 0.93
"""Share of its convex hull that a sheet fills."""

_SIZES = (0.1, 0.95)
"""Least and largest share of the picture that a sheet covers."""

_OTHER, _APART = 0.3, 0.1
"""Least area of another sheet, in that of the largest, and the largest share of it that this one covers."""

_RIM = 5
"""Pixels by which the outlines of one sheet differ in several of its regions."""

_EDGES = (6, 12, 24)
"""Differences, in 255ths of the light, of neighbouring pixels that part the sheet from what it lies on, where neither
brightness nor colour does; the sheet's own grain and slope of light have less."""


def find_papers(pixels: NDArray[np.uint8]) -> list[NDArray[np.float32]]:
    """The outlines of the sheet, and of others that lie beside it.

    Args:
        pixels: uint8 (H, W) grey or (H, W, 3) blue-green-red.

    Returns:
        float32 (n, 2) each, x, y of its convex outline in pixels, the largest first; none where the paper fills the
        image.
    """
    scale = _SIDE / max(pixels.shape[:2])
    if scale >= 1:
        return []
    closed = cv2.morphologyEx(rescale(pixels, scale), cv2.MORPH_CLOSE, np.ones((_WRITING, _WRITING), np.uint8))
    sheets = [hull for region in _regions(closed) for hull in _sheets(region)]
    found: list[NDArray[np.float32]] = []
    for hull in sorted(sheets, key=cv2.contourArea)[::-1]:
        if found and cv2.contourArea(hull) < _OTHER * cv2.contourArea(found[0]):
            break
        if all(_share(hull, other) <= _APART for other in found) and is_surrounded(hull, closed, sheets):
            found.append(_sharpest(hull, sheets, closed))
    return [(hull / scale).astype(np.float32) for hull in found]


def _sharpest(
    largest: NDArray[np.float32], sheets: Sequence[NDArray[np.float32]], closed: NDArray[np.uint8]
) -> NDArray[np.float32]:
    """The outline of the same sheet in the first region that shows it, float32 (n, 2)."""
    around = cv2.contourArea(largest) - _RIM * cv2.arcLength(largest, True)
    # Brightness has the sharpest edge: shadows and colours of the desk run into the other regions.
    same = (hull for hull in sheets if cv2.contourArea(hull) >= around and _share(largest, hull) > _APART)
    return next(hull for hull in same if is_surrounded(hull, closed, sheets))


def _share(hull: NDArray[np.float32], other: NDArray[np.float32]) -> float:
    """How much of a convex outline float32 (n, 2) lies in another one, 0–1."""
    return float(cv2.intersectConvexConvex(hull, other)[0]) / max(cv2.contourArea(hull), 1.0)


def outside(outline: NDArray[np.float32], shape: tuple[int, int], margin: int) -> NDArray[np.uint8]:
    """uint8 (H, W), 255 outside the outline and within `margin` pixels of its edge."""
    mask = np.full(shape, 255, np.uint8)
    cv2.fillConvexPoly(mask, np.rint(outline).astype(np.int32), 0)
    return cv2.dilate(mask, np.ones((2 * margin + 1, 2 * margin + 1), np.uint8))


def _regions(closed: NDArray[np.uint8]) -> Iterator[NDArray[np.uint8]]:
    """Masks uint8 (h, w) of what may be a sheet on a reduced page (h, w) or (h, w, 3)."""
    gray = closed if closed.ndim == 2 else cv2.cvtColor(closed, cv2.COLOR_BGR2GRAY)
    yield _brighter(gray)
    if closed.ndim == 3:
        colourless = _brighter(255 - cv2.cvtColor(closed, cv2.COLOR_BGR2HSV)[..., 1])
        yield colourless
        yield cv2.bitwise_not(colourless)
    rough = roughness(closed)
    for edge in _EDGES:
        yield cv2.compare(rough, edge, cv2.CMP_LT)


def _brighter(channel: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The brighter of the two parts of uint8 (h, w) that differ most: 255, else 0."""
    return cv2.threshold(cv2.blur(channel, (5, 5)), 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)[1]


def _sheets(region: NDArray[np.uint8]) -> Iterator[NDArray[np.float32]]:
    """The convex hulls float32 (n, 2) of the solid parts of a region, and of what its parts surround."""
    contours, _ = cv2.findContours(region, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    for contour in contours:
        if cv2.contourArea(contour) < _SIZES[0] * region.size:
            continue
        hull = cv2.convexHull(contour)
        area = cv2.contourArea(hull)
        if area <= _SIZES[1] * region.size and cv2.contourArea(contour) >= _SOLID * area:
            yield hull.reshape(-1, 2).astype(np.float32)
