"""Circles that a pen draws around print, as around a number of a scale: by themselves they look like noughts."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

_INNER = 0.25
"""Least height of what a circle is drawn around, in its own: print of 9 to 13 points is 2.3 to 3.3 mm high, and circles
around it are 5 to 9 mm; specks in a nought are lower."""

_DIGIT = 0.45
"""The same of digits: whoever draws a circle around a number leaves little room."""

_INSIDE = np.linspace(0.25, 0.75, 7)
"""Where ink is looked for in a component's box, as shares of its sides: one in ten of its height apart."""


def find_circles(
    labels: NDArray[np.int32], boxes: NDArray[np.int32], members: Sequence[NDArray[np.intp]]
) -> tuple[list[bool], list[NDArray[np.intp]]]:
    """Which fields have a component that goes around another, and those of each that surely are no digits.

    Args:
        labels: int32 (H, W), components from 1.
        boxes: int32 (N, 4), left, top, right, bottom of the components, pixels.
        members: the components of each field.

    Returns:
        For each field, whether it has one; and intp (n,), those that are higher than all the rest of it and go around
        digits: a large 0 may go around a speck, or around the end of a stroke.
    """
    if not len(boxes):
        return [False] * len(members), [np.zeros(0, np.intp)] * len(members)
    own = np.unique(np.concatenate([*members, np.zeros(0, np.intp)]).astype(np.intp))
    outer = boxes[own]
    size = outer[:, 2:] - outer[:, :2]
    x = (outer[:, :1] + size[:, :1] * _INSIDE).astype(np.intp)
    y = (outer[:, 1:2] + size[:, 1:] * _INSIDE).astype(np.intp)
    seen = labels[y[:, :, None], x[:, None, :]].reshape(len(own), len(_INSIDE) ** 2) - 1
    other = boxes[np.maximum(seen, 0)]
    inside = (other[..., :2] > outer[:, None, :2]).all(axis=2) & (other[..., 2:] < outer[:, None, 2:]).all(axis=2)
    inner = np.where((seen >= 0) & (seen != own[:, None]) & inside, other[..., 3] - other[..., 1], 0).max(axis=1)
    share = np.zeros(len(boxes))
    share[own] = inner / size[:, 1]
    heights = boxes[:, 3] - boxes[:, 1]
    told = [bool((share[some] >= _INNER).any()) for some in members]
    rings = [some[(share[some] >= _DIGIT) & (heights[some] >= heights[some].max(initial=0))] for some in members]
    return told, rings
