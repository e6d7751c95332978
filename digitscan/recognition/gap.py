"""A gap in a number that is much wider than its others, or a step: two numbers may stand there."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from digitscan.types import Lattice

_WIDE = 0.35
"""Width, in heights of the writing, from which on a gap may part two numbers; thousands are set apart as widely."""

_WIDER = 3.0
"""How many times as wide as the middle one of the others it is then. Of 199 numbers on free lines of drawn forms 2
right ones are then for review, at 4 none; two numbers written half a height apart are told at 3 alone."""

_APART = (0.6, 2.0)
"""The same of a gap so wide that the side of a column may run through it, which two digits may have as well: on 36
drawn pages of schools the widest gap in a right number is 0.4. Digits set evenly as far apart are one number."""

_CLOSE = 0.08
"""Others are taken to be at least as wide as this, in heights of the writing: digits of one number may touch."""

_WIDE_IN_FRAME, _WIDER_IN_FRAME = 0.75, 4.0
"""The first two in a box or cell, which was made for one number, and where the line between two may be missing."""

_STEP, _STEEPER = 0.5, 3.0
"""How much higher one digit stands than the next, in heights of the digits, by its upper and by its lower end, and how
many times as much as any other of the number does then: a hand that rises does so from digit to digit."""


def has_gap(lattice: Lattice, chosen: Sequence[int], *, framed: bool = False) -> bool:
    """Whether the digits of a reading stand in two groups, so that they may be two numbers.

    Args:
        lattice: of the field.
        chosen: indices of the candidates that are its digits, from left to right.
        framed: whether the field is a box or a cell; nothing is said of two digits in one.
    """
    if len(chosen) < 2:
        return False
    digits = lattice.boxes[list(chosen)] / lattice.height
    if (digits[1:, 0] - digits[:-1, 2]).max() < _WIDE:
        return False
    gaps = np.sort(digits[1:, 0] - np.maximum.accumulate(digits[:-1, 2]))
    if len(gaps) == 1:
        return not framed and bool(gaps[0] >= _APART[0])
    usual = max(_CLOSE, float(np.median(gaps[:-1])))
    if framed:
        return bool(gaps[-1] >= max(_WIDE_IN_FRAME, _WIDER_IN_FRAME * usual))
    return bool(gaps[-1] >= max(_WIDE, _WIDER * usual) or gaps[-1] >= max(_APART[0], _APART[1] * usual))


def has_step(lattice: Lattice, chosen: Sequence[int]) -> bool:
    """Whether the digits of a reading stand on two levels, so that they may be two numbers.

    Arguments as for `has_gap`.
    """
    if len(chosen) < 2:
        return False
    boxes = lattice.boxes[list(chosen)].astype(np.float64)
    ends = boxes[:, [1, 3]] / max(1.0, float(np.median(boxes[:, 3] - boxes[:, 1])))
    steps = np.diff(ends, axis=0)
    # As little as either end says.
    least = np.where(steps[:, 0] * steps[:, 1] > 0, np.abs(steps).min(axis=1), 0.0)
    place = int(least.argmax())
    others = np.delete(np.abs(steps).max(axis=1), place)
    return bool(least[place] >= max(_STEP, _STEEPER * float(others.max(initial=0.0))))
