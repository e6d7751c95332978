"""Signs that make several numbers of one: a slash, a dash or a colon among the digits, as in 12/03, 12-15 and 12:30."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import atan2, degrees, sqrt

import cv2
import numpy as np
from numpy.typing import NDArray

from digitscan.recognition.atoms import atom_boxes, digit_bodies, used_atoms, whole_atoms
from digitscan.recognition.minus import is_dash
from digitscan.types import Lattice

_LEAN = 10.0
"""Degrees by which a slash leans further to the right than the digits of its number."""

_THIN = 0.14
"""Largest spread of a slash's ink across its length, in that along it: a 1 with a flag or a foot has more."""

_TALL = 1.0
"""Least height of a slash, in that of the other digits. With these three, 1,528 of 1,716 slashes that were read as
a 1 are told, of 2,461 1s inside drawn numbers 31, and 7 of 159 inside cheque amounts."""

_ON_PAGE = (18.0, 0.24, 1.0)
"""The three for a slash of a thick pen, on a page: in amounts cut out of cheques 9 of 209 inner 1s are such. On four
scans each of three drawn charts with 120/80 in their cells 85 of 456 slashes and colons were 1s, `ok`; with this and
what follows none, and of 1,795 other numbers there and on like pages that were `ok` four are not."""

_OF_ONES = (10.0, 0.24, 0.95)
"""The three for a slash beside which there is a true 1 in the same number."""

_FURTHER = 12.0
"""Degrees by which it leans further than that one: so does one of 209 inner 1s of cheques."""

_OF_TWO = (3.0, 0.2, 0.92)
"""The three for two slashes that make a date of the digits, which few numbers are by chance."""

_AT_END = (15.0, 0.25, 1.1)
"""The three for a slash before the first digit or behind the last, as in /25 and 500/-."""

_BEYOND = 0.06
"""How far, in heights of the other digits, such a slash goes beyond them above and below at least. With
these four, of 38 printed /25 that were read as 125 in four scans of a mark table 26 are told, and of 514 1s at the ends
of numbers on other drawn pages none."""

_DAYS, _MONTHS = 31, 12
"""Of the longest month, and of a year."""

_LEVEL = (0.25, 0.8)
"""Where the middle of a dash stands, as a share of the height of the digit before it from the top."""

_FLAT = 1.4
"""Least length of a dash between digits, in its own heights: short ones, in a wave, are drawn from digit to digit."""

_DOT = (0.06, 0.3)
"""Least shorter and largest longer side of a colon's points, in heights of the writing."""

_ABOVE = (0.15, 0.25)
"""How far, in heights of the writing, the upper point of a colon stands above the other at least, and beside it at
most."""

_REACH = 0.1
"""How far, in heights of the writing, a sign may reach under the digits on either side."""


def find_parting(value: str, lattice: Lattice, chosen: Sequence[int], *, snippet: bool = False) -> str:
    """The sign that stands among the digits of a reading: "slash", "dash" or "colon", or "" for none.

    Args:
        value: the digits.
        lattice: of the field.
        chosen: indices of the candidates that are its digits, from left to right.
        snippet: whether this is all of a picture: who cuts a number out leaves a slash beside it away.
    """
    if len(chosen) < 2 or len(chosen) != len(value):
        return ""
    inner = [i for i, digit in enumerate(value[1:-1], 1) if digit == "1"]
    if any(_is_slash(lattice, chosen, i, (_LEAN, _THIN, _TALL)) for i in inner):
        return "slash"
    if not snippet and any(_is_slash(lattice, chosen, i, _ON_PAGE) for i in inner):
        return "slash"
    if any(_leans_beside_a_one(value, lattice, chosen, i) and _is_slash(lattice, chosen, i, _OF_ONES) for i in inner):
        return "slash"
    if any(all(_is_slash(lattice, chosen, i, _OF_TWO) for i in two) for two in _dates(value)):
        return "slash"
    if not snippet and any(value[end] == "1" and _is_slash_at_end(lattice, chosen, end) for end in (0, len(value) - 1)):
        return "slash"
    return _between_digits(lattice, chosen) if lattice.marks.any() else ""


