"""A line struck through a number: it takes the number back, and what can still be read under it does not count.

Digits of a number leave gaps between them, so that no line runs through all of a number's ink from left to right; a pen
that strikes it out crosses the gaps. Removal of rulings may have taken such a line for a printed one, so it is looked
for in the ink as it was. Through a single digit (4, 7, a slashed 0) a bar may run: nothing is told by it there.
"""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray

from digitscan.types import Box, Segments

_BAND = (0.25, 0.75)
"""Part of the number's height in which a strike runs: nearer to its top or foot are bars of 5 and 7, and rulings."""

_WIDE = 0.9
"""Width, in its height, from which on ink may be a number of two digits."""

_COVERED = 0.98
"""Share of the way that must be ink: pens skip."""

_PRINTED = 1.5
"""Length, in widths of the number, from which on a ruling is printed: whoever strikes out stops after the number."""

_TOLERANCE = 0.02
"""How far, in heights of the number, the ink may be off the way: a hand trembles."""

_DIGITS = 2
"""Digits through which a line leads that strikes them out; a dash may run into the first digit."""

_COLUMNS, _ENDS, _BENDS = 48, 13, 7
"""Columns looked at, heights tried at each end, and bends: steps of a twentieth of the height."""

_BEND = 0.15
"""Largest bend of a strike, in heights."""


def is_struck_out(mask: NDArray[np.uint8], box: Box, lengths: Callable[[Box], NDArray[np.int32]]) -> bool:
    """Whether a line runs through all of a number.

    Args:
        mask: uint8 (H, W), nonzero where there is ink, rulings included.
        box: of the number's ink without rulings, in pixels of `mask`.
        lengths: tells of a box, pixels of `mask`, int32 (h, w): the length of the horizontal ruling, taken out since,
            that each of its pixels belongs to, pixels; 0 for none.
    """
    height, width = box.height, box.width
    if width < _WIDE * height or height < 8:
        return False
    top, bottom = (box.top + round(share * height) for share in _BAND)
    ink = mask[top:bottom, box.left : box.right] > 0
    if ink.any(axis=0).mean() < _COVERED:
        return False
    tolerance = max(1, round(_TOLERANCE * height))
    printed = (lengths(Box(box.left, top, box.right, bottom)) > _PRINTED * width).view(np.uint8)
    # The soft edges of a printed line, which the tolerance would join to one, are no strike either.
    ink &= cv2.dilate(printed, np.ones((2 * tolerance + 3, 1), np.uint8)) == 0
    return bool(ink.any(axis=0).mean() >= _COVERED and _best_way(ink, tolerance) >= _COVERED)


def is_crossed(box: Box, digits: NDArray[np.int32], lines: Segments) -> bool:
    """Whether a line that was taken for a ruling runs through several digits of a field, and ends where they do.

    Args:
        box: of the field's ink without rulings, pixels.
        digits: int32 (n, 4), left, top, right, bottom of its components.
        lines: the horizontal rulings that were taken out, in the same pixels.
    """
    low, high = (box.top + share * box.height for share in _BAND)
    room = _WIDE * box.height
    near = (lines.start >= box.left - room) & (lines.stop <= box.right + room)
    ends = lines.slope * np.array([[box.left], [box.right]]) + lines.offset
    # Most lines of a page pass by most of its fields.
    near &= (ends.max(axis=0) >= low) & (ends.min(axis=0) <= high)
    left, top, right, bottom = digits.T
    middle = (left + right) / 2
    for i in np.flatnonzero(near).tolist():
        y = lines.slope[i] * middle + lines.offset[i]
        through = (y > top) & (y < bottom) & (y >= low) & (y <= high)
        through &= (middle >= lines.start[i]) & (middle <= lines.stop[i]) & (bottom - top >= box.height / 2)
        if through.sum() >= _DIGITS:
            return True
    return False


def _best_way(ink: NDArray[np.bool_], tolerance: int) -> float:
    """The largest share of ink on any slightly bent line from the left side to the right: bool (h, w) → 0–1."""
    height, width = ink.shape
    thick = ink.copy()
    for step in range(1, tolerance + 1):
        thick[step:] |= ink[:-step]
        thick[:-step] |= ink[step:]
    columns = np.linspace(0, width - 1, min(width, _COLUMNS)).round().astype(int)
    place = columns / max(1, width - 1)
    ends = np.linspace(0, height - 1, _ENDS)
    bends = np.linspace(-_BEND, _BEND, _BENDS) * height / (_BAND[1] - _BAND[0])
    left, right, bend = (each.ravel()[:, None] for each in np.meshgrid(ends, ends, bends))
    rows = (left + (right - left) * place + 4 * bend * place * (1 - place)).round().astype(int)
    inside = (rows >= 0) & (rows < height)
    return float((thick[np.clip(rows, 0, height - 1), columns] & inside).mean(axis=1).max())
