"""What a field's ink ends with, in one glyph each time: where a fraction stands, if there is one.

A fraction such as ½ follows a number or stands alone, and its pieces are several components (numerator, slash or bar,
denominator) or one. The ends of the field are looked at whole, each from another component on.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from digitscan.glyphs.normalize import SIZE, normalize_all

_MOST = 7
"""Components in the longest tail: three of a fraction, two more where one is broken, a digit before it and a dot."""

_WIDEST = 2.2
"""Widest tail, in its own heights: 3½ as written in a narrow cell. In a wider one the fraction is too small to see."""

_SPECK = 0.12
"""Size, in heights of the tallest component, below which one is a dot or dust and begins no tail."""


def tails(
    labels: NDArray[np.int32], contrast: NDArray[np.uint8], boxes: NDArray[np.int32], members: NDArray[np.intp]
) -> NDArray[np.uint8]:
    """The ends of a field's ink.

    Args:
        labels: int32 (H, W), component numbers from 1.
        contrast: uint8 (H, W), 0 paper … 255 ink.
        boxes: int32 (N, 4), left, top, right, bottom of all components.
        members: indices (from 0) of the field's components.

    Returns:
        uint8 (T, 28, 28), normalised as digits are, T at most seven.
    """
    frames = boxes[members]
    sides = (frames[:, 2:] - frames[:, :2]).max(axis=1, initial=0)
    large = sides >= _SPECK * sides.max(initial=0)
    order = np.argsort(frames[large, 0], kind="stable")
    members, frames = members[large][order], frames[large][order]
    if not len(members):
        return np.zeros((0, SIZE, SIZE), np.uint8)
    first = max(0, len(members) - _MOST)
    members, frames = members[first:], frames[first:]
    left, top = frames[:, :2].min(axis=0).tolist()
    right, bottom = frames[:, 2:].max(axis=0).tolist()
    # For each pixel the place of its component among the members, from 1; nothing else is seen.
    numbers = np.zeros(int(labels[top:bottom, left:right].max()) + 1, np.uint8)
    numbers[members + 1] = np.arange(1, len(members) + 1)
    owners = numbers[labels[top:bottom, left:right]]
    # The box of each tail is that of its last component, grown by those before it.
    boxes_from = np.concatenate([np.minimum.accumulate(frames[::-1, :2]), np.maximum.accumulate(frames[::-1, 2:])], 1)
    inks = []
    for place, (x, y, x_end, y_end) in enumerate(boxes_from[::-1].tolist()):
        if x_end - x <= _WIDEST * (y_end - y):
            own = owners[y - top : y_end - top, x - left : x_end - left] > place
            inks.append(contrast[y:y_end, x:x_end] * own)
    return normalize_all(inks)
