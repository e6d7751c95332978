"""In a snippet about one digit wide, what the left or right edge cuts belongs to the digits beside it.

Whoever cuts one digit out of a number cuts it in the middle, and gets parts of the digits before and after it. They
are told only where another digit stands whole in the middle; where none does, what is cut may be the digit itself.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from digitscan.types import Lattice

_ONE_DIGIT = 1.3
"""Width of a snippet, in heights, up to which it may be one digit cut out of a number. At 1.7 one more of 400 single
digits is read, and a cheque amount of three digits that was cut tightly lost its last one."""

_TOUCH = 0.01
"""Distance from the edge, as a share of the width, at which ink counts as cut by it."""

_HIGH = 0.4
"""Height, in that of the snippet, from which on ink may be the digit in the middle."""

_FLAT = 1.5
"""Width, in its own height, from which on ink is a bar rather than a digit: that of a 5 may reach the edge."""

_THROUGH = 0.97
"""Height, in that of the snippet, from which on ink runs through all of it: a printed line."""

_CENTRE = 0.15
"""Largest distance of what is whole from the middle of the snippet, as a share of its width."""


def may_be_one_digit(shape: tuple[int, int]) -> bool:
    """Whether a snippet of that shape, (H, W), is narrow enough for one digit cut out of a number."""
    height, width = shape
    return width <= _ONE_DIGIT * height


def neighbours(boxes: NDArray[np.int32], shape: tuple[int, int]) -> NDArray[np.bool_]:
    """Which pieces of ink in a snippet belong to the digits beside it.

    Args:
        boxes: int32 (N, 4), left, top, right, bottom.
        shape: of the snippet, (H, W).

    Returns:
        bool (N,): cut by the left or the right edge, or running from top to bottom, beside one whole digit.
    """
    height, width = shape
    if not may_be_one_digit(shape):
        return np.zeros(len(boxes), bool)
    edge = max(2, round(_TOUCH * width))
    wide, tall = (boxes[:, 2:] - boxes[:, :2]).T
    cut = ((boxes[:, 0] < edge) | (boxes[:, 2] > width - edge)) & (wide <= _FLAT * tall) | (tall >= _THROUGH * height)
    if not _one_digit(boxes[~cut & (tall >= _HIGH * height)], width):
        return np.zeros(len(boxes), bool)
    return cut & ~((boxes[:, 0] < width / 2) & (boxes[:, 2] > width / 2))


def tell_neighbours(lattice: Lattice, shape: tuple[int, int]) -> Lattice:
    """The lattice of a snippet with `Lattice.cut` set: neighbours that touch the digit are parted from it by cuts.

    Args:
        lattice: A atoms.
        shape: of the snippet, (H, W).
    """
    alone = np.flatnonzero(lattice.spans[:, 1] - lattice.spans[:, 0] == 1)
    cut = neighbours(lattice.boxes[alone[np.argsort(lattice.spans[alone, 0])]], shape)
    return replace(lattice, cut=cut) if cut.any() else lattice


def may_go_on(digits: NDArray[np.int32], shape: tuple[int, int]) -> bool:
    """Whether digits read in a snippet that may be one digit cut out of a number run into its left or right edge.

    Of 2,001 accepted crops of one digit, 17 were read as two in this way, the neighbour with it, and none rightly.

    Args:
        digits: int32 (N, 4), boxes of the digits.
        shape: of the snippet, (H, W).
    """
    height, width = shape
    if len(digits) < 2 or width > _ONE_DIGIT * height:
        return False
    edge = max(2, round(_TOUCH * width))
    return bool(digits[:, 0].min() < edge or digits[:, 2].max() > width - edge)


def _one_digit(whole: NDArray[np.int32], width: int) -> bool:
    """Whether boxes int32 (K, 4) are one digit, broken or not, in the middle of a snippet of that width."""
    if not len(whole):
        return False
    by_left = whole[np.argsort(whole[:, 0])]
    # Pieces of a broken digit stand above one another: no piece begins where those before it have ended.
    apart = by_left[1:, 0] >= np.maximum.accumulate(by_left[:-1, 2])
    return not apart.any() and bool(abs(whole[:, 0].min() + whole[:, 2].max() - width) <= 2 * _CENTRE * width)
