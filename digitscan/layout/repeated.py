"""Signs that are printed into each cell of a form beside what is written there: $, kr or kg, in the same place in all.

What is found at one place, in one shape and size, in nearly all cells with ink, is no writing. It must have writing
beside it that is not of the same print: a table that is printed with its numbers has digits in common too. A sign like
a 0 or a 1, and several of one size, as 00, 20 or CHF, may be digits of the number and stay.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from digitscan.types import Box

_FEWEST, _SHARE = 6, 0.75
"""Fewest cells in which such a sign stands, and the share of those with ink in their columns: in some it touches what
is written."""

_SEEDS = 8
"""Cells that are searched for signs which the others have too: one that most have is in these."""

_SAME_ROOM = 0.12
"""Largest difference of the heights of cells of one kind, and of the left sides of those of a column, as a part of
the height."""

_PLACE, _SIZE = (3.0, 0.06), (2.0, 0.12)
"""How far a sign's place in its cell may differ, in pixels and in heights of the cell; and how far its sides, in pixels
and in themselves."""

_ALIKE = 0.75
"""Least correlation of the pictures of two of them."""

_PICTURE = 16
"""Side of such a picture, pixels."""

_AS_HIGH, _MOSTLY = 0.1, 0.5
"""Difference in height, as a part, up to which what stands beside a sign may be of the same print; and the share of it
that is so in a table that is printed with its numbers."""

_WITHIN = (0.05, 0.12)
"""How far a sign is from the sides of its cell, and its height, in heights of the cell: what is left of lines is low
and lies at them."""

_ON_LINE = 0.05
"""How far off the line of print its feet are, in heights of a sign."""

_AT_END = 0.9
"""Share of its cells in which a sign stands before, or behind, all that is written."""

_LONGEST = 8
"""Signs side by side at most, as in Amount: a longer one is a sentence."""

_WITH_WRITING = 0.5
"""Least share of the cells with the sign that hold anything else."""

_NARROW, _HOLE = 0.5, 0.2
"""Width, in its height, up to which a sign may be a 1, and the share of its box that the hole of a 0 is: a digit that
is printed before what is written belongs to the number."""

_DIGITS = (0.06, 0.2)
"""Difference of the heights and of the widths of two signs, as a part, up to which they may be digits of one print."""


def find_repeated(
    labels: NDArray[np.int32], boxes: NDArray[np.int32], owner: NDArray[np.int32], cells: Sequence[Box]
) -> NDArray[np.bool_]:
    """Which components are signs printed into each cell.

    Args:
        labels: int32 (H, W), components of the ink, from 1.
        boxes: int32 (N, 4), left, top, right, bottom of the components, pixels.
        owner: int32 (N,), the cell of each; -1 for none.
        cells: upright boxes of all cells.

    Returns:
        bool (N,).
    """
    found = np.zeros(len(boxes), bool)
    frames = np.array(cells, np.float64).reshape(-1, 4)
    inked = np.unique(owner[owner >= 0])
    heights = frames[inked, 3] - frames[inked, 1]
    while len(inked) >= _FEWEST:
        usual = max(1.0, float(np.sort(heights)[len(heights) // 2]))  # that of one of them
        of_kind = np.abs(heights / usual - 1) <= _SAME_ROOM
        kind = inked[of_kind]
        if len(kind) >= _FEWEST:
            found |= _in_kind(labels, boxes, owner, frames, kind, usual)
        rest = ~of_kind & (heights > 1)
        inked, heights = inked[rest], heights[rest]
    return found


def _in_kind(
    labels: NDArray[np.int32],
    boxes: NDArray[np.int32],
    owner: NDArray[np.int32],
    frames: NDArray[np.float64],
    kind: NDArray[np.intp],
    room: float,
) -> NDArray[np.bool_]:
    """The same among cells of one height, `room` pixels, whose numbers are `kind`."""
    members = np.flatnonzero(np.isin(owner, kind))
    own, cell = boxes[members].astype(np.float64), frames[owner[members]]
    size = own[:, 2:] - own[:, :2]
    signs = _without_digits(_find_signs(labels, boxes, owner, frames, kind, room), own)
    printed = np.zeros(len(members), bool)
    for sign in signs:
        printed[sign] = True
    found = np.zeros(len(boxes), bool)
    for sign in signs:
        places = owner[members[sign]]
        others = [other for other in signs if np.isin(owner[members[other]], places).mean() >= _WITH_WRITING]
        if len(others) > _LONGEST:
            continue
        tallest = max(float(np.median(size[other, 1])) for other in others)
        beside = ~printed & np.isin(owner[members], places)
        written = len(np.unique(owner[members[beside]]))
        feet = own[beside, 3] - cell[beside, 3] - np.median(own[sign, 3] - cell[sign, 3])
        if written < _WITH_WRITING * len(sign) or _is_print(size[beside, 1], feet, tallest):
            continue
        if _stand_at_one_end(own, owner[members], sign, beside):
            found[members[sign]] = True
    return found


def _find_signs(
    labels: NDArray[np.int32],
    boxes: NDArray[np.int32],
    owner: NDArray[np.int32],
    frames: NDArray[np.float64],
    kind: NDArray[np.intp],
    room: float,
) -> list[NDArray[np.intp]]:
    """What nearly all cells of a kind have in one place, in one shape and size.

    Arguments as for `_in_kind`.

    Returns:
        For each sign, which of the components of these cells it is, intp (n,).
    """
    members = np.flatnonzero(np.isin(owner, kind))
    own, cell = boxes[members].astype(np.float64), frames[owner[members]]
    size = own[:, 2:] - own[:, :2]
    top = own[:, 1] - cell[:, 1]
    clear = np.minimum(own[:, 0] - cell[:, 0], cell[:, 2] - own[:, 2]) >= _WITHIN[0] * room
    clear &= (size[:, 1] >= _WITHIN[1] * room) & (size[:, 0] >= _NARROW * size[:, 1])
    seeds = np.flatnonzero(clear & np.isin(owner[members], kind[:: max(1, len(kind) // _SEEDS)]))
    signs: list[NDArray[np.intp]] = []
    for seed in seeds.tolist():
        if any(seed in sign for sign in signs) or _is_nought(labels, boxes, members[seed]):
            continue
        alike = (np.abs(size - size[seed]) <= np.maximum(_SIZE[0], _SIZE[1] * size[seed])).all(axis=1)
        alike &= np.abs(top - top[seed]) <= max(_PLACE[0], _PLACE[1] * room)
        for side in (0, 2):
            away = own[:, side] - cell[:, side]
            same = np.flatnonzero(alike & (np.abs(away - away[seed]) <= max(_PLACE[0], _PLACE[1] * room)))
            if _are_in_most(owner[members[same]], frames, kind, room) and _look_alike(
                labels, boxes, members[same], members[seed]
            ):
                signs.append(same)
                break
    return signs


def _stand_at_one_end(
    boxes: NDArray[np.float64], owners: NDArray[np.int32], sign: NDArray[np.intp], beside: NDArray[np.bool_]
) -> bool:
    """Whether a sign stands before all that is beside it in its cells, or behind: letters stand within words."""
    left, right = np.full(int(owners.max()) + 1, np.inf), np.full(int(owners.max()) + 1, -np.inf)
    np.minimum.at(left, owners[beside], boxes[beside, 0])
    np.maximum.at(right, owners[beside], boxes[beside, 2])
    places = owners[sign]
    before, behind = boxes[sign, 0] <= left[places], boxes[sign, 2] >= right[places]
    return bool(max(before.mean(), behind.mean()) >= _AT_END)


def _is_print(heights: NDArray[np.float64], feet: NDArray[np.float64], tallest: float) -> bool:
    """Whether what stands beside signs is of their print, by n heights, and n feet below those of the sign.

    Print has digits as high as its capitals, and letters on one line with them.
    """
    as_high = np.abs(heights / tallest - 1) <= _AS_HIGH
    level = np.abs(feet) <= max(1.0, _ON_LINE * tallest)
    return bool(as_high.mean() >= _MOSTLY or level.mean() >= _MOSTLY)


def _are_in_most(owners: NDArray[np.int32], frames: NDArray[np.float64], kind: NDArray[np.intp], room: float) -> bool:
    """Whether components with these owners are in nearly all cells of a kind in their columns, one in each."""
    cells = np.unique(owners)
    if len(cells) < _FEWEST or len(owners) > len(cells) + 1:
        return False
    lefts = np.sort(frames[cells, 0])
    places = np.clip(np.searchsorted(lefts, frames[kind, 0]), 1, len(lefts) - 1)
    away = np.minimum(np.abs(frames[kind, 0] - lefts[places - 1]), np.abs(frames[kind, 0] - lefts[places]))
    return bool(len(cells) >= _SHARE * np.count_nonzero(away <= _SAME_ROOM * room))


def _look_alike(labels: NDArray[np.int32], boxes: NDArray[np.int32], some: NDArray[np.intp], one: np.intp) -> bool:
    """Whether most of some components look like one of them."""
    pattern = _picture(labels, boxes, one)
    alike = [float(np.corrcoef(pattern, _picture(labels, boxes, other))[0, 1]) for other in some]
    return float(np.median(alike)) >= _ALIKE


def _picture(labels: NDArray[np.int32], boxes: NDArray[np.int32], one: np.intp) -> NDArray[np.float32]:
    left, top, right, bottom = boxes[one].tolist()
    mask = (labels[top:bottom, left:right] == one + 1).astype(np.float32)
    small = cv2.resize(mask, (_PICTURE, _PICTURE), interpolation=cv2.INTER_AREA)
    small[0, 0] += 1e-3  # a full square has no correlation
    return np.asarray(cv2.blur(small, (3, 3)), np.float32).ravel()


def _is_nought(labels: NDArray[np.int32], boxes: NDArray[np.int32], one: np.intp) -> bool:
    """Whether a component encloses a large part of its box."""
    left, top, right, bottom = boxes[one].tolist()
    mask = (labels[top:bottom, left:right] == one + 1).astype(np.uint8)
    contours, _ = cv2.findContours(mask, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
    areas = sorted(cv2.contourArea(contour) for contour in contours)
    return len(areas) == 2 and areas[0] >= _HOLE * mask.size


def _without_digits(signs: list[NDArray[np.intp]], boxes: NDArray[np.float64]) -> list[NDArray[np.intp]]:
    """The signs without those that stand side by side with one of the same size, as 00 and 20 do."""
    usual = [np.median(boxes[sign], axis=0) for sign in signs]
    order = sorted(range(len(signs)), key=lambda i: float(usual[i][0]))
    digits: set[int] = set()
    for i, j in pairwise(order):
        (width, height), (other, high) = (usual[k][2:] - usual[k][:2] for k in (i, j))
        if abs(height / high - 1) <= _DIGITS[0] and abs(width / other - 1) <= _DIGITS[1]:
            digits |= {i, j}
    return [sign for i, sign in enumerate(signs) if i not in digits]
