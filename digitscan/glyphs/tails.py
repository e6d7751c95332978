"""What a field's ink ends with, in one glyph each time: where a fraction stands, if there is one.

A fraction such as ½ follows a number or stands alone, and its pieces are several components (numerator, slash or bar,
denominator) or one. The ends of the field are looked at whole, each from another component on.
"""

from __future__ import annotations

from operator import itemgetter

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
    frames = [(*box, member) for box, member in zip(boxes[members].tolist(), members.tolist(), strict=True)]
    sides = [max(right - left, bottom - top) for left, top, right, bottom, _ in frames]
    large = [frame for frame, side in zip(frames, sides, strict=True) if side >= _SPECK * max(sides)]
    if not large:
        return np.zeros((0, SIZE, SIZE), np.uint8)
    large = sorted(large, key=itemgetter(0))[-_MOST:]
    # The box of each tail is that of its last component, grown by those before it.
    tail_boxes = [large[-1][:4]]
    for frame in large[-2::-1]:
        (left, top, right, bottom), box = frame[:4], tail_boxes[-1]
        tail_boxes.append((min(left, box[0]), min(top, box[1]), max(right, box[2]), max(bottom, box[3])))
    left, top, right, bottom = tail_boxes[-1]
    # For each pixel the place of its component among the members, from 1; nothing else is seen.
    numbers = np.zeros(int(labels[top:bottom, left:right].max()) + 1, np.uint8)
    numbers[[frame[4] + 1 for frame in large]] = np.arange(1, len(large) + 1)
    owners = numbers[labels[top:bottom, left:right]]
    inks = []
    for place, (x, y, x_end, y_end) in enumerate(tail_boxes[::-1]):
        if x_end - x <= _WIDEST * (y_end - y):
            own = owners[y - top : y_end - top, x - left : x_end - left] > place
            inks.append(contrast[y:y_end, x:x_end] * own)
    return normalize_all(inks)
