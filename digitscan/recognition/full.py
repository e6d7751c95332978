"""A 1 that reaches from the upper line of its cell to the lower one: it may be the rest of a line between columns."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from digitscan.types import Lattice

_CLOSE = 0.06
"""Room, in heights of the cell, between a 1 and the lines above and below it, up to which it reaches them: of a line
that goes through only as much is lost as the rulings are thick."""

_TALLER = 1.15
"""How many times as high as each other digit it is then: a hand that fills the cell does so with all of them."""


def fills_its_cell(value: str, lattice: Lattice, chosen: Sequence[int], quad: NDArray[np.float32]) -> bool:
    """Whether one of the 1s of a reading goes through its cell from line to line, and no other digit does.

    Args:
        value: the digits.
        lattice: of the field.
        chosen: indices of the candidates that are these digits, from left to right.
        quad: float32 (4, 2), the cell: its corners top left, top right, bottom right, bottom left, working pixels.
    """
    if len(chosen) != len(value) or "1" not in value:
        return False
    boxes = lattice.boxes[list(chosen)].astype(np.float64)
    middle, heights = (boxes[:, 0] + boxes[:, 2]) / 2, boxes[:, 3] - boxes[:, 1]
    top, bottom = (np.interp(middle, quad[side, 0], quad[side, 1]) for side in ([0, 1], [3, 2]))
    room = _CLOSE * (bottom - top) + 1
    through = (boxes[:, 1] - top <= room) & (bottom - boxes[:, 3] <= room)
    through &= np.array([digit == "1" for digit in value])
    rest = heights[~through].max(initial=0.0)
    return bool((through & (heights >= _TALLER * rest)).any())
