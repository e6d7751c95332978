"""Ink too faint to be read: what shows through from the other side, and traces where a field seems blank."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from digitscan.layout.fields import FieldInk
from digitscan.types import Box, quad_box

_THROUGH, _DOUBTFUL = 0.25, 0.4
"""Strength, in that of the usual ink of the cells, below which ink is the other side's, and below which it may be.
Pencil beside print has 0.47 and more, print that shows through thin newspaper 0.15 to 0.35, rarely 0.45."""

_SECOND = 0.2
"""Share of the cells with ink that are doubtful from which on that is a second, paler ink of the form's own."""

_PALEST = 0.5
"""Strength, in that of the usual of a second ink, down to which ink is of that: a pen's strokes differ twofold."""

_FEWEST = 12
"""Cells with ink from which on the usual strength is known."""

_REST = 0.6
"""Height and strength, each in that of the usual number of ruled rows, below both of which ink in them is more likely
the rest of a ruling, or shows through: of a pen that writes half as high the ink is as dark."""

_ROWS = 4
"""Rows with ink from which on their usual number is known: one of them may be such a rest."""

_PALER, _DIGIT = 0.45, 0.6
"""Strength, in that of the strongest ink of a free line, or of the usual line, below which ink may show through: that
of one pen has half of it and more, pencil beside ink 0.47; and height, in that of the tallest, from which on it may be
a digit."""

_TRACE = 0.6
"""Contrast of a trace, averaged over `_SMOOTH`, in the floor of the page, or in a lattice in what may show through if
that is more. A pen of 6 % contrast has 0.7 of the lowest floor, one of 4 % has 0.4; empty boxes, scanned and
compressed, have 0.14."""

_GRAIN = 5.0
"""The same in standard deviations of the field's own grain: empty boxes have 2, a pen of 6 % contrast 6 to 10."""

_COVERED = 97
"""Percentile of the contrast in a field that a trace raises: a digit covers 5 to 10 per cent of its cell."""

_SMOOTH = 5
"""Side of the square, working pixels, over which contrast is averaged: a pen's stroke is as wide, grain is not."""

_MARGIN = 0.15
"""Width, in the shorter side of a cell, of the band along its frame that is not looked at: what rulings leave there."""

_INSIDE = 8
"""Pixels, along each side, that must be left of a cell for anything to be said about it."""

_FRAMED = ("box", "comb", "cell")
"""Kinds of fields that were printed for a number: only these are told to be blank with a frame around nothing."""


def seems_blank(ink: FieldInk) -> bool:
    """Whether a field was printed for a number and holds no ink, so that it would be told to be blank."""
    return ink.blank and ink.field.kind in _FRAMED


def leave_out_faint(
    inks: list[FieldInk], labels: NDArray[np.int32], contrast: NDArray[np.uint8]
) -> tuple[list[FieldInk], NDArray[np.bool_]]:
    """Leave out what shows through.

    Args:
        inks: the fields of a page.
        labels: int32 (H, W), numbers of their components from 1.
        contrast: uint8 (H, W), 0 paper … 255 ink.

    Returns:
        The fields, those of a lattice without ink that shows through; and bool (N,), which of them hold ink that is
        too faint to say whether it does.
    """
    cells = np.array([ink.field.place is not None for ink in inks], bool)
    if cells.sum() < _FEWEST:
        return inks, np.zeros(len(inks), bool)
    strength = _strength(inks, labels, contrast)
    filled = cells & (strength > 0)
    if filled.sum() < _FEWEST:
        return inks, np.zeros(len(inks), bool)
    share = strength / np.median(strength[filled])
    gone, doubtful = filled & (share < _THROUGH), filled & (share >= _THROUGH) & (share < _DOUBTFUL)
    if doubtful.sum() >= _SECOND * filled.sum():
        gone &= share < _PALEST * np.median(share[doubtful])
        doubtful[:] = False
    empty = (np.zeros(0, np.intp),)
    return [replace(ink, parts=empty) if out else ink for ink, out in zip(inks, gone, strict=True)], doubtful


