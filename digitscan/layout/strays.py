"""Ink that reaches into a cell and was given to no field: a number written across the frame, a stamp, a signature.

Most of such ink lies outside, so that it is not the cell's. What it means there nobody knows; that it is there must be
told, for without it a number may have lost a digit.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from digitscan.types import Box, Field, quad_box

_REACH = 0.25
"""Height or width, in heights of the cell, of what lies in it from which on it is more than the tail of a letter."""

_EDGE = 3
"""Pixels, beside half the ruling, along the frame that are not looked at: the rests of it, and its blur."""

_BESIDE, _LEVEL, _TALL = 0.35, 0.7, 0.7
"""Gap, shared height and least height, in heights of a word on a line, of ink beyond the end of the line that may be
its next digit: digits of one number stand as near, units and captions further away or lower."""

_DIGIT = 0.5
"""Height, in that of a comb's cell, from which on ink may be a digit of it: units and captions are lower."""

_JOINED = 1.4
"""Height of two digits, one below the other, that touch, in heights of one."""


def beside_combs(fields: Sequence[Field], boxes: NDArray[np.int32], owner: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Which fields are combs beside which ink is no cell's that may be a digit of theirs: a cell may not be found.

    Args:
        fields: F of them.
        boxes: int32 (N, 4), left, top, right, bottom of the components.
        owner: int32 (N,), the cell of each, -1 for none.

    Returns:
        bool (F,).
    """
    found = np.zeros(len(fields), bool)
    left, top, right, bottom = boxes[owner < 0].T
    for i, field in enumerate(fields):
        if not field.cells:
            continue
        pitch = field.box.width / len(field.cells)
        for quad, after in ((field.cells[0], False), (field.cells[-1], True)):
            cell = quad_box(quad)
            middle = (left + right) / 2
            away = middle - cell.right if after else cell.left - middle
            shared = np.minimum(bottom, cell.bottom) - np.maximum(top, cell.top)
            tall = bottom - top
            near = (away > 0) & (away < pitch) & (shared >= _LEVEL * tall) & (tall >= _DIGIT * cell.height)
            found[i] |= bool((near & (right - left <= pitch)).any())
    return found


def find_strays(
    labels: NDArray[np.int32],
    boxes: NDArray[np.int32],
    owner: NDArray[np.int32],
    quads: Sequence[NDArray[np.float32]],
    thickness: float,
) -> NDArray[np.bool_]:
    """Which cells have ink in them that is no cell's.

    Args:
        labels: int32 (H, W), component numbers from 1.
        boxes: int32 (N, 4), left, top, right, bottom of the components.
        owner: int32 (N,), the cell of each, -1 for none.
        quads: C cells, float32 (4, 2).
        thickness: of the rulings, pixels.

    Returns:
        bool (C,).
    """
    found = np.zeros(len(quads), bool)
    nobodys = np.flatnonzero(owner < 0)
    edge = round(thickness / 2) + _EDGE
    for number, quad in enumerate(quads):
        # The inside of a leaning cell: what its box has and the cell has not is its neighbours'.
        left, right = max(quad[0, 0], quad[3, 0]), min(quad[1, 0], quad[2, 0])
        top, bottom = max(quad[0, 1], quad[1, 1]), min(quad[2, 1], quad[3, 1])
        inner = np.rint([left + edge, top + edge, right - edge, bottom - edge]).astype(np.intp)
        some = boxes[nobodys]
        shared = np.minimum(some[:, 2:], inner[2:]) - np.maximum(some[:, :2], inner[:2])
        least = _REACH * quad_box(quad).height
        near = nobodys[(shared > 0).all(axis=1) & (shared.max(axis=1) >= least)]
        if len(near):
            part = labels[inner[1] : inner[3], inner[0] : inner[2]]
            found[number] = any(_reaches(part == i + 1, least) for i in near.tolist())
    return found


def _reaches(part: NDArray[np.bool_], least: float) -> bool:
    """Whether what is set in (h, w) is as high or as wide as `least` pixels."""
    y, x = np.nonzero(part)
    return bool(len(y) and max(np.ptp(y), np.ptp(x)) + 1 >= least)


def reaches_beside(word: Box, framed: NDArray[np.int32]) -> bool:
    """Whether ink of a cell above or below reaches so near to a word, as a digit does that touches one of the next row.

    Args:
        word: its box.
        framed: int32 (N, 4), left, top, right, bottom of the ink that cells have.
    """
    return goes_on_beside(word, framed[framed[:, 3] - framed[:, 1] >= _JOINED * word.height])


def goes_on_beside(word: Box, others: NDArray[np.int32]) -> bool:
    """Whether ink that was given to no line stands as near to a word as its own digits do.

    Args:
        word: its box.
        others: int32 (N, 4), left, top, right, bottom of that ink.
    """
    height = word.height
    gap = np.maximum(others[:, 0] - word.right, word.left - others[:, 2])
    shared = np.minimum(others[:, 3], word.bottom) - np.maximum(others[:, 1], word.top)
    tall = others[:, 3] - others[:, 1]
    near = (gap <= _BESIDE * height) & (shared >= _LEVEL * height) & (tall >= _TALL * height)
    return bool(near.any())
