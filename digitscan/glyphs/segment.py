"""The ink of a field becomes its pieces: connected components from left to right, each normalised as one glyph.

A component is a digit, a part of a broken one, or several that touch. What becomes of it is for `candidates` to say,
which knows what the network takes it for.
"""

from __future__ import annotations

from bisect import bisect_left
from itertools import accumulate

import cv2
import numpy as np
from numpy.typing import NDArray

from digitscan.glyphs.candidates import MOST_ATOMS, find_marks, lay_lattice
from digitscan.glyphs.normalize import normalize_all
from digitscan.types import Lattice, Pieces

_DIGIT = 0.36
"""Height, in heights of the writing, from which on a piece counts as the size of a digit."""

_MOST_DIGITS = 60
"""Separate pieces the size of a digit above which a field is text: the longest numbers people write have 34."""

_GRAIN = 0.04
"""Size, in heights of the tallest piece, below which one is the grain of the paper: dots are as wide as a pen, and the
finest pen has 0.05. Digits a hand high gather hundreds of them."""

_SOFT = np.ones((3, 3), np.uint8)
"""How far the soft edge of a stroke reaches beyond its component: a pixel."""


def segment(
    labels: NDArray[np.int32], contrast: NDArray[np.uint8], boxes: NDArray[np.int32], members: NDArray[np.intp]
) -> Lattice | None:
    """Cut the ink of one field into candidates, all that there may be; arguments and None as for `find_pieces`."""
    pieces = find_pieces(labels, contrast, boxes, members)
    return None if pieces is None else lay_lattice(pieces, None)


def find_pieces(
    labels: NDArray[np.int32], contrast: NDArray[np.uint8], boxes: NDArray[np.int32], members: NDArray[np.intp]
) -> Pieces | None:
    """Take the components of one field out of the page.

    Args:
        labels: int32 (H, W), component numbers from 1.
        contrast: uint8 (H, W), 0 paper … 255 ink.
        boxes: int32 (N, 4), left, top, right, bottom of all components.
        members: indices (from 0) of the field's components.

    Returns:
        The pieces, or None if there is no ink or too much for a number.
    """
    members = _without_grain(boxes, members)
    if not len(members) or len(members) > MOST_ATOMS:
        return None
    frames = boxes[members]
    height = writing_height(frames)
    # Known before anything is cut: cutting the letters of a page of text would take seconds.
    if np.count_nonzero(frames[:, 3] - frames[:, 1] >= _DIGIT * height) > _MOST_DIGITS:
        return None
    # In the order of their middles, as the atoms into which some are cut will be.
    order = np.argsort(frames[:, 0] + frames[:, 2], kind="stable")
    members, frames = members[order], frames[order]
    masks, inks, corners = _take(labels, contrast, frames, members)
    spans = np.arange(len(members), dtype=np.int32)[:, None] + np.array([0, 1], np.int32)
    marks = find_marks(frames, height)
    tied = np.zeros(len(members), bool)
    return Pieces(Lattice(spans, frames, marks, tied, height, normalize_all(inks)), tuple(masks), tuple(inks), corners)


def _without_grain(boxes: NDArray[np.int32], members: NDArray[np.intp]) -> NDArray[np.intp]:
    """The members but for those that are small for anything in writing as high as the tallest of them."""
    if not len(members):
        return members
    sides = boxes[members, 2:] - boxes[members, :2]
    return members[sides.max(axis=1) >= _GRAIN * sides[:, 1].max()]


def _take(
    labels: NDArray[np.int32], contrast: NDArray[np.uint8], frames: NDArray[np.int32], members: NDArray[np.intp]
) -> tuple[list[NDArray[np.bool_]], list[NDArray[np.uint8]], NDArray[np.int32]]:
    """Masks, inks and corners of components, as in `digitscan.types.Pieces`; `frames` are their boxes."""
    left, top = frames[:, :2].min(axis=0).tolist()
    right, bottom = frames[:, 2:].max(axis=0).tolist()
    # Components of other fields count as paper here.
    numbers = np.zeros(int(labels[top:bottom, left:right].max()) + 1, np.uint8)
    numbers[members + 1] = np.arange(1, len(members) + 1)
    owners, field = numbers[labels[top:bottom, left:right]], contrast[top:bottom, left:right]
    inked = owners > 0
    softened = cv2.dilate(inked.view(np.uint8), _SOFT)
    masks, inks, corners = [], [], []
    for number, (x, y, x_end, y_end) in enumerate(frames.tolist(), 1):
        # The soft edge stays inside the field.
        first_x, first_y = max(x - 1, left), max(y - 1, top)
        window = np.s_[first_y - top : min(y_end + 1, bottom) - top, first_x - left : min(x_end + 1, right) - left]
        own = owners[window] == number
        around = inked[max(0, y - 2 - top) : y_end + 2 - top, max(0, x - 2 - left) : x_end + 2 - left]
        # Most components stand alone, and what is soft near them is theirs.
        if np.count_nonzero(around) == np.count_nonzero(own):
            soft = softened[window]
        else:
            soft = cv2.dilate(own.view(np.uint8), _SOFT)
            soft &= own | ~inked[window]
        inks.append(field[window] * soft)
        masks.append(own[y - first_y : y_end - first_y, x - first_x : x_end - first_x])
        corners.append((first_x, first_y))
    return masks, inks, np.array(corners, np.int32)


def writing_height(boxes: NDArray[np.int32]) -> float:
    """Height of the writing, pixels: that of the taller digits, where most of the ink's height is.

    Args:
        boxes: int32 (N, 4) of the field's components; pieces above one another count as one digit.
    """
    heights = sorted(bottom - top for _, top, _, bottom in _stacks(boxes.tolist()))
    weight = list(accumulate(height * height for height in heights))
    return max(1.0, float(heights[bisect_left(weight, 0.6 * weight[-1])]))


def _stacks(boxes: list[list[int]]) -> list[list[int]]:
    """Join boxes of which one covers at least half of the width of the other, no further apart than the taller is high.

    The pieces of a broken digit stand closer than that; what is left of a frame's two corners does not.
    """
    stacks: list[list[int]] = []
    for left, top, right, bottom in sorted(boxes):
        for stack in stacks:
            shared = min(right, stack[2]) - max(left, stack[0])
            apart = max(top, stack[1]) - min(bottom, stack[3])
            if shared >= 0.5 * min(right - left, stack[2] - stack[0]) and apart <= max(
                bottom - top, stack[3] - stack[1]
            ):
                stack[1:] = [min(stack[1], top), max(stack[2], right), max(stack[3], bottom)]
                break
        else:
            stacks.append([left, top, right, bottom])
    return stacks
