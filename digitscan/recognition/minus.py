"""A leading minus: told from dashes that fill a line, from dots, and from what a ruling leaves at the field's edge."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

import numpy as np
from numpy.typing import NDArray

from digitscan.types import Lattice

_LENGTH = (0.2, 0.9)
"""Length of a minus, in heights of the writing: a dot is shorter, a line drawn before an amount longer."""

_FLAT = 1.8
"""Least length of a minus, in its own heights: a hand tilts it, and pens are broad."""

_SHORT = 1.25
"""The same of what may be one: a broad pen's short dash is hardly longer than high, and a blot is as high."""

_LEVEL = (0.25, 0.8)
"""Where its middle stands, as a share of the first digit's height from the top: not with commas, not with accents."""

_GAP = 0.9
"""Widest gap to the first digit, in heights of the writing."""

_CLEAR = 0.12
"""Room, in heights of the writing, between the field's edge and a minus: the rest of a ruling begins at the edge."""


_FAINT, _WAVE, _SWING = 128, 8, 0.04
"""Ink in a column of a glyph, its columns, and the swing of a wave in them, in their number: a ~ is no minus."""


class Sign(Enum):
    """What stands before a number: nothing, a minus, or what may be one or the rest of a ruling."""

    NONE = "none"
    MINUS = "minus"
    DOUBTFUL = "doubtful"


def find_minus(lattice: Lattice, chosen: Sequence[int], edge: float) -> Sign:
    """Whether a minus stands before the first digit of a reading.

    Args:
        lattice: of the field.
        chosen: indices of the candidates that are its digits, from left to right.
        edge: x of the field's left edge, of a ruling beyond which its ink lies, or of the end of a dash that runs into
            the number and was taken out, working pixels.

    Returns:
        A minus if one dash, and no other ink but specks, is left of the digits, and no dash follows them: people draw
        dashes on both sides of an amount so that nothing can be added. Doubtful if that dash begins at the edge, is
        hardly longer than high, or is a wave, as in ~50.
    """
    if not chosen:
        return Sign.NONE
    order = np.argsort(np.where(_single(lattice), lattice.spans[:, 0], lattice.atoms), kind="stable")[: lattice.atoms]
    frames = lattice.boxes[order] / lattice.height
    first, last = lattice.spans[chosen[0], 0], lattice.spans[chosen[-1], 1]
    before = [i for i in range(first) if not (lattice.marks[i] and _speck(frames[i]))]
    if len(before) != 1 or not lattice.marks[before[0]] or lattice.tied[before[0] + 1]:
        return Sign.NONE
    if any(lattice.marks[i] and is_dash(frames[i]) for i in range(last, lattice.atoms)):
        return Sign.NONE
    frame, digit = frames[before[0]], lattice.boxes[chosen[0]] / lattice.height
    if frame[2] <= edge / lattice.height + _CLEAR:
        return Sign.NONE
    middle = ((frame[1] + frame[3]) / 2 - digit[1]) / (digit[3] - digit[1])
    if not (is_dash(frame, _SHORT) and _LEVEL[0] <= middle <= _LEVEL[1] and digit[0] - frame[2] <= _GAP):
        return Sign.NONE
    wavy = _is_wavy(lattice.pixels[order[before[0]]])
    sure = is_dash(frame) and frame[0] - edge / lattice.height >= _CLEAR and not wavy
    return Sign.MINUS if sure else Sign.DOUBTFUL


def _single(lattice: Lattice) -> NDArray[np.bool_]:
    """Candidates of one atom, bool (N,)."""
    return np.asarray(lattice.spans[:, 1] - lattice.spans[:, 0] == 1)


def _speck(frame: NDArray[np.float64]) -> bool:
    """Whether a box, in heights of the writing, is too short for a minus."""
    return bool(max(frame[2] - frame[0], frame[3] - frame[1]) < _LENGTH[0])


def _is_wavy(glyph: NDArray[np.uint8]) -> bool:
    """Whether a dash, uint8 (28, 28), is a ~: it rises, falls and rises, or the other way about."""
    weights = glyph.astype(np.float64)
    inked = np.flatnonzero(weights.sum(axis=0) > _FAINT)
    if len(inked) < _WAVE:
        return False
    height = (weights[:, inked] * np.arange(len(glyph))[:, None]).sum(axis=0) / weights[:, inked].sum(axis=0)
    place = np.linspace(0, 1, len(inked))
    height -= np.polyval(np.polyfit(place, height, 1), place)
    return bool(abs(2 * (height * np.sin(2 * np.pi * place)).mean()) >= _SWING * len(inked))


def is_dash(frame: NDArray[np.float64], flat: float = _FLAT) -> bool:
    """Whether a box, in heights of the writing, has the form of a minus, at least `flat` times as long as high."""
    length = frame[2] - frame[0]
    return bool(_LENGTH[0] <= length <= _LENGTH[1] and length >= flat * (frame[3] - frame[1]))
