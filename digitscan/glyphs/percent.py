"""The printed sign % after a written number: its two rings and its slash would be digits, as in 9, 6 or 96."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

_LOWER = 0.75
"""Height, in that of the digits before it, up to which it is print: 10 points are 2.5 mm, digits in a box 4 to 6."""

_SHAPE = (0.75, 1.3)
"""Its width in its heights."""

_ACROSS, _DOWN = 0.3, 0.15
"""How far the hole of the lower ring lies to the right of the upper one's, in the sign's width, and below it, in its
height, at least: the holes of an 8 lie one below the other, those of two noughts side by side."""

_LEVEL = 0.25
"""How far its foot stands from that of the digits, in their height, at most: cents that are written small stand
higher."""

_APART = 0.1
"""Least gap between the number and it, in the number's height."""


def percent_sign(labels: NDArray[np.int32], boxes: NDArray[np.int32], part: NDArray[np.intp]) -> NDArray[np.intp]:
    """The components of a field that are a printed per cent sign behind its number: three, or one where they touch.

    Args:
        labels: int32 (H, W), component numbers from 1.
        boxes: int32 (N, 4), left, top, right, bottom of the components.
        part: indices of the field's components.
    """
    order = part[np.argsort(boxes[part, 0], kind="stable")]
    for pieces in (1, 3):
        sign, rest = order[-pieces:], boxes[order[:-pieces]]
        if len(rest) and len(sign) == pieces and _stands_behind(boxes[sign], rest) and _is_sign(labels, boxes, sign):
            return sign
    return part[:0]


def _stands_behind(sign: NDArray[np.int32], rest: NDArray[np.int32]) -> bool:
    """Whether the sign's boxes int32 (n, 4) are where print stands behind the digits', and as large."""
    left, top = sign[:, :2].min(axis=0).tolist()
    right, bottom = sign[:, 2:].max(axis=0).tolist()
    high = int((rest[:, 3] - rest[:, 1]).max())
    digits = rest[rest[:, 3] - rest[:, 1] >= _LOWER * high]
    return bool(
        bottom - top <= _LOWER * high
        and _SHAPE[0] * (bottom - top) <= right - left <= _SHAPE[1] * (bottom - top)
        and left - rest[:, 2].max() >= _APART * high
        and abs(bottom - np.median(digits[:, 3])) <= _LEVEL * high
    )


def _is_sign(labels: NDArray[np.int32], boxes: NDArray[np.int32], sign: NDArray[np.intp]) -> bool:
    """Whether components have two holes together, one in the upper left and one in the lower right."""
    left, top = boxes[sign, :2].min(axis=0).tolist()
    right, bottom = boxes[sign, 2:].max(axis=0).tolist()
    ink = np.isin(labels[top:bottom, left:right], sign + 1).astype(np.uint8)
    contours, hierarchy = cv2.findContours(ink, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    if hierarchy is None:
        return False
    holes = [contours[i].reshape(-1, 2) for i in np.flatnonzero(hierarchy.reshape(-1, 4)[:, 3] >= 0).tolist()]
    if len(holes) != 2:
        return False
    (x1, y1), (x2, y2) = sorted(((hole.min(axis=0) + hole.max(axis=0)) / 2).tolist() for hole in holes)
    return bool(x2 - x1 >= _ACROSS * (right - left) and y2 - y1 >= _DOWN * (bottom - top))
