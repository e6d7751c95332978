"""Cells: the holes that rulings enclose, with four straight sides, whatever their slant or perspective."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

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

_BOXES = 3
"""Fewest boxes of one size in a frame: what two brackets close off on either side of a number is alike too."""

_LARGEST = 0.5
"""Share of the page above which a hole is the page's frame and no cell, unless the page is a snippet of one cell."""

_THINNEST_FRAME = 7
"""A cell's shorter side is at least this many times its ruling's thickness: the rings of QR codes have 5 times."""

_SHARP = 0.94
"""Share of its hull that the quadrilateral of a hole with sharp corners fills: worn ones, bent paper
and blur take the rest."""

_ROUNDED = (0.93, 0.965)
"""Share of its upright rectangle that a box with rounded corners fills, one lying and one standing: a box with half
circles for ends fills 0.95, a round 0 0.79, and a 0 five times as high as wide, which nobody writes, 0.957."""

_UPRIGHT = 14.0
"""Largest turn, degrees, of that rectangle."""

_ASKEW = 0.07
"""Slope, 4°, from which on lines are not found as rulings where all sides of a box have it."""

_DOUBLE = 0.6
"""Share of the outer hole of a double frame that the inner one takes at least: of a box of 5 by 6 mm, its lines 0.6 mm
apart, 0.67; the inside of a large 0 takes 0.4 of its cell."""

_CORNER, _CLOSE = 0.4, 0.05
"""Largest width and height of a box in the corner of a cell, in those of the cell, and how far its sides lie from the
cell's, likewise: the bow of a digit lies further off."""

_BOW = 3.0
"""Height of a cell, in heights of a single hole in it, up to which that hole is a closed 4 or 0 written in the cell."""


class Hole(NamedTuple):
    """A hole with four straight sides.

    Attributes:
        quad: float32 (4, 2), its corners: top left, top right, bottom right, bottom left.
        solid: the share of its convex hull that it fills.
        rounded: int32 (n, 1, 2), its convex hull, where its corners are rounded, or it lies too far askew for its
            sides to be rulings; else None.
    """

    quad: NDArray[np.float32]
    solid: float
    rounded: NDArray[np.int32] | None = None


