"""Pieces of one ruling that digits or faint print have broken are joined: the whole line says best what it is.

Pieces count as one line where the longer, prolonged, passes through the shorter, and where there is ink in the gap. Two
boxes printed side by side have paper between them, and stay two.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from digitscan.types import Segments

_LONG = 6
"""Length, in shortest rulings, from which on a piece says where its line goes on: 24 mm on A4."""

_GAP = 3
"""Longest gap, in shortest rulings, that is bridged: a digit or two."""

_INKED = 0.6
"""Share of the columns of a gap that have ink on the line."""

_AT_ONCE = 100_000
"""Pairs of pieces that are looked at in one go: a page has some ten thousand, a photo of a brick wall millions."""

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
    for i, j in _near(segments, shortest):
        if group[j] != group[i] and _bridged(segments, i, j, ink, shortest * _BREAK):
            group[group == max(group[i], group[j])] = min(group[i], group[j])
    return group


def _near(segments: Segments, shortest: int) -> Iterator[tuple[int, int]]:
    """Pieces that say where their line goes on, each with the others on that line, a gap away at most: nearest first.

    The longest lines come first: what they take in is no longer free to lead others astray.
    """
    length = segments.stop - segments.start
    order = np.argsort(-length, kind="stable")
    long = order[: np.count_nonzero(length >= _LONG * shortest)]
    middle = (segments.start + segments.stop) / 2
    own = segments.slope * middle + segments.offset
    for some in np.array_split(long, 1 + len(long) * len(segments) // _AT_ONCE):
        start, stop, slope, offset, thickness = (
            getattr(segments, name)[some, None] for name in ("start", "stop", "slope", "offset", "thickness")
        )
        gap = np.maximum(segments.start - stop, start - segments.stop)
        off = np.abs(slope * middle + offset - own) - _BEND * np.maximum(gap, 0)
        ratio = np.maximum(segments.thickness, thickness) / np.minimum(segments.thickness, thickness)
        fits = (gap > -shortest) & (gap <= _GAP * shortest) & (off <= thickness / 2 + _OFF) & (ratio <= _THICKER)
        fits[np.arange(len(some)), some] = False
        line, near = np.nonzero(fits)
        for k in np.lexsort((gap[line, near], line)).tolist():
            yield int(some[line[k]]), int(near[k])


def _bridged(segments: Segments, i: int, j: int, ink: NDArray[np.uint8], paper: float) -> bool:
    """Whether there is ink along piece i's line in the gap between it and piece j, but for `paper` pixels."""
    first, last = (i, j) if segments.start[i] <= segments.start[j] else (j, i)
    left, right = max(0, int(segments.stop[first])), min(ink.shape[1], int(segments.start[last]))
    if left >= right:
        return True
    most = max(paper, (1 - _INKED) * (right - left))
    slope, offset, half = float(segments.slope[i]), float(segments.offset[i]), int(segments.thickness[i] / 2 + _OFF)
    top, bottom = sorted(round(slope * x + offset) for x in (left, right - 1))
    around = ink[max(0, top - half) : max(0, bottom + half + 1), left:right]
    # Most gaps are paper: where there is too little ink in all rows that the line passes, there is on the line.
    if around.size and np.count_nonzero(around) < right - left - most:
        return False
    columns = np.arange(left, right)
    rows = np.rint(slope * columns + offset).astype(np.intp)
    rows = np.clip(rows + np.arange(-half, half + 1)[:, None], 0, len(ink) - 1)
    blank = np.count_nonzero(~(ink[rows, columns] > 0).any(axis=0))
    return bool(blank <= most)