def _dates(value: str) -> Iterator[tuple[int, int]]:
    """The places of the 1s that part the digits into a day, a month and a year, each two that do."""
    for first, second in ((1, 3), (1, 4), (2, 4), (2, 5)):
        if value[first : first + 1] == value[second : second + 1] == "1" and len(value) - second in (3, 5):
            parts = int(value[:first]), int(value[first + 1 : second])
            if 1 <= min(parts) <= _MONTHS and max(parts) <= _DAYS:
                yield first, second


def _is_slash(lattice: Lattice, chosen: Sequence[int], place: int, limits: tuple[float, float, float]) -> bool:
    """Whether the 1 at some place of a number is rather a slash: straight, tall, and further over than the others.

    Args:
        lattice: of the field.
        chosen: its digits.
        place: of the 1.
        limits: of its lean beside the others, of its spread, and of its height.
    """
    further, most, tall = limits
    boxes = lattice.boxes[list(chosen)]
    heights = (boxes[:, 3] - boxes[:, 1]).tolist()
    others = [i for i in range(len(chosen)) if i != place]
    if heights[place] < tall * np.median([heights[i] for i in others]):
        return False
    lean, thin = _axis(lattice.pixels[chosen[place]])
    return thin <= most and lean - float(np.median([_slant(lattice.pixels[chosen[i]]) for i in others])) >= further


def _leans_beside_a_one(value: str, lattice: Lattice, chosen: Sequence[int], place: int) -> bool:
    """Whether the 1 at some place of a number leans further to the right than another 1 of it."""
    others = [i for i, digit in enumerate(value) if digit == "1" and i != place]
    leans = [_axis(lattice.pixels[chosen[i]])[0] for i in others]
    return bool(leans) and _axis(lattice.pixels[chosen[place]])[0] - min(leans) >= _FURTHER


def _is_slash_at_end(lattice: Lattice, chosen: Sequence[int], place: int) -> bool:
    """Whether the 1 at an end of a number, at `place`, is rather a slash: it goes beyond the others above and below."""
    boxes = lattice.boxes[list(chosen)].astype(np.float64)
    top, foot = np.median(np.delete(boxes, place, axis=0)[:, [1, 3]], axis=0)
    beyond = min(top - boxes[place, 1], boxes[place, 3] - foot)
    return bool(beyond >= _BEYOND * (foot - top)) and _is_slash(lattice, chosen, place, _AT_END)


def _axis(glyph: NDArray[np.uint8]) -> tuple[float, float]:
    """How far the main axis of a glyph leans to the right, degrees, and the spread across it in that along it."""
    some = cv2.moments(glyph)
    across, along, both = some["mu20"], some["mu02"], some["mu11"]
    angle = degrees(atan2(2 * both, across - along)) / 2
    root = sqrt((across - along) ** 2 + 4 * both**2)
    return (90 + angle if angle < 0 else angle - 90), sqrt(max(0.0, across + along - root) / (across + along + root))


def _slant(glyph: NDArray[np.uint8]) -> float:
    """How far the upright strokes of a glyph lean to the right, degrees."""
    some = cv2.moments(glyph)
    return degrees(atan2(-some["mu11"], some["mu02"]))


def _between_digits(lattice: Lattice, chosen: Sequence[int]) -> str:
    """A dash or a colon between two of the digits."""
    frames = atom_boxes(lattice)
    digits = digit_bodies(lattice, chosen, frames)
    whole = lattice.marks & whole_atoms(lattice)
    free, sides = ~used_atoms(lattice, chosen), frames[:, 2:] - frames[:, :2]
    dots = whole & (sides.min(axis=1) >= _DOT[0]) & (sides.max(axis=1) <= _DOT[1])
    dashes = [frame for frame in frames[whole & free] if is_dash(frame, _FLAT)]
    for digit, other in pairwise(digits):
        left, right = digit[2] - _REACH, other[0] + _REACH
        middle = [
            ((f[1] + f[3]) / 2 - digit[1]) / (digit[3] - digit[1]) for f in dashes if left <= f[0] and f[2] <= right
        ]
        if any(_LEVEL[0] <= level <= _LEVEL[1] for level in middle):
            return "dash"
        points = frames[dots & (frames[:, 0] >= left) & (frames[:, 2] <= right)]
        x, y = (points[:, 0] + points[:, 2]) / 2, (points[:, 1] + points[:, 3]) / 2
        above, beside = y[:, None] - y >= _ABOVE[0], np.abs(x[:, None] - x) <= _ABOVE[1]
        if (above & beside).any():
            return "colon"
    return ""
