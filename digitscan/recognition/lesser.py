"""Digits that are lower than others of their number: print behind it, as the 10 of __ /10, or letters, as in abs or 5g.

Print is much lower than what is written. A hand that writes cents small means them apart as well.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from digitscan.types import Lattice

_LOW = 0.66
"""Height, in that of the lowest of the others, up to which digits are lower than they: digits in print of 10 points are
2.5 mm high, and digits are written 4 to 6 mm high into boxes of 9 mm."""

_WORD = 3
"""Fewest letters of a word that is told by its shape."""

_FEWEST = 2
"""Fewest of them: a single small digit is a hand's."""


_SMALL = 0.66
"""Height of a small letter in that of one that rises: half, as most are written. Of 567 accepted cheque amounts, whose
noughts are small, none is told for it."""

_LEVEL = 0.25
"""How far below or above the others' feet theirs stand at most, in the height of the one that rises."""

_DESCENDS = (0.3, 0.1)
"""How far, in heights of the others, the top and the foot of a letter with a tail stand below theirs at least. Of 565
accepted cheque amounts and 2,846 numbers on drawn forms none is told for it; of 23 that were accepted with a unit
behind them as a digit, 14 have one so low."""

_TAILED = "49"
"""Digits that such letters look like: g, q and y."""


def count_lesser(lattice: Lattice, chosen: Sequence[int]) -> int:
    """How many of the last digits of a reading are much lower than all of the others.

    Args:
        lattice: of the field.
        chosen: indices of the candidates that are its digits, from left to right.
    """
    if len(chosen) <= _FEWEST:
        return 0
    high = lattice.boxes[list(chosen), 3] - lattice.boxes[list(chosen), 1]
    if high.min() > _LOW * high.max():
        return 0
    found = (n for n in range(_FEWEST, len(high)) if high[-n:].max() <= _LOW * high[:-n].min())
    return max(found, default=0)


def rises_within(lattice: Lattice, chosen: Sequence[int]) -> bool:
    """Whether one of the inner digits of a reading rises above much lower ones at both ends, on one line with them.

    Args:
        lattice: of the field.
        chosen: indices of the candidates that are its digits, from left to right.
    """
    if len(chosen) < _WORD:
        return False
    boxes = lattice.boxes[list(chosen)]
    high = boxes[:, 3] - boxes[:, 1]
    tallest = int(high[1:-1].argmax()) + 1
    ends = [0, -1]
    low = high[ends].max() <= _SMALL * high[tallest]
    return bool(low and (abs(boxes[ends, 3] - boxes[tallest, 3]) <= _LEVEL * high[tallest]).all())


def hangs_below(value: str, lattice: Lattice, chosen: Sequence[int]) -> bool:
    """Whether one of the digits of a reading hangs below the line of the others, as a g does.

    Args:
        value: the digits.
        lattice: of the field.
        chosen: indices of the candidates that are these digits, from left to right.
    """
    if len(chosen) != len(value) or len(value) < 2:
        return False
    boxes = lattice.boxes[list(chosen)].astype(np.float64)
    for place in (i for i, digit in enumerate(value) if digit in _TAILED):
        top, foot = np.median(np.delete(boxes, place, axis=0)[:, [1, 3]], axis=0)
        below = (boxes[place, [1, 3]] - (top, foot)) / (foot - top)
        if (below >= _DESCENDS).all():
            return True
    return False
