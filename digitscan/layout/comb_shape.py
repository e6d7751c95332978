"""What a comb looks like among cells: a row of narrow equal ones, for one digit each."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Quad = NDArray[np.float32]

COMB_SHAPE = 1.35
"""Largest width of a comb's cell, in heights: it holds one digit. Cells of mark tables are wider or stand in rows."""

NARROW = 1.1
"""Largest width, in heights, of cells that may be a comb's among others, or printed apart: wider ones, as those for
marks on an exam's cover, hold two digits."""

SHORTEST = 3
"""Fewest boxes apart that are a comb; two equal boxes side by side are two fields as often as one, and for
review where they stand close."""

_COMB_SPREAD = 0.2
"""Largest relative deviation of the widths in a comb (the printed ones are equal, perspective bends them a little)."""

_SLENDER, _TIMES, _OFF = 1.0, 3, 0.1
"""Largest width, in their heights, of the cells of a comb that lost some of its walls; how many of them are one then at
most, and by what part of a cell its width may be off."""

_WIDTH, _AWAY = 0.12, 0.3
"""How much the width of a cell in such rows differs from the others', as a share, and how far it stands from the one
above it, in its width."""


def is_comb(group: list[Quad], shape: float = COMB_SHAPE) -> bool:
    """Whether the cells stand in one row, are equally wide, and at most so many heights: for one digit each."""
    corners = np.stack(group)
    lows, highs = corners.min(axis=1), corners.max(axis=1)
    middles = (lows + highs) / 2
    widths, heights = (highs - lows).T
    equal = widths.std() <= _COMB_SPREAD * widths.mean()
    # Cells that share a wall may overlap by its thickness.
    apart = np.ptp(middles[:, 0]) >= 0.75 * widths.mean()
    if not apart or not equal or widths.mean() > shape * heights.mean():
        return False
    centre = np.polyval(np.polyfit(middles[:, 0], middles[:, 1], 1), middles[:, 0]) if len(group) > 1 else middles[:, 1]
    # On one line to a third of a height, and the line rises by 6° at most: after deskewing only perspective is left.
    level = np.ptp(middles[:, 1]) < 0.6 * heights.mean() + 0.1 * np.ptp(middles[:, 0])
    return bool(level and np.abs(middles[:, 1] - centre).max() < 0.3 * heights.mean())


def with_lost_walls(group: list[Quad]) -> list[Quad]:
    """The cells of a row in which several are one here and there, parted; none where they are no such comb.

    A wall that a digit runs along, or that is paler than the others, is not always found.
    """
    corners = from_left(group)
    widths, heights = np.ptp(corners, axis=1).T
    if len(group) < SHORTEST or widths.min() > _SLENDER * heights.mean():
        return []
    wall = max(0.0, float(np.median(gaps(corners))))
    step = float(np.median(widths[widths <= (1 + _OFF) * widths.min()])) + wall
    times = np.round((widths + wall) / step).astype(int)
    if (times == 1).sum() < 2 or times.max() > _TIMES or np.abs((widths + wall) / step - times).max() > _OFF:
        return []
    parts = [part for quad, count in zip(corners, times.tolist(), strict=True) for part in _parted(quad, count)]
    return parts if is_comb(parts) else []


def _parted(quad: Quad, count: int) -> list[Quad]:
    """A cell in so many of equal width, from left to right."""
    left, right = quad[[0, 3]], quad[[1, 2]]
    edges = [left + (right - left) * i / count for i in range(count + 1)]
    return [np.stack([a[0], b[0], b[1], a[1]]).astype(np.float32) for a, b in pairwise(edges)]


def are_even(row: NDArray[np.float32]) -> bool:
    """Whether cells from left to right, float32 (N, 4, 2), are equally wide and adjoin."""
    widths = np.ptp(row[..., 0], axis=1)
    even = bool((np.abs(widths / np.median(widths) - 1) <= _WIDTH).all())
    return even and bool((gaps(row) <= _WIDTH * widths.mean()).all()) and is_comb(list(row), NARROW)


def like(row: NDArray[np.float32], near: NDArray[np.float32]) -> list[Quad]:
    """The comb of a row in which some cells may be lost, or others made by strokes: as that near it, at its own place.

    None where fewer than two of its cells, float32 (N, 4, 2), stand where those of the other one do, float32 (M, 4, 2).
    """
    x, place = row[..., 0].mean(axis=1), near[..., 0].mean(axis=1)
    own = np.abs(x[:, None] - place[None]).argmin(axis=1)
    same = np.abs(np.ptp(row[..., 0], axis=1) / np.ptp(near[own, :, 0], axis=1) - 1) <= _WIDTH
    same &= np.abs(x - place[own]) <= _AWAY * np.ptp(near[own, :, 0], axis=1)
    if same.sum() < 2:
        return []
    return list(near + np.median((row - near[own])[same], axis=(0, 1)).astype(np.float32))


def from_left(row: list[Quad]) -> NDArray[np.float32]:
    """The cells of a row from left to right, float32 (N, 4, 2)."""
    corners = np.stack(row)
    return corners[np.argsort(corners[:, :, 0].mean(axis=1))]


def gaps(corners: NDArray[np.float32]) -> NDArray[np.float32]:
    """Between N cells float32 (N, 4, 2) from left to right: float32 (N - 1,), pixels."""
    return np.asarray(corners[1:, :, 0].min(axis=1) - corners[:-1, :, 0].max(axis=1))
