"""Cents printed behind the place for a number, whose comma touches the first of two noughts: 805,00 reads as 80500.

Print repeats itself: the second nought is found again in the first, and what is left of that is the comma.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from digitscan.types import Lattice

_WIDER, _LOWER = 0.15, 0.06
"""How much further the first nought reaches, with the comma, to the left and below, in heights of the writing."""

_ALIKE = 0.8
"""Least correlation of the second nought with its place in the first, 0 to 1."""


def has_cents(value: str, lattice: Lattice, chosen: Sequence[int]) -> bool:
    """Whether a number ends in two noughts, the first of which has a comma hanging at its left.

    Args:
        value: the digits.
        lattice: of the field.
        chosen: indices of the candidates that are these digits, from left to right.
    """
    if len(chosen) < 3 or not value.endswith("00"):
        return False
    first, second = lattice.boxes[list(chosen[-2:])]
    width, height = (second[2:] - second[:2]).tolist()
    wider = (first[2] - first[0]) - width
    lower = first[3] - second[3]
    if wider < _WIDER * lattice.height or lower < _LOWER * lattice.height:
        return False
    # As large as on the page, the second nought is where the first has its right upper corner.
    whole, nought = (_as_drawn(lattice, candidate) for candidate in chosen[-2:])
    place = whole[:height, -width:]
    if not (np.ptp(place) and np.ptp(nought)):
        return False
    return bool(place.shape == nought.shape and np.corrcoef(place.ravel(), nought.ravel())[0, 1] >= _ALIKE)


def _as_drawn(lattice: Lattice, candidate: int) -> NDArray[np.float32]:
    """A candidate in the size of its box, float32 (h, w), from its normalised picture."""
    left, top, right, bottom = lattice.boxes[candidate].tolist()
    pixels = lattice.pixels[candidate]
    ys, xs = np.nonzero(pixels)
    inside = pixels[ys.min() : ys.max() + 1, xs.min() : xs.max() + 1] if len(ys) else pixels
    return cv2.resize(inside.astype(np.float32), (right - left, bottom - top), interpolation=cv2.INTER_LINEAR)
