"""The ink of a field becomes a lattice of glyph candidates: components, their cuts, and their joins.

A component is a digit, a part of a broken one, or several that touch. None of this is decided here: wide components are
cut wherever a cut is cheap, and every run of neighbouring pieces that could be one digit is a candidate.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from digitscan.glyphs.cut import cut
from digitscan.glyphs.normalize import normalize_all
from digitscan.types import Lattice

_LONGEST = 5
"""Most atoms in one candidate: a broken digit in three pieces, or a wide one with four cuts that were not needed."""

_WIDEST = 1.7
"""Widest candidate of several atoms, in heights of the writing: a broad 0, 2 or 4 with its tail."""

_MARK = 0.36
"""Height, in heights of the writing, below which a lone atom is a mark: zeros of 5.000 are written at 0.45 and more."""

_DASH = 1.2
"""Longest mark, in heights of the writing: a dash; what is longer is a stroke that ran through digits."""

_GAP = 0.5
"""Gap, in heights of the writing, that is never inside a digit."""

_MOST_DIGITS = 60
"""Separate pieces the size of a digit above which a field is text: the longest numbers people write have 34."""

_MOST_ATOMS = 160
"""A field with more atoms than this is a picture or a text, not a number."""


def segment(
    labels: NDArray[np.int32], contrast: NDArray[np.uint8], boxes: NDArray[np.int32], members: NDArray[np.intp]
) -> Lattice | None:
    """Cut the ink of one field into candidates.

    Args:
        labels: int32 (H, W), component numbers from 1.
        contrast: uint8 (H, W), 0 paper … 255 ink.
        boxes: int32 (N, 4), left, top, right, bottom of all components.
        members: indices (from 0) of the field's components.

    Returns:
        The lattice, or None if there is no ink or too much for a number.
    """
    if not len(members) or len(members) > _MOST_ATOMS:
        return None
    height = writing_height(boxes[members])
    # Known before anything is cut: cutting the letters of a page of text would take seconds.
    if np.count_nonzero(boxes[members, 3] - boxes[members, 1] >= _MARK * height) > _MOST_DIGITS:
        return None
    left, top = boxes[members, :2].min(axis=0)
    right, bottom = boxes[members, 2:].max(axis=0)
    atoms, tied = _atoms(labels[top:bottom, left:right], boxes[members] - [left, top, left, top], members, height)
    count = len(tied)
    if count > _MOST_ATOMS:
        return None
    frames = _frames(atoms, count)
    marks = (frames[:, 3] - frames[:, 1] < _MARK * height) & (frames[:, 2] - frames[:, 0] < _DASH * height)
    spans, spanned = _spans(frames, height)
    inks = _inks(atoms, contrast[top:bottom, left:right], spans, spanned)
    offset = np.array([left, top, left, top], np.int32)
    return Lattice(spans, spanned + offset, marks, tied, height, normalize_all(inks))


def writing_height(boxes: NDArray[np.int32]) -> float:
    """Height of the writing, pixels: that of the taller digits, where most of the ink's height is.

    Args:
        boxes: int32 (N, 4) of the field's components; pieces above one another count as one digit.
    """
    heights = np.sort([bottom - top for _, top, _, bottom in _stacks(boxes.tolist())]).astype(np.float64)
    weight = np.cumsum(np.square(heights))
    return float(max(1.0, heights[np.searchsorted(weight, 0.6 * weight[-1])]))


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


def _atoms(
    labels: NDArray[np.int32], boxes: NDArray[np.int32], members: NDArray[np.intp], height: float
) -> tuple[NDArray[np.int32], NDArray[np.bool_]]:
    """Cut each component: int32 (h, w) with atom numbers from 1 in order of their middles, and bool (A,) `tied`."""
    atoms = np.zeros(labels.shape, np.int32)
    middles = [0.0]
    pieces = []
    for member, (left, top, right, bottom) in zip(members.tolist(), boxes.tolist(), strict=True):
        here = labels[top:bottom, left:right] == member + 1
        side = _sides(here, height)
        for number in range(int(side.max()) + 1):
            piece = here & (side == number)
            total = int(np.count_nonzero(piece))
            if total:
                atoms[top:bottom, left:right][piece] = len(middles)
                pieces.append(member)
                middles.append(left + float(np.nonzero(piece.any(axis=0))[0].mean()))
    order = np.argsort(np.array(middles[1:]), kind="stable")
    rank = np.zeros(len(middles), np.int32)
    rank[order + 1] = np.arange(1, len(middles), dtype=np.int32)
    ranked = np.array(pieces, np.intp)[order]
    return rank[atoms], np.concatenate([[False], ranked[1:] == ranked[:-1]])


def _sides(here: NDArray[np.bool_], height: float) -> NDArray[np.int32]:
    """int32 (h, w): how many cuts each pixel of a component (bool (h, w)) has on its left."""
    side = np.zeros(here.shape, np.int32)
    if here.shape[0] < _MARK * height and here.shape[1] < _DASH * height:
        # A dash is one mark: in pieces nobody could tell a minus from dots.
        return side
    columns = np.arange(here.shape[1], dtype=np.float32)
    for path in cut(here.view(np.uint8) * np.uint8(255), height):
        side += columns[None] >= path[:, None]
    return side


def _frames(atoms: NDArray[np.int32], count: int) -> NDArray[np.int32]:
    """int32 (A, 4): left, top, right, bottom of each atom."""
    y, x = np.nonzero(atoms)
    owner = atoms[y, x] - 1
    frames = np.empty((count, 4), np.int32)
    frames[:, :2] = np.iinfo(np.int32).max
    frames[:, 2:] = 0
    np.minimum.at(frames[:, 0], owner, x)
    np.minimum.at(frames[:, 1], owner, y)
    np.maximum.at(frames[:, 2], owner, x + 1)
    np.maximum.at(frames[:, 3], owner, y + 1)
    return frames


def _spans(frames: NDArray[np.int32], height: float) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """All runs of atoms that could be one glyph: int32 (N, 2) first and last + 1, and int32 (N, 4) their boxes."""
    spans, boxes = [], []
    for first in range(len(frames)):
        box = frames[first].copy()
        for last in range(first, min(first + _LONGEST, len(frames))):
            if last > first and frames[last, 0] - box[2] > _GAP * height:
                break
            box[:2] = np.minimum(box[:2], frames[last, :2])
            box[2:] = np.maximum(box[2:], frames[last, 2:])
            if last == first or box[2] - box[0] <= _WIDEST * height:
                spans.append((first, last + 1))
                boxes.append(box.copy())
    return np.array(spans, np.int32).reshape(-1, 2), np.array(boxes, np.int32).reshape(-1, 4)


def _inks(
    atoms: NDArray[np.int32], contrast: NDArray[np.uint8], spans: NDArray[np.int32], boxes: NDArray[np.int32]
) -> list[NDArray[np.uint8]]:
    """The ink of each candidate, white on black, with its soft edge and without its neighbours."""
    height, width = atoms.shape
    soft = np.ones((3, 3), np.uint8)
    inks = []
    for (first, last), (left, top, right, bottom) in zip(spans.tolist(), boxes.tolist(), strict=True):
        window = np.s_[max(0, top - 1) : min(height, bottom + 1), max(0, left - 1) : min(width, right + 1)]
        numbers = atoms[window]
        own = (numbers > first) & (numbers <= last)
        edge = cv2.dilate(own.view(np.uint8), soft)
        inks.append(contrast[window] * (edge & (own | (numbers == 0)).view(np.uint8)))
    return inks
