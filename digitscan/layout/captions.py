"""Captions: what is printed inside a box to say what belongs there, small, along its upper or lower side.

A caption is a line of print much lower than the number beside it. One form has them all alike, so that a box with
nothing but such a line in the same place is an empty one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from digitscan.types import Box

_SMALL = 0.6
"""Height, in that of the tallest piece in the box, up to which a piece may be of the caption: print of 7 to 9 points
beside digits of 4 mm and more is half as high."""

_OVERLAP = 0.15
"""How far, in that height, the caption may reach beside the digits: their tops and feet are not on one line."""

_LETTERS = 3
"""Fewest letters of a caption that stands for itself; pieces of a broken digit are one or two."""

_LETTER = 0.5
"""Height, in that of the line, from which on a piece is a letter and no dot or comma."""

_GAP = 2.5
"""Widest gap in it, in its own heights: words have one apart, or more where they are set wide."""

_LEVEL, _ON_LINE = (1.5, 0.12), 0.6
"""How far, in pixels and in heights of the line, the foot of a letter is off the printed line, and least share of the
letters that stand on it: p and g hang below, and hands do not keep to a line as print does."""

_ALIKE = 0.25
"""Largest difference between captions of one form, in their heights: of height, and of distance from the box's side."""

_KNOWN = 3
"""Fewest captions of a form that say what one is."""


class _Caption(NamedTuple):
    """One caption: its pieces, its height, and how far its middle is from the upper or lower side, pixels."""

    members: NDArray[np.intp]
    height: float
    depth: float
    top: bool


def find_captions(boxes: NDArray[np.int32], owner: NDArray[np.int32], cells: Sequence[Box]) -> NDArray[np.bool_]:
    """Which components belong to captions.

    Args:
        boxes: int32 (N, 4), left, top, right, bottom of the components, pixels.
        owner: int32 (N,), the cell of each; -1 for none.
        cells: upright boxes of the cells in which captions may stand.

    Returns:
        bool (N,).
    """
    found = np.zeros(len(boxes), bool)
    order = np.argsort(owner, kind="stable")
    starts = np.searchsorted(owner[order], np.arange(len(cells) + 1))
    inside = [order[first:last] for first, last in zip(starts[:-1].tolist(), starts[1:].tolist(), strict=True)]
    known: list[_Caption] = []
    for members, cell in zip(inside, cells, strict=True):
        if len(members) > _LETTERS:
            known += _beside_digits(boxes, members, cell)
    for caption in known:
        found[caption.members] = True
    if len(known) < _KNOWN:
        return found
    for members, cell in zip(inside, cells, strict=True):
        if not len(members) or found[members].any():
            continue
        if _is_alone(boxes[members], cell, known):
            found[members] = True
        elif len(members) > 1:
            # A short one, as No. or ID.
            for caption in _beside_digits(boxes, members, cell, fewest=1):
                found[caption.members] = _is_like(caption, known)
    return found


def _beside_digits(
    boxes: NDArray[np.int32], members: NDArray[np.intp], cell: Box, fewest: int = _LETTERS
) -> list[_Caption]:
    """The captions of at least so many letters above and below the digits of a cell."""
    own = boxes[members]
    high = own[:, 3] - own[:, 1]
    tallest = high.max()
    small = high <= _SMALL * tallest
    if np.count_nonzero(small) < fewest:
        return []
    digits = own[~small]
    over = small & (own[:, 3] <= np.median(digits[:, 1]) + _OVERLAP * tallest)
    under = small & (own[:, 1] >= np.median(digits[:, 3]) - _OVERLAP * tallest)
    captions = []
    for line, top in ((over, True), (under, False)):
        # What begins behind the last digit is written small: cents.
        if np.count_nonzero(line) >= fewest and own[line, 0].min() < digits[:, 2].max() - _OVERLAP * tallest:
            height = _printed_height(own[line], fewest)
            if height:
                captions.append(_Caption(members[line], height, _depth(own[line], cell, top=top), top))
    return captions


def _printed_height(line: NDArray[np.int32], fewest: int) -> float:
    """The height of a printed line of pieces int32 (n, 4), pixels; 0 where it is none of so many letters."""
    high = line[:, 3] - line[:, 1]
    height = float(np.quantile(high, 0.75))
    letters = line[high >= _LETTER * height]
    if len(letters) < fewest:
        return 0.0
    letters = letters[np.argsort(letters[:, 0])]
    gaps = letters[1:, 0] - np.maximum.accumulate(letters[:-1, 2])
    on_line = np.abs(letters[:, 3] - np.median(letters[:, 3])) <= max(_LEVEL[0], _LEVEL[1] * height)
    return height if gaps.max(initial=0) <= _GAP * height and on_line.mean() >= _ON_LINE else 0.0


def _depth(line: NDArray[np.int32], cell: Box, *, top: bool) -> float:
    """How far the foot of a line int32 (n, 4) is below the upper side of its cell, or above the lower one, pixels."""
    foot = float(np.median(line[:, 3]))
    return foot - cell.top if top else cell.bottom - foot


def _is_alone(line: NDArray[np.int32], cell: Box, known: Sequence[_Caption]) -> bool:
    """Whether all that is in a cell, int32 (n, 4), is a caption like the known ones."""
    height = float(np.quantile(line[:, 3] - line[:, 1], 0.75))
    if np.ptp(line[:, [1, 3]]) > 2 * height:
        return False
    every = np.arange(len(line))
    return any(_is_like(_Caption(every, height, _depth(line, cell, top=top), top), known) for top in (True, False))


def _is_like(caption: _Caption, known: Sequence[_Caption]) -> bool:
    """Whether a caption is as high as enough of the known ones, and stands where they do."""
    alike = [
        other
        for other in known
        if other.top == caption.top
        and max(abs(other.height - caption.height), abs(other.depth - caption.depth)) <= _ALIKE * other.height
    ]
    return len(alike) >= _KNOWN