def find_rests(inks: list[FieldInk], labels: NDArray[np.int32], contrast: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Which ruled rows hold ink that is both low and pale beside that of the others, so that it is not to be read.

    Args:
        inks: the fields of a page.
        labels: int32 (H, W), numbers of their components from 1.
        contrast: uint8 (H, W), 0 paper … 255 ink.

    Returns:
        bool (N,).
    """
    rows = np.array([ink.field.kind == "row" and not ink.blank for ink in inks], bool)
    if rows.sum() < _ROWS:
        return np.zeros(len(inks), bool)
    strength = _strength(inks, labels, contrast)
    height = np.array([ink.field.box.height for ink in inks], np.float64)
    # Rests are low: those at least as high as half of all fields are numbers.
    usual = rows & (height >= np.median(height[rows]))
    pale, low = (values < _REST * np.median(values[usual]) for values in (strength, height))
    return np.asarray(rows & pale & low)


def find_paler(
    inks: list[FieldInk], labels: NDArray[np.int32], contrast: NDArray[np.uint8], boxes: NDArray[np.int32]
) -> NDArray[np.bool_]:
    """Which free lines hold ink much paler than the rest of theirs, or are as pale beside the others: bool (N,).

    What shows through from the other side of thin paper looks like digits, and stands where it likes.

    Args:
        inks: the fields of a page.
        labels: int32 (H, W), numbers of their components from 1.
        contrast: uint8 (H, W), 0 paper … 255 ink.
        boxes: int32 (M, 4), of the components.
    """
    found = np.zeros(len(inks), bool)
    lines = [i for i, ink in enumerate(inks) if ink.field.kind == "line" and not ink.blank]
    if not lines:
        return found
    peaks, heights = _peaks(labels, contrast)[1:].astype(np.float64), boxes[:, 3] - boxes[:, 1]
    strongest = np.zeros(len(inks))
    for i in lines:
        part = inks[i].parts[0]
        tall = peaks[part[heights[part] >= _DIGIT * heights[part].max()]]
        strongest[i] = tall.max()
        found[i] = tall.min() < _PALER * strongest[i]
    if len(lines) >= _ROWS:
        found[lines] |= strongest[lines] < _PALER * np.median(strongest[lines])
    return found


def find_traces(
    inks: list[FieldInk], labels: NDArray[np.int32], contrast: NDArray[np.uint8], floor: int
) -> NDArray[np.bool_]:
    """Which blank fields are not surely blank: there is contrast in them, below what was taken for ink.

    Args:
        inks: the fields of a page, without what shows through.
        labels: int32 (H, W), numbers of the components from 1.
        contrast: uint8 (H, W), 0 paper … 255 ink, without rulings.
        floor: the contrast below which nothing was taken for ink.

    Returns:
        bool (N,). In a lattice what shows through is no trace.
    """
    found = np.zeros(len(inks), bool)
    blank = [i for i, ink in enumerate(inks) if seems_blank(ink)]
    if not blank:
        return found
    strength = _strength(inks, labels, contrast)
    filled = np.array([ink.field.place is not None for ink in inks], bool) & (strength > 0)
    usual = float(np.median(strength[filled])) if filled.any() else 0.0
    smooth = cv2.blur(contrast, (_SMOOTH, _SMOOTH))
    for i in blank:
        field = inks[i].field
        least = _TRACE * max(float(floor), _THROUGH * usual if field.place is not None else 0.0)
        found[i] = any(_is_trace(smooth, labels, quad_box(quad), least) for quad in field.cells or (field.quad,))
    return found


def _is_trace(smooth: NDArray[np.uint8], labels: NDArray[np.int32], box: Box, least: float) -> bool:
    """Whether there is a trace of a contrast of `least` in a cell of uint8 (H, W)."""
    margin = round(_MARGIN * min(box.width, box.height)) + _SMOOTH // 2
    rows = slice(max(0, box.top + margin), max(0, box.bottom - margin))
    columns = slice(max(0, box.left + margin), max(0, box.right - margin))
    inner = smooth[rows, columns]
    if min(inner.shape) < _INSIDE or inner.max() < least:
        return False
    # Ink of another field that reaches into this one is no trace, nor is its soft edge.
    ink = cv2.dilate((labels[rows, columns] > 0).astype(np.uint8), np.ones((2 * _SMOOTH + 1,) * 2, np.uint8))
    paper = inner[ink == 0].astype(np.float32)
    if len(paper) < _INSIDE**2:
        return False
    middle, high = np.percentile(paper, [50, _COVERED])
    grain = max(1.0, 1.4826 * float(np.median(np.abs(paper - middle))))
    return bool(high - middle >= max(least, _GRAIN * grain))


def _strength(inks: list[FieldInk], labels: NDArray[np.int32], contrast: NDArray[np.uint8]) -> NDArray[np.float64]:
    """The strongest contrast of the ink of each field, float64 (N,); 0 where there is none."""
    peaks = _peaks(labels, contrast)
    return np.array(
        [max((float(peaks[part + 1].max()) for part in ink.parts if len(part)), default=0.0) for ink in inks]
    )


def _peaks(labels: NDArray[np.int32], contrast: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The strongest contrast of each component, uint8 (M + 1,), by its number; 0 of the paper."""
    peaks = np.zeros(int(labels.max(initial=0)) + 1, np.uint8)
    inked = np.flatnonzero(labels > 0)
    np.maximum.at(peaks, labels.ravel()[inked], contrast.ravel()[inked])
    return peaks
