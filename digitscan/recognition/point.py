"""A point or a comma among the digits of a number, as in 12.5: without it the value is another one.

Points that part thousands change nothing, and stand three digits from the end or from the next.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from digitscan.recognition.atoms import atom_boxes, digit_bodies, used_atoms, whole_atoms
from digitscan.recognition.minus import is_dash
from digitscan.types import Lattice

_SIZE = (0.06, 0.4)
"""Least shorter and largest longer side of a point or comma, in heights of the writing: it is as wide as the pen,
and a printed comma is up to 0.38 high."""

_MOST = 3
"""Marks in the field up to which one of them may be a point; where there are more, or longer ones, all of them may be
rests of a pattern behind the writing. Of 596 accepted cheque amounts on such paper 3 are told to have a point, and of
48 decimals, dates and times, drawn and photographed, 42."""

_BEYOND = 0.08
"""How far, in heights of the writing, the middle of a mark lies above or below the digits from which on it is the next
line's, or the rest of a ruling, and no part of a pattern behind them."""

_FOOT = 0.66
"""Where its middle stands at least, as a share of the height of the digit before it from the top."""

_FOOT_JOINED = 0.78
"""The same of a mark that is joined to a digit: pieces of a broken one lie higher. With 0.84, two of 573 accepted
cheque amounts fewer would be told to have a point, and of drawn decimals one of eight was not."""

_CLEAR = 0.1
"""Room, in heights of the writing, on both sides of a joined mark that stands too far from the digits to be a piece."""

_BELOW = 0.5
"""How far, in heights of the writing, its top may lie below that digit: further down is another line."""

_BESIDE = 0.15
"""How far, in heights of the writing, it may reach under the digits on either side."""

_THOUSANDS = 3
"""Digits between the points that part thousands."""


_HANGS = (0.12, 0.45)
"""How far, in heights of the writing, a comma that runs together with the digit before it hangs below the others."""

_LEVEL = 0.12
"""How far the top of that digit stands from the others' tops: a larger or lower one has a lower foot by itself."""

_NARROW = 0.35
"""Widest that what hangs there is, in heights of the writing: the round foot of a larger digit is 0.5 wide."""

_RIGHT = 0.5
"""Where its middle stands at least, as a share of the width from the left: a comma follows the digit."""

_STEMLESS = "023568"
"""Digits that end in a round or a flat foot: the stems of the others reach below the line in many hands."""


def has_point(lattice: Lattice, chosen: Sequence[int]) -> bool:
    """Whether a point or comma stands among the digits of a reading, elsewhere than between thousands.

    Args:
        lattice: of the field.
        chosen: indices of the candidates that are its digits, from left to right.
    """
    if len(chosen) < 2 or not lattice.marks.any():
        return False
    frames, used = atom_boxes(lattice), used_atoms(lattice, chosen)
    # Cuts leave pieces of digits as small as marks; a comma printed close to a digit may have been joined to it.
    whole = whole_atoms(lattice)
    free = (lattice.marks & ~used).nonzero()[0]
    sides = frames[:, 2:] - frames[:, :2]
    digits = digit_bodies(lattice, chosen, frames)
    top, foot = np.median(digits[:, 1]) - _BEYOND, np.median(digits[:, 3]) + _BEYOND
    level = (frames[free, 1] + frames[free, 3]) / 2
    free = free[(level >= top) & (level <= foot)]
    free = free[[not (frames[i, 2] <= digits[0, 0] and is_dash(frames[i])) for i in free]]  # a minus is no pattern
    longest = sides[free].max(axis=1)
    if np.count_nonzero(longest >= _SIZE[0]) > _MOST or longest.max(initial=0.0) > _SIZE[1]:
        return False
    small = (sides.min(axis=1) >= _SIZE[0]) & (sides.max(axis=1) <= _SIZE[1])
    at = np.flatnonzero(lattice.marks & small & (whole | ~used))
    marks = frames[at]
    for place, (digit, other) in enumerate(pairwise(digits), 1):
        between = (marks[:, 0] >= digit[2] - _BESIDE) & (marks[:, 2] <= other[0] + _BESIDE)
        apart = (marks[:, 0] >= digit[2] + _CLEAR) & (marks[:, 2] <= other[0] - _CLEAR)
        lowest = np.where(used[at] & ~apart, _FOOT_JOINED, _FOOT)
        middle = ((marks[:, 1] + marks[:, 3]) / 2 - digit[1]) / (digit[3] - digit[1])
        low = (middle >= lowest) & (marks[:, 1] <= digit[3] + _BELOW)
        if (between & low).any() and (len(chosen) - place) % _THOUSANDS:
            return True
    return False


def has_hanging_comma(value: str, lattice: Lattice, chosen: Sequence[int]) -> bool:
    """Whether a comma hangs from one of the digits of a reading, joined to it, elsewhere than between thousands.

    Args:
        value: the digits.
        lattice: of the field.
        chosen: indices of the candidates that are these digits, from left to right.
    """
    if len(chosen) < 2 or len(chosen) != len(value):
        return False
    boxes = lattice.boxes[list(chosen)] / lattice.height
    low = (boxes[:, 3] >= boxes[:, 3].min() + _HANGS[0]).tolist()
    for place, digit in enumerate(value[:-1]):
        if not low[place] or digit not in _STEMLESS or (len(value) - place - 1) % _THOUSANDS == 0:
            continue
        others = np.median(np.delete(boxes, place, axis=0), axis=0)
        hangs = boxes[place, 3] - others[3]
        if not _HANGS[0] <= hangs <= _HANGS[1] or abs(boxes[place, 1] - others[1]) > _LEVEL:
            continue
        width, height = boxes[place, 2:] - boxes[place, :2]
        left, right = _hanging(lattice.pixels[chosen[place]], float(hangs / height))
        if (right - left) * width <= _NARROW and (left + right) / 2 >= _RIGHT:
            return True
    return False


def _hanging(glyph: NDArray[np.uint8], share: float) -> tuple[float, float]:
    """From where to where the lowest part of a glyph reaches, as shares of the glyph's width."""
    ys, xs = np.nonzero(glyph >= 128)
    if not len(ys):
        return 0.0, 1.0
    low = ys > ys.max() - share * (ys.max() + 1 - ys.min())
    wide = xs.max() + 1 - xs.min()
    return float((xs[low].min() - xs.min()) / wide), float((xs[low].max() + 1 - xs.min()) / wide)
