"""The rectangles of a mask that are fields of a form, and those that are cells of a comb."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

_FULL = 0.88
"""Share of its upright rectangle that a field fills: a stroke that crosses its side leaves a notch."""

_SMALLEST, _TALLEST, _LONGEST = 20, 0.2, 16
"""Shorter side of a field, pixels, at least; its height, in that of the page, and its width, in heights, at most."""

_LEAN = 0.1
"""Largest slope of the fields: pages are not straight yet."""

_EMPTY = 0.5
"""Share of a field that is free of ink at least."""

_AROUND = 3
"""How far outside its side the other tone must be, pixels: the cells of a comb are that far apart, and further."""

_FEWEST, _ALIKE = 3, 0.15
"""Fewest fields of one height, and largest difference of these: a picture or a stamp is alone."""

_STRIPE, _AS_FAR = 6, 0.12
"""Width of a stripe, in heights, at least; and how far the space between two differs from their height, in heights:
tables are striped in such a way that every other row is shaded."""

_CELL, _NEXT = 1.35, 0.5
"""Width of a comb's cell, in heights, at most, and of the gap beside it, in its widths."""

_SIDE = 0.3
"""Gap between two fields, in heights, up to which they share their side in the middle of it, as in a printed comb."""

_OFF = 0.15
"""How far the width of several cells in one is off, in widths of a cell, at most."""


def find_rectangles(
    mask: NDArray[np.uint8], inside: NDArray[np.uint8], around: NDArray[np.uint8]
) -> list[NDArray[np.float32]]:
    """The upright rectangles of a mask.

    Args:
        mask: uint8 (H, W).
        inside: uint8 (H, W), nonzero on most of what is in them: what is full of ink is a picture or a word.
        around: uint8 (H, W), nonzero just outside of them.

    Returns:
        The corners of each, float32 (4, 2).
    """
    height, width = mask.shape
    shapes = []
    for outline in cv2.findContours(mask, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)[0]:
        left, top, wide, high = cv2.boundingRect(outline)
        if min(wide, high) < _SMALLEST or high > _TALLEST * height or wide > _LONGEST * high:
            continue
        if min(left, top) > _AROUND and left + wide + _AROUND < width and top + high + _AROUND < height:
            shapes.append(_Shape(outline))
    # One page, one slope: that of a small field alone is known to a degree.
    slope = _weighted_median([shape.slope for shape in shapes], [shape.wide for shape in shapes])
    found = []
    for shape in shapes:
        corners = shape.corners(slope)
        if cv2.contourArea(shape.outline) < _FULL * cv2.contourArea(corners) or abs(slope) > _LEAN:
            continue
        own = inside[shape.top : shape.top + shape.high, shape.left : shape.left + shape.wide]
        if cv2.countNonZero(own) >= _EMPTY * own.size and _is_enclosed(corners, around):
            found.append(corners)
    return found


