"""Cells: the holes that rulings enclose, with four straight sides, whatever their slant or perspective."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

_FILL = 0.82
"""Share of its own convex hull, and the hull's share of the quadrilateral, that a hole must fill to be a cell."""

_FILL_IN_INK = 0.9
"""The same for the quadrilateral in holes of the ink: the inside of a 0 fills 0.64 to 0.85 of its hull's corners."""

_WRITTEN = 1.2
"""Smallest side of a cell found in the ink, in smallest sides of one found in the net."""

_DENTED = 0.45
"""Share of its hull that a hole may fill where two cells of its size are known: a digit on its frame takes the rest."""

_SAME_SIZE = 0.15
"""Largest relative difference of width and of height between cells of one size."""

_LARGEST = 0.5
"""Share of the page above which a hole is the page's frame and no cell, unless the page is a snippet of one cell."""

_THINNEST_FRAME = 7
"""A cell's shorter side is at least this many times its ruling's thickness: the rings of QR codes have 5 times."""

_BOW = 3.0
"""Height of a cell, in heights of a single hole in it, up to which that hole is a closed 4 or 0 written in the cell."""


def find_cells(
    net: NDArray[np.uint8], ink: NDArray[np.uint8], shortest: int, thickness: float
) -> list[NDArray[np.float32]]:
    """The cells of a page.

    Args:
        net: uint8 (H, W), nonzero on rulings, prolonged so that corners meet: closed where digits cross it.
        ink: uint8 (H, W), nonzero on all ink: it has lines that are too thick or too blurred to be rulings.
        shortest: smallest side of a cell, pixels.
        thickness: of the rulings, pixels.

    Returns:
        Quadrilaterals float32 (4, 2): top left, top right, bottom right, bottom left; each cell once, and none that
        holds others.
    """
    smallest = max(float(shortest), _THINNEST_FRAME * thickness)
    quads: list[NDArray[np.float32]] = []
    # Writing has holes too, a 0 or a closed 4: in the ink a cell must be larger and squarer than they are.
    for mask, least, fill in ((net, smallest, _FILL), (ink, _WRITTEN * smallest, _FILL_IN_INK)):
        holes = _holes(mask)
        found = [_quadrilateral(hole, least, _LARGEST * mask.size, fill, _FILL) for hole in holes]
        quads = _merge(quads, _innermost([quad for quad in found if quad is not None]))
        dented = [_quadrilateral(hole, least, _LARGEST * mask.size, fill, _DENTED) for hole in holes]
        quads = _merge(quads, _alike([quad for quad in dented if quad is not None], quads))
    return _innermost(quads)


def _alike(quads: list[NDArray[np.float32]], known: list[NDArray[np.float32]]) -> list[NDArray[np.float32]]:
    """Those of `quads` that are as large as two known cells: a digit that touches its frame dents the hole."""
    if not quads or len(known) < 2:
        return []
    sizes = np.stack([np.ptp(quad, axis=0) for quad in known])
    same = [np.abs(np.ptp(quad, axis=0) / sizes - 1).max(axis=1) < _SAME_SIZE for quad in quads]
    return [quad for quad, matches in zip(quads, same, strict=True) if matches.sum() >= 2]


def _holes(mask: NDArray[np.uint8]) -> list[NDArray[np.int32]]:
    """The inner contours (n, 1, 2) of a mask."""
    contours, hierarchy = cv2.findContours(mask, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    if hierarchy is None:
        return []
    return [c for c, h in zip(contours, hierarchy.reshape(-1, 4), strict=True) if h[3] >= 0]


def _merge(quads: list[NDArray[np.float32]], more: list[NDArray[np.float32]]) -> list[NDArray[np.float32]]:
    """`quads` and those of `more` whose middle lies in none of them."""
    if not quads or not more:
        return quads + more
    lows = np.stack([quad.min(axis=0) for quad in quads])
    highs = np.stack([quad.max(axis=0) for quad in quads])
    middles = np.stack([quad.mean(axis=0) for quad in more])
    known = np.all((middles[:, None] > lows[None]) & (middles[:, None] < highs[None]), axis=2).any(axis=1)
    return quads + [quad for quad, seen in zip(more, known, strict=True) if not seen]


def _quadrilateral(
    hole: NDArray[np.int32], smallest: float, largest: float, fill: float, solid: float
) -> NDArray[np.float32] | None:
    """The four corners of a hole's contour (n, 1, 2), or None if it is no cell."""
    _, _, width, height = cv2.boundingRect(hole)
    if min(width, height) < smallest:
        return None
    area = cv2.contourArea(hole)
    hull = cv2.convexHull(hole)
    hull_area = cv2.contourArea(hull)
    if not (area >= solid * hull_area and hull_area <= largest):
        return None
    quad = corners(hull.reshape(-1, 2).astype(np.float32))
    sides = np.linalg.norm(quad - np.roll(quad, -1, axis=0), axis=1)
    if sides.min() < smallest or cv2.contourArea(quad) < fill * hull_area:
        return None
    return quad


def corners(points: NDArray[np.float32]) -> NDArray[np.float32]:
    """The four corners of a roughly upright convex polygon.

    Args:
        points: float32 (n, 2), its vertices x, y.

    Returns:
        float32 (4, 2): the vertices furthest towards top left, top right, bottom right and bottom left, with x and y
        measured in widths and heights of the polygon, so that long thin cells have the corners a person sees.
    """
    low, high = points.min(axis=0), points.max(axis=0)
    unit = (points - low) / np.maximum(high - low, 1)
    total, difference = unit.sum(axis=1), unit[:, 0] - unit[:, 1]
    order = [total.argmin(), difference.argmax(), total.argmax(), difference.argmin()]
    return points[order]


def _innermost(quads: list[NDArray[np.float32]]) -> list[NDArray[np.float32]]:
    """Leave out frames around other cells, and loops of digits inside cells."""
    if len(quads) < 2:
        return quads
    middles = np.stack([quad.mean(axis=0) for quad in quads])
    lows = np.stack([quad.min(axis=0) for quad in quads])
    highs = np.stack([quad.max(axis=0) for quad in quads])
    areas = np.array([cv2.contourArea(quad) for quad in quads])
    inside = np.all((middles[None] > lows[:, None]) & (middles[None] < highs[:, None]), axis=2)
    inside &= areas[None] < 0.9 * areas[:, None]
    np.fill_diagonal(inside, False)
    height = (highs - lows)[:, 1]
    # One hole of a third of the cell's height is the bow of a digit in it; several, or a lower one, are its cells.
    frame = (inside.sum(axis=1) > 1) | (inside & (height[None] * _BOW < height[:, None])).any(axis=1)
    bow = (inside & ~frame[:, None]).any(axis=0)
    return [quad for quad, out in zip(quads, frame | bow, strict=True) if not out]
