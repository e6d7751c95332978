"""Digits at the lines of their cell: what lies on a line is taken out with it, and the rest is another digit.

A 1 that reaches from the upper line of its cell to the lower one may be the rest of a line between columns, one below
the upper line a 7 whose bar lies on it, a 7 on the lower line a 2 without its foot.
"""

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

_BAR, _FOOT, _TOUCHES = (0.03, 0.12), (-0.06, 0.06), 0.03
"""Room, in heights of the cell, between the upper line and the 1 that is left of a 7 whose bar lies on it; between the
7 that is left of a 2 and the lower line, on which its foot lies; and that up to which other digits touch a line: who
writes within the lines loses nothing to them, and a stroke that goes on beyond them is whole."""


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


def may_share_a_line(value: str, lattice: Lattice, chosen: Sequence[int], quad: NDArray[np.float32]) -> bool:
    """Whether a 1 may be a 7 with its bar on the upper line, or a 7 a 2 with its foot on the lower one.

    Arguments as for `fills_its_cell`.
    """
    if len(chosen) != len(value) or len(value) < 2 or not set(value) & {"1", "7"}:
        return False
    boxes = lattice.boxes[list(chosen)].astype(np.float64)
    middle = (boxes[:, 0] + boxes[:, 2]) / 2
    top, bottom = (np.interp(middle, quad[side, 0], quad[side, 1]) for side in ([0, 1], [3, 2]))
    over, under = (boxes[:, 1] - top) / (bottom - top), (bottom - boxes[:, 3]) / (bottom - top)
    digits = np.array(list(value))
    near = (digits == "1") & (over > _BAR[0]) & (over <= _BAR[1])
    near |= (digits == "7") & (under >= _FOOT[0]) & (under <= _FOOT[1])
    touches = np.minimum(over, under) <= _TOUCHES
    return any(bool(np.delete(touches, i).any()) for i in np.flatnonzero(near))
