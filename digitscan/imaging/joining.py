"""Pieces of one ruling that digits or faint print have broken are joined: the whole line says best what it is.

Pieces count as one line where the longer, prolonged, passes through the shorter, and where there is ink in the gap. Two
boxes printed side by side have paper between them, and stay two.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from digitscan.types import Segments

_LONG = 6
"""Length, in shortest rulings, from which on a piece says where its line goes on: 24 mm on A4."""

_GAP = 3
"""Longest gap, in shortest rulings, that is bridged: a digit or two."""

_INKED = 0.6
"""Share of the columns of a gap that have ink on the line."""

_BREAK = 0.25
"""Break in a line, in shortest rulings, that needs no ink: 1 mm on A4, less than there is between two boxes."""

_OFF = 1.5
"""Pixels beyond half its thickness by which a piece may miss the line."""

_BEND = 0.02
"""And as a share of the gap: rulings bend by a degree."""

_THICKER = 2.0
"""Largest ratio of the thicknesses of two pieces of one line."""


def join(segments: Segments, ink: NDArray[np.uint8], shortest: int) -> NDArray[np.intp]:
    """Which pieces are one line.

    Args:
        segments: N pieces along x.
        ink: uint8 (H, W), nonzero where there is ink.
        shortest: shortest ruling looked at, pixels.

    Returns:
        intp (N,): for each piece the smallest index of a piece of its line.
    """
    group = np.arange(len(segments))
    length = segments.stop - segments.start
    # The longest lines first: what they take in is no longer free to lead others astray.
    for i in np.argsort(-length, kind="stable").tolist():
        if length[i] < _LONG * shortest:
            break
        for j in _near(segments, i, shortest).tolist():
            if group[j] != group[i] and _bridged(segments, i, j, ink, shortest * _BREAK):
                group[group == max(group[i], group[j])] = min(group[i], group[j])
    return group


def _near(segments: Segments, i: int, shortest: int) -> NDArray[np.intp]:
    """Other pieces, nearest first, that lie on the line of piece i, at most a gap away."""
    gap = np.maximum(segments.start - segments.stop[i], segments.start[i] - segments.stop)
    middle = (segments.start + segments.stop) / 2
    off = np.abs(
        segments.slope[i] * middle + segments.offset[i] - (segments.slope * middle + segments.offset)
    ) - _BEND * np.maximum(gap, 0)
    ratio = np.maximum(segments.thickness, segments.thickness[i]) / np.minimum(
        segments.thickness, segments.thickness[i]
    )
    fits = (gap > -shortest) & (gap <= _GAP * shortest) & (off <= segments.thickness[i] / 2 + _OFF)
    fits &= ratio <= _THICKER
    fits[i] = False
    near = np.flatnonzero(fits)
    return near[np.argsort(gap[near], kind="stable")]


def _bridged(segments: Segments, i: int, j: int, ink: NDArray[np.uint8], paper: float) -> bool:
    """Whether there is ink along piece i's line in the gap between it and piece j, but for `paper` pixels."""
    first, last = sorted((i, j), key=lambda k: float(segments.start[k]))
    columns = np.arange(int(segments.stop[first]), int(segments.start[last]))
    columns = columns[(columns >= 0) & (columns < ink.shape[1])]
    half = int(segments.thickness[i] / 2 + _OFF)
    rows = np.rint(segments.slope[i] * columns + segments.offset[i]).astype(np.intp)
    rows = np.clip(rows + np.arange(-half, half + 1)[:, None], 0, len(ink) - 1)
    blank = np.count_nonzero(~(ink[rows, columns] > 0).any(axis=0))
    return bool(blank <= max(paper, (1 - _INKED) * len(columns)))
