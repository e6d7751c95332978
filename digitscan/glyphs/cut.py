"""Cuts through touching digits: the cheapest paths from top to bottom of a connected piece of ink.

A path may lean by 45° and pays for the ink it crosses, so it follows the valley between two digits and crosses them
where they touch. Cheapest paths through every column are found by dynamic programming from both ends (the seams of
Avidan and Shamir 2007, doi:10.1145/1276377.1276390); local minima of their cost are the cuts. Too many cuts are meant
to be made: the pieces are joined again in every way that the network then judges.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

_HEIGHT = 40
"""Height of the writing, pixels, at which cuts are looked for: strokes are 2–5 pixels, a path takes 40 steps."""

_NARROWEST = 0.55
"""Width, in heights of the writing, below which a component is one digit and is not cut."""

_INKED = 100
"""Value, of 255, from which on a reduced pixel is ink: a little less than half, so that thin strokes do not break."""

_THICKEST = 0.2
"""Thickest stroke, in heights of the writing: felt pens; a solid blot is no stroke and has no cheap cut."""

_APART = 0.16
"""Smallest distance between two cuts, and of a cut from the end, in heights: a narrow 1 is that wide with its slant."""

_LEAN = 0.05
"""Cost of one step sideways, in pixels of ink: straight paths are preferred to leaning ones of the same ink."""

_DEAREST = 2.3
"""A cut may cross this many stroke widths of ink: two strokes, as where a bar meets a bow."""

_WAIST = 0.55
"""Height of the ink in a column, in heights of the writing, below which the column may be where two digits touch."""

_SLANTS = (0.0, 0.2, 0.4, 0.6, -0.2, -0.4)
"""Shears tried to undo the slant of the writing: most people lean to the right, up to 30°."""


def cut(ink: NDArray[np.uint8], height: float) -> list[NDArray[np.float32]]:
    """The cuts of one connected component, from left to right.

    Args:
        ink: uint8 (h, w), nonzero where the component is.
        height: of the writing it belongs to, pixels.

    Returns:
        For each cut float32 (h,), the x at which it passes each row; ink to the left of it is on its left side.
    """
    rows, columns = ink.shape
    if columns < _NARROWEST * height or rows < 3:
        return []
    scale = min(1.0, _HEIGHT / height)
    small = cv2.resize(ink, (max(3, round(columns * scale)), max(3, round(rows * scale))), interpolation=cv2.INTER_AREA)
    cost = (small > _INKED).astype(np.float32)
    down, up = _cheapest(cost), _cheapest(cost[::-1])[::-1]
    through = down + up - cost
    middle = cost.shape[0] // 2
    apart = max(2.0, _APART * height * scale)
    # Waists first: where bows touch, the ink between them is thicker than a bow, and no cut through it is cheap.
    slant = _slant(cost, apart)
    waists = _minima(_extent(_sheared(cost, slant)), _WAIST * height * scale, apart, [])
    places = _minima(through[middle], min(_stroke(cost), _THICKEST * height * scale) * _DEAREST, apart, waists)
    fall = -slant * (np.arange(len(cost), dtype=np.float32) - middle)
    paths = [x + fall if x in waists else _path(down, up, middle, x) for x in places]
    paths = list(np.maximum.accumulate(np.stack(paths), axis=0)) if paths else []
    at = (np.arange(rows) + 0.5) * cost.shape[0] / rows - 0.5
    return [
        ((np.interp(at, np.arange(len(path)), path) + 0.5) * columns / cost.shape[1]).astype(np.float32)
        for path in paths
    ]


def _cheapest(cost: NDArray[np.float32]) -> NDArray[np.float32]:
    """float32 (h, w): the cost of the cheapest path from the first row to each pixel."""
    total = np.empty_like(cost)
    total[0] = cost[0]
    padded = np.full(cost.shape[1] + 2, np.inf, np.float32)
    for y in range(1, len(cost)):
        padded[1:-1] = total[y - 1]
        total[y] = cost[y] + np.minimum(padded[1:-1], np.minimum(padded[:-2], padded[2:]) + _LEAN)
    return total


def _sheared(cost: NDArray[np.float32], slant: float) -> NDArray[np.float32]:
    """The mask with each row moved right by `slant` pixels for each row below the middle; same size."""
    rows, columns = cost.shape
    matrix = np.array([[1, slant, -slant * (rows // 2)], [0, 1, 0]], np.float32)
    return cv2.warpAffine(cost, matrix, (columns, rows), flags=cv2.INTER_NEAREST)


def _slant(cost: NDArray[np.float32], apart: float) -> float:
    """The shear, pixels a row, at which the narrowest waist of a mask, `apart` pixels from its ends, is narrowest."""
    margin = int(np.ceil(apart))
    inner = slice(margin, max(margin + 1, cost.shape[1] - margin))
    # A pixel more of waist is not worth leaning for.
    narrowest = [_extent(_sheared(cost, slant))[inner].min(initial=np.inf) + 2 * abs(slant) for slant in _SLANTS]
    return _SLANTS[int(np.argmin(narrowest))]


def _extent(cost: NDArray[np.float32]) -> NDArray[np.float32]:
    """float32 (w,): the height, pixels, from the topmost to the lowest ink of each column of a mask."""
    inked = cost > 0
    top = inked.argmax(axis=0)
    bottom = len(cost) - inked[::-1].argmax(axis=0)
    return np.where(inked.any(axis=0), bottom - top, 0).astype(np.float32)


def _minima(cost: NDArray[np.float32], dearest: float, apart: float, known: list[int]) -> list[int]:
    """The known columns and the cheapest others, at least `apart` pixels from each other and the ends, in order."""
    free = np.ones(len(cost), bool)
    margin = int(np.ceil(apart))
    free[:margin] = free[len(cost) - margin :] = False
    chosen = list(known)
    for x in known:
        free[max(0, x - margin) : x + margin + 1] = False
    order = np.argsort(cost, kind="stable")
    for x in order[: np.searchsorted(cost[order], dearest, side="right")].tolist():
        if free[x]:
            # In a valley that is flat the middle is meant, not its first column.
            flat = x
            while flat + 1 < len(cost) and free[flat + 1] and cost[flat + 1] <= cost[x] + 0.01:
                flat += 1
            chosen.append((x + flat) // 2)
            low, high = max(0, x - margin), min(len(cost), flat + margin + 1)
            free[low:high] = False
    return sorted(chosen)


def _stroke(cost: NDArray[np.float32]) -> float:
    """Mean width, pixels, of the strokes of a mask: twice the mean distance of ink to paper, twice over."""
    distance = cv2.distanceTransform(np.pad(cost, 1).astype(np.uint8), cv2.DIST_L2, 3)
    ink = distance[distance > 0]
    return float(max(2.0, 4 * ink.mean() - 1)) if len(ink) else 2.0


def _path(down: NDArray[np.float32], up: NDArray[np.float32], middle: int, x: int) -> NDArray[np.float32]:
    """The x of the cheapest path through (middle, x) in each row."""
    path = np.empty(len(down), np.float32)
    path[middle] = x
    for rows, total in ((range(middle - 1, -1, -1), down), (range(middle + 1, len(down)), up)):
        at = x
        for y in rows:
            low = max(0, at - 1)
            near = total[y, low : at + 2] + _LEAN * (np.arange(low, min(at + 2, down.shape[1])) != at)
            at = low + int(near.argmin())
            path[y] = at
    return path