class _Shape:
    """A shape with four sides: where most of each is, strokes that run out of it or into it not counted.

    Attributes:
        outline: int32 (n, 1, 2).
        left, top, wide, high: the box around it, pixels.
        slope: of its upper and lower side.
    """

    def __init__(self, outline: NDArray[np.int32]) -> None:
        self.outline = outline
        self.left, self.top, self.wide, self.high = cv2.boundingRect(outline)
        filled = np.zeros((self.high, self.wide), np.uint8)
        cv2.drawContours(filled, [outline], 0, 1, -1, offset=(-self.left, -self.top))
        self._upper, self._lower = filled.argmax(axis=0), self.high - 1 - filled[::-1].argmax(axis=0)
        self._first, self._last = filled.argmax(axis=1), self.wide - 1 - filled[:, ::-1].argmax(axis=1)
        third = max(1, self.wide // 3)
        rises = [np.median(side[-third:]) - np.median(side[:third]) for side in (self._upper, self._lower)]
        self.slope = float(np.mean(rises)) / max(1, self.wide - third)

    def corners(self, slope: float) -> NDArray[np.float32]:
        """The corners of the rectangle of that slope, float32 (4, 2), from the upper left one clockwise."""
        x, y = np.arange(self.wide), np.arange(self.high)
        top, foot = (float(np.median(side - slope * x)) for side in (self._upper, self._lower))
        first, last = (float(np.median(side + slope * y)) for side in (self._first, self._last))
        # y = slope · x + a meets x = b - slope · y.
        meets = [(top, first), (top, last), (foot, last), (foot, first)]
        across = [((b - slope * a) / (1 + slope**2), a) for a, b in meets]
        points = [(self.left + x_, self.top + slope * x_ + a) for x_, a in across]
        return np.array(points, np.float32)


def make_cells(fields: list[NDArray[np.float32]]) -> list[NDArray[np.float32]]:
    """The fields, several cells of a comb in one parted, and those beside one another with a side in common.

    Args:
        fields: corners float32 (4, 2) each, from the upper left one clockwise.
    """
    return _joined(_parted(fields))


def _weighted_median(values: list[float], weights: list[int]) -> float:
    """The value up to which half of the weight lies; 0 of none."""
    if not values:
        return 0.0
    return float(np.quantile(values, 0.5, weights=weights, method="inverted_cdf"))


def _is_enclosed(corners: NDArray[np.float32], around: NDArray[np.uint8]) -> bool:
    """Whether most places just outside of three of the sides at least are nonzero in a mask."""
    middle = corners.mean(axis=0)
    enclosed = 0
    for first, second in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        side = first + np.linspace(0.1, 0.9, 9)[:, None] * (second - first)
        out = (first + second) / 2 - middle
        x, y = np.rint(side + _AROUND * out / max(1.0, float(np.hypot(*out)))).astype(int).T
        enclosed += int(np.count_nonzero(around[y, x]) >= 7)
    return enclosed >= 3


def find_stripes(fields: list[NDArray[np.float32]]) -> list[bool]:
    """Which of the fields are stripes of a table, every other row of it: several numbers stand in each."""
    # By their sides, for the box around one that rises is higher than it.
    quads = np.array(fields, np.float64).reshape(-1, 4, 2)
    height = np.linalg.norm(quads[:, [3, 2]] - quads[:, [0, 1]], axis=2).mean(axis=1)
    left, right = quads[:, [0, 3]].mean(axis=1), quads[:, [1, 2]].mean(axis=1)
    ends = [np.abs(end[:, 0] - end[:, 0, None]) for end in (left, right)]
    middle = (left[:, 1] + right[:, 1]) / 2
    apart = middle - middle[:, None]
    # Writing that runs out of a stripe hides it: the next one is twice as far.
    space = (np.abs(apart - 2 * height) <= _AS_FAR * height) | (np.abs(apart - 4 * height) <= 2 * _AS_FAR * height)
    long = right[:, 0] - left[:, 0] >= _STRIPE * height
    follow = (np.maximum(*ends) <= height) & space & long & long[:, None]
    return ((follow | follow.T).sum(axis=1) > 0).tolist()


def select_alike(fields: list[NDArray[np.float32]]) -> list[NDArray[np.float32]]:
    """The fields, corners float32 (4, 2) each, of which there are enough of one height."""
    heights = np.array([np.ptp(field[:, 1]) for field in fields])
    return [
        field
        for field, height in zip(fields, heights, strict=True)
        if np.count_nonzero(np.abs(heights - height) <= _ALIKE * height) >= _FEWEST
    ]


def _parted(fields: list[NDArray[np.float32]]) -> list[NDArray[np.float32]]:
    """The fields, those parted that are several cells of a comb in one: strokes from cell to cell joined them."""
    widths = np.array([np.ptp(field[:, 0]) for field in fields])
    heights = np.array([np.ptp(field[:, 1]) for field in fields])
    cells = np.flatnonzero(widths <= _CELL * heights)
    if len(cells) < _FEWEST:
        return fields
    width = float(np.median(widths[cells]))
    lefts, tops = (np.array([field[:, axis].min() for field in fields]) for axis in (0, 1))

    def gaps(i: int) -> NDArray[np.float64]:
        """The gaps between field i and the cells beside it in its row."""
        row = cells[(np.abs(tops[cells] - tops[i]) <= _NEXT * heights[i]) & (cells != i)]
        apart = np.maximum(lefts[row] - lefts[i] - widths[i], lefts[i] - lefts[row] - widths[row])
        return apart[apart <= _NEXT * width]

    beside = [gaps(int(i)) for i in cells]
    gap = float(np.median(np.concatenate(beside))) if any(len(some) for some in beside) else 0.0
    parted = []
    for i, field in enumerate(fields):
        count = round((widths[i] + gap) / (width + gap))
        several = count > 1 and abs(count * (width + gap) - gap - widths[i]) <= _OFF * width
        parted += _cut(field, count, gap / widths[i]) if several and len(gaps(i)) else [field]
    return parted


def _joined(fields: list[NDArray[np.float32]]) -> list[NDArray[np.float32]]:
    """The fields, those beside one another with a side in common."""
    joined = [field.copy() for field in fields]
    order = np.argsort([field[0, 0] for field in fields], kind="stable").tolist()
    for place, i in enumerate(order):
        height = fields[i][3, 1] - fields[i][0, 1]
        for k in order[place + 1 :]:
            gap = fields[k][[0, 3]] - fields[i][[1, 2]]
            if gap[:, 0].max() > _SIDE * height:
                break
            if gap[:, 0].min() >= 0 and np.abs(gap[:, 1]).max() <= _ALIKE * height:
                joined[i][[1, 2]] = joined[k][[0, 3]] = fields[i][[1, 2]] + gap / 2
                break
    return joined


def _cut(field: NDArray[np.float32], count: int, gap: float) -> list[NDArray[np.float32]]:
    """A field float32 (4, 2) in so many equal parts, with a gap between two as a share of its width."""
    share = (1 + gap) / count
    ends = [(i * share, (i + 1) * share - gap) for i in range(count)]
    (first, second, third, fourth) = field
    return [
        np.stack(
            [
                first + start * (second - first),
                first + stop * (second - first),
                fourth + stop * (third - fourth),
                fourth + start * (third - fourth),
            ]
        )
        for start, stop in ends
    ]
