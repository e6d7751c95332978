"""Print in a field behind its number, as the 10 of __ /10: read with the number it would make another one.

It is much lower than what is written. A hand that writes cents small means them apart as well.
"""

from __future__ import annotations

from collections.abc import Sequence

from digitscan.types import Lattice

_LOW = 0.66
"""Height, in that of the lowest of the others, up to which digits are lower than they: digits in print of 10 points are
2.5 mm high, and digits are written 4 to 6 mm high into boxes of 9 mm."""

_FEWEST = 2
"""Fewest of them: a single small digit is a hand's."""


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