def inner_contours(mask: NDArray[np.uint8]) -> list[NDArray[np.int32]]:
    """The contours of the holes in a mask, uint8 (H, W), nonzero where there is something: int32 (n, 1, 2) each."""
    contours, hierarchy = cv2.findContours(mask, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    if hierarchy is None:
        return []
    return [np.asarray(contours[i]) for i in np.flatnonzero(hierarchy.reshape(-1, 4)[:, 3] >= 0).tolist()]


def find_holes(contours: Sequence[NDArray[np.int32]], size: int, shortest: int, thickness: float) -> list[Hole]:
    """The holes of the ink itself that may be cells: it has lines that are too thick or too blurred to be rulings.

    Writing has holes too, a 0 or a closed 4: a cell must be larger and squarer than they are.

    Args:
        contours: the inner contours of the ink.
        size: pixels of the page.
        shortest: smallest side of a cell, pixels.
        thickness: of the rulings, pixels.
    """
    return _four_sided(contours, size, _WRITTEN * _smallest(shortest, thickness), _FILL_IN_INK)


def find_cells(
    net: NDArray[np.uint8], in_ink: list[Hole], shortest: int, thickness: float
) -> list[NDArray[np.float32]]:
    """The cells of a page.

    Args:
        net: uint8 (H, W), nonzero on rulings, prolonged so that corners meet: closed where digits cross it.
        in_ink: what `find_holes` found in the ink.
        shortest: smallest side of a cell, pixels.
        thickness: of the rulings, pixels.

    Returns:
        Quadrilaterals float32 (4, 2): top left, top right, bottom right, bottom left; each cell once, and none that
        holds others.
    """
    quads: list[NDArray[np.float32]] = []
    in_net = _four_sided(inner_contours(net), net.size, _smallest(shortest, thickness), _FILL)
    for holes in (in_net, in_ink):
        solid = [hole.quad for hole in holes if hole.solid >= _FILL]
        # Most holes of the ink are cells that the net has shown already.
        quads = quads + (unknown(_innermost(solid), quads) if unknown(solid, quads) else [])
        quads = quads + (_boxes_in(quads, solid) if holes is in_ink else [])
        quads = quads + _alike(unknown([hole.quad for hole in holes], quads), quads)
    return _innermost(quads)


def _smallest(shortest: int, thickness: float) -> float:
    return max(float(shortest), _THINNEST_FRAME * thickness)


def _alike(
    quads: list[NDArray[np.float32]], known: list[NDArray[np.float32]], fewest: int = 2
) -> list[NDArray[np.float32]]:
    """Those of `quads` that are as large as so many known cells: a digit that touches its frame dents the hole."""
    if not quads or len(known) < fewest:
        return []
    own, sizes = np.ptp(np.stack(quads), axis=1), np.ptp(np.stack(known), axis=1)
    same = np.abs(own[:, None] / sizes - 1).max(axis=2) < _SAME_SIZE
    return [quad for quad, matches in zip(quads, same.sum(axis=1), strict=True) if matches >= fewest]


def _four_sided(contours: Sequence[NDArray[np.int32]], size: int, smallest: float, fill: float) -> list[Hole]:
    """The inner contours that have four sides, dented ones included; `size` are the pixels of the page."""
    large = [contour for contour in contours if min(cv2.boundingRect(contour)[2:]) >= smallest]
    hulls = [(cv2.contourArea(contour), cv2.convexHull(contour)) for contour in large]
    measured = [(area, cv2.contourArea(hull), hull) for area, hull in hulls]
    solid = [one for one in measured if one[0] >= _DENTED * one[1] and one[1] <= _LARGEST * size]
    quads = corners([hull for _, _, hull in solid])
    sides = np.linalg.norm((quads - np.roll(quads, 1, axis=1)).astype(np.float64), axis=2).min(axis=1, initial=np.inf)
    found = []
    for quad, side, (area, hull_area, hull) in zip(quads, sides.tolist(), solid, strict=True):
        # A hull without area is a line: nothing of it is missing.
        whole, filled = (area / hull_area, cv2.contourArea(quad) / hull_area) if hull_area else (1.0, 1.0)
        rectangle = _rectangle(hull, hull_area) if filled < _SHARP else None
        if rectangle is not None:
            found.append(Hole(rectangle, whole, hull))
        elif side >= smallest and filled >= fill:
            found.append(Hole(quad, whole, hull if _is_askew(quad) else None))
    return found


def _is_askew(quad: NDArray[np.float32]) -> bool:
    """Whether all sides of a quadrilateral, float32 (4, 2), are turned as no ruling is."""
    level, upright = (quad[[1, 2]] - quad[[0, 3]]).astype(np.float64), (quad[[3, 2]] - quad[[0, 1]]).astype(np.float64)
    slopes = np.concatenate([level[:, 1] / np.maximum(level[:, 0], 1), -upright[:, 0] / np.maximum(upright[:, 1], 1)])
    return bool((slopes >= _ASKEW).all() or (slopes <= -_ASKEW).all())


def _boxes_in(frames: list[NDArray[np.float32]], holes: list[NDArray[np.float32]]) -> list[NDArray[np.float32]]:
    """Boxes of one size in a frame that was found alone: they lie too far askew for their lines to be rulings.

    Args:
        frames: float32 (4, 2) each, the cells that are known.
        holes: float32 (4, 2) each, four-sided holes of the ink.
    """
    if not frames or len(holes) < _BOXES:
        return []
    corners, outer = np.stack(holes), np.stack(frames)
    lows, highs = corners.min(axis=1), corners.max(axis=1)
    low, high = outer.min(axis=1), outer.max(axis=1)
    # Most cells are smaller than three of the smallest holes, and hold none.
    least = _BOXES * float(np.prod(highs - lows, axis=1).min())
    found = []
    for i in np.flatnonzero(np.prod(high - low, axis=1) > least).tolist():
        inside = np.flatnonzero(((lows > low[i]) & (highs < high[i])).all(axis=1)).tolist()
        if len(inside) >= _BOXES:
            inner = _innermost([holes[k] for k in inside])
            found += _alike(inner, inner, _BOXES)
    return found


def unknown(quads: list[NDArray[np.float32]], known: list[NDArray[np.float32]]) -> list[NDArray[np.float32]]:
    """Those of `quads` whose middle lies in none of the `known` ones."""
    if not quads or not known:
        return quads
    corners = np.stack(known)
    inside = np.any(_within(corners.min(axis=1), corners.max(axis=1), np.stack(quads).mean(axis=1)), axis=0)
    return [quad for quad, seen in zip(quads, inside, strict=True) if not seen]


def _rectangle(hull: NDArray[np.int32], area: float) -> NDArray[np.float32] | None:
    """The corners of a box with rounded corners, float32 (4, 2), or None if a hull (n, 1, 2) is no such box."""
    around = cv2.minAreaRect(hull)
    (quad,) = corners([cv2.boxPoints(around)[:, None]])
    across, down = quad[1] - quad[0], quad[3] - quad[0]
    least = _ROUNDED[0] if np.linalg.norm(across) >= np.linalg.norm(down) else _ROUNDED[1]
    upright = abs(math.degrees(math.atan2(across[1], across[0]))) <= _UPRIGHT
    # Of a rectangle that stands on its tip, as that around a circle may, the four corners are no rectangle.
    return quad if upright and area >= least * math.prod(around[1]) else None


def corners(polygons: Sequence[NDArray[np.int32] | NDArray[np.float32]]) -> NDArray[np.float32]:
    """The four corners of roughly upright convex polygons.

    Args:
        polygons: K of them, int32 or float32 (n, 1, 2), their vertices x, y.

    Returns:
        float32 (K, 4, 2): the vertices furthest towards top left, top right, bottom right and bottom left, with x and y
        measured in widths and heights of the polygon, so that long thin cells have the corners a person sees.
    """
    if not polygons:
        return np.zeros((0, 4, 2), np.float32)
    points = np.concatenate(polygons).reshape(-1, 2).astype(np.float32)
    sizes = np.array([len(polygon) for polygon in polygons])
    first = np.cumsum(sizes) - sizes
    low, high = np.minimum.reduceat(points, first), np.maximum.reduceat(points, first)
    x, y = ((points - np.repeat(low, sizes, axis=0)) / np.repeat(np.maximum(high - low, 1), sizes, axis=0)).T
    places = []
    for towards in (x + y, y - x, -(x + y), x - y):
        # The first vertex of each polygon that none of its others is further than.
        furthest = np.flatnonzero(towards == np.repeat(np.minimum.reduceat(towards, first), sizes))
        places.append(furthest[np.searchsorted(furthest, first)])
    return points[np.stack(places, axis=1)]


def _within(lows: NDArray[np.float32], highs: NDArray[np.float32], points: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Which of M points (M, 2) lie inside each of N upright boxes, given by two corners (N, 2): bool (N, M)."""
    (left, top), (right, bottom), (x, y) = lows.T[..., None], highs.T[..., None], points.T
    return (x > left) & (x < right) & (y > top) & (y < bottom)


def _in_corner(lows: NDArray[np.float32], highs: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Which of N cells, given by two corners (N, 2), are small boxes in the upper corners of which others: bool (N, N).

    They hold the number of a day or of a place; what is written stands in the rest of the cell.
    """
    size = highs - lows
    small = (size[None] <= _CORNER * size[:, None]).all(axis=2)
    near = _CLOSE * size[:, None]
    top = np.abs(lows[None] - lows[:, None])[..., 1] <= near[..., 1]
    left = np.abs(lows[None] - lows[:, None])[..., 0] <= near[..., 0]
    right = np.abs(highs[None] - highs[:, None])[..., 0] <= near[..., 0]
    return small & top & (left | right)


def _innermost(quads: list[NDArray[np.float32]]) -> list[NDArray[np.float32]]:
    """Leave out frames around other cells, outer lines of double frames, and loops of digits inside cells."""
    if len(quads) < 2:
        return quads
    corners = np.stack(quads)
    lows, highs, middles = corners.min(axis=1), corners.max(axis=1), corners.mean(axis=1)
    areas = np.array([cv2.contourArea(quad) for quad in quads])
    inside = _within(lows, highs, middles)
    double = inside & (areas[None] >= _DOUBLE * areas[:, None]) & (areas[None] < areas[:, None])
    inside &= areas[None] < _DOUBLE * areas[:, None]
    np.fill_diagonal(inside, False)
    inside &= ~_in_corner(lows, highs)
    height = (highs - lows)[:, 1]
    # One hole of a third of the cell's height is the bow of a digit in it; several, or a lower one, are its cells.
    frame = (inside.sum(axis=1) > 1) | (inside & (height[None] * _BOW < height[:, None])).any(axis=1)
    frame |= double.any(axis=1)
    bow = (inside & ~frame[:, None]).any(axis=0)
    return [quad for quad, out in zip(quads, frame | bow, strict=True) if not out]
