"""A point or a comma among the digits of a number, as in 12.5: without it the value is another one.

Points that part thousands change nothing, and stand three digits from the end or from the next.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from digitscan.recognition.atoms import atom_boxes, digit_bodies, used_atoms, whole_atoms
from digitscan.types import Lattice

_SIZE = (0.06, 0.4)
"""Least shorter and largest longer side of a point or comma, in heights of the writing: it is as wide as the pen,
and a printed comma is up to 0.38 high."""

_MOST = 3
"""Marks in the field up to which one of them may be a point; where there are more, or longer ones, all of them may be
rests of a pattern behind the writing. Of 596 accepted cheque amounts on such paper 3 are told to have a point, and of
48 decimals, dates and times, drawn and photographed, 42."""

_FOOT = 0.66
"""Where its middle stands at least, as a share of the height of the digit before it from the top."""

_FOOT_JOINED = 0.84
"""The same of a mark that is joined to a digit: pieces of a broken one lie higher. With 0.7, two more of 589 accepted
cheque amounts would be told to have a point."""

_CLEAR = 0.1
"""Room, in heights of the writing, on both sides of a joined mark that stands too far from the digits to be a piece."""

_BELOW = 0.5
"""How far, in heights of the writing, its top may lie below that digit: further down is another line."""

_BESIDE = 0.15
"""How far, in heights of the writing, it may reach under the digits on either side."""

_THOUSANDS = 3
"""Digits between the points that part thousands."""


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
    longest = sides[free].max(axis=1)
    if np.count_nonzero(longest >= _SIZE[0]) > _MOST or longest.max(initial=0.0) > _SIZE[1]:
        return False
    small = (sides.min(axis=1) >= _SIZE[0]) & (sides.max(axis=1) <= _SIZE[1])
    at = np.flatnonzero(lattice.marks & small & (whole | ~used))
    marks = frames[at]
    digits = digit_bodies(lattice, chosen, frames)
    for place, (digit, other) in enumerate(pairwise(digits), 1):
        between = (marks[:, 0] >= digit[2] - _BESIDE) & (marks[:, 2] <= other[0] + _BESIDE)
        apart = (marks[:, 0] >= digit[2] + _CLEAR) & (marks[:, 2] <= other[0] - _CLEAR)
        lowest = np.where(used[at] & ~apart, _FOOT_JOINED, _FOOT)
        middle = ((marks[:, 1] + marks[:, 3]) / 2 - digit[1]) / (digit[3] - digit[1])
        low = (middle >= lowest) & (marks[:, 1] <= digit[3] + _BELOW)
        if (between & low).any() and (len(chosen) - place) % _THOUSANDS:
            return True
    return False
