"""Numbers of two columns that run into one another are parted where other lines have the gap between these columns.

In a table without upright lines the columns show in the lines above and below. A long number that reaches into the gap
stays whole: what is parted must stand below numbers of both columns.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from digitscan.layout.fields import FieldInk
from digitscan.layout.lines import bounding_box

_SAME = 0.5
"""Share of the lower one's height that two words of a line have in common."""

_BELOW = 0.5
"""Share of the narrower one's width that a part of a word and a word of its column have in common."""

_NEAR = 15
"""How far above and below a word other lines are looked at, in its heights: in photos columns lean."""

_LINES = 3
"""Lines with a gap at a place from which on it may be one between columns."""

_ACROSS = 0.34
"""Most digits that lie across such a place, in the number of these gaps: in running text most do."""

_ONE = 0.5
"""Share of the gaps in other lines that two places have in common above which they lie in one gap between columns."""

_APART = 0.08
"""Least gap at which a word is parted, in its height."""


def part_at_gutters(inks: list[FieldInk], boxes: NDArray[np.int32]) -> list[FieldInk]:
    """The fields of a page, words that reach over a gap between two columns parted there.

    Args:
        inks: the fields.
        boxes: int32 (N, 4), left, top, right, bottom of the components.

    Returns:
        The fields, parts in the place of what was parted.
    """
    words = [i for i, ink in enumerate(inks) if ink.free and not ink.blank]
    if len(words) < 2 * _LINES:
        return inks
    around = np.array([bounding_box(boxes, inks[i].parts[0]) for i in words], np.float64)
    left, right = _neighbours(around)
    if len(left) < _LINES:
        return inks
    middles = (left[:, 2] + right[:, 0]) / 2
    near = np.abs(left[:, 1] - around[:, 1:2]) <= _NEAR * (around[:, 3:] - around[:, 1:2])
    within = near & (around[:, :1] < middles) & (middles < around[:, 2:3])
    digits = boxes[np.concatenate([inks[i].parts[0] for i in words])].astype(np.float64)
    parted = dict(enumerate([[ink] for ink in inks]))
    for k in np.flatnonzero(within.sum(axis=1) >= _LINES).tolist():
        ink = inks[words[k]]
        beside = digits[np.abs(digits[:, 1] - around[k, 1]) <= _NEAR * (around[k, 3] - around[k, 1])]
        groups = _parts(boxes, ink.parts[0], left[within[k]], right[within[k]], beside)
        if len(groups) > 1:
            parted[words[k]] = [ink.around(group, boxes) for group in groups]
    return [ink for i in range(len(inks)) for ink in parted[i]]


def _neighbours(around: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Each word with the next one to the right in its line: their boxes, float64 (P, 4) each."""
    height = around[:, 3] - around[:, 1]
    shared = np.minimum(around[:, None, 3], around[None, :, 3]) - np.maximum(around[:, None, 1], around[None, :, 1])
    beside = (shared >= _SAME * np.minimum(height[:, None], height)) & (around[None, :, 0] >= around[:, None, 2])
    distance = np.where(beside, around[None, :, 0], np.inf)
    nearest = distance.argmin(axis=1)
    has = beside.any(axis=1)
    return around[has], around[nearest[has]]


def _parts(
    boxes: NDArray[np.int32],
    members: NDArray[np.intp],
    left: NDArray[np.float64],
    right: NDArray[np.float64],
    digits: NDArray[np.float64],
) -> list[NDArray[np.intp]]:
    """The components `members` of a word in groups, one for each column.

    Args:
        boxes: int32 (N, 4), of all components.
        members: of the word.
        left: float64 (P, 4), words of other lines, whose gap to the next one lies within this one.
        right: float64 (P, 4), these next ones.
        digits: float64 (M, 4), components of words near it.
    """
    members = members[np.argsort(boxes[members, 0], kind="stable")]
    own = boxes[members].astype(np.float64)
    ends = np.maximum.accumulate(own[:, 2])
    least = _APART * float(np.ptp(own[:, 1::2]))
    cuts: list[tuple[int, float, NDArray[np.bool_]]] = []
    for i in range(1, len(members)):
        wide = own[i, 0] - ends[i - 1]
        if wide < least:
            continue
        x = (ends[i - 1] + own[i, 0]) / 2
        clear = (left[:, 2] <= x) & (x <= right[:, 0])
        below = _shares(own[0, 0], ends[i - 1], left) & _shares(own[i, 0], ends[-1], right)
        gaps = clear & below
        across = int(((digits[:, 0] < x) & (x < digits[:, 2])).sum())
        if gaps.sum() < _LINES or across > _ACROSS * gaps.sum():
            continue
        # Of two places within one gap between columns the wider one is it.
        if cuts and (cuts[-1][2] & gaps).sum() > _ONE * min(cuts[-1][2].sum(), gaps.sum()):
            if wide > cuts[-1][1]:
                cuts[-1] = i, wide, gaps
        else:
            cuts.append((i, wide, gaps))
    return np.split(members, [i for i, _, _ in cuts])


def _shares(start: float, stop: float, words: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which words stand below or above what reaches from `start` to `stop`, bool (P,)."""
    shared = np.minimum(words[:, 2], stop) - np.maximum(words[:, 0], start)
    return np.asarray(shared >= _BELOW * np.minimum(words[:, 2] - words[:, 0], stop - start))
