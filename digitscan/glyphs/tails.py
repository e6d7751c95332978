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
    inks = []
    for first in range(max(0, len(members) - _MOST), len(members)):
        left, top = frames[first:, :2].min(axis=0)
        right, bottom = frames[first:, 2:].max(axis=0)
        if right - left <= _WIDEST * (bottom - top):
            window = np.s_[top:bottom, left:right]
            inks.append(contrast[window] * np.isin(labels[window], members[first:] + 1))
    return normalize_all(inks) if inks else np.zeros((0, SIZE, SIZE), np.uint8)
