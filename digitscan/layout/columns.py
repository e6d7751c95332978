"""Cells of a table that a stroke parted: no other row has a wall where it stands, and most have a cell around it.

A 1 from line to line, or the straight back of a 3 with a thick pen, looks like a wall, and 18 were 8 without doubt. The
bar of a 4 in a narrow cell looks like a line, and without it a 4 is a 1.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from digitscan.layout.groups import adjoining

Quad = NDArray[np.float32]

_FEWEST = 3
"""Cells of other rows, as wide as several of this one together, from which on these are one."""

_FEW = 0.2
"""Share of these up to which others may have a wall there: two strokes, one below the other."""

_PIECES = 4
"""Most pieces of one cell: 111."""

_OFF, _DRIFT = 0.12, 0.03
"""How far sides of cells of one column are apart, in heights of a cell, and more of it for their distance: columns of
photographed tables lean."""


def whole_columns(cells: list[Quad], apart: float) -> list[Quad]:
    """The cells, those that are pieces of a table's cell put together.

    Args:
        cells: float32 (4, 2).
        apart: largest gap between two cells that share a ruling, pixels.

    Returns:
        The cells, in another order where some were put together.
    """
    found: list[Quad] = []
    for group in adjoining(cells, apart):
        table = [cells[i] for i in group]
        found += _stacked(_mended(table, apart), apart) if len(table) > _FEWEST * 2 else table
    return found


def _mended(table: list[Quad], apart: float) -> list[Quad]:
    """As `whole_columns`, for cells that adjoin."""
    corners = np.stack(table)
    left, right = corners[:, [0, 3], 0].mean(axis=1), corners[:, [1, 2], 0].mean(axis=1)
    y, height = corners[..., 1].mean(axis=1), np.ptp(corners[..., 1], axis=1)
    gone = np.zeros(len(table), bool)
    made: list[Quad] = []
    for first in _few(left, right, _OFF * float(np.median(height))):
        pieces = [first]
        while not gone[first] and len(pieces) < _PIECES:
            last = pieces[-1]
            beside = np.flatnonzero(
                (np.abs(left - right[last]) <= apart)
                & (left > left[last])
                & (np.abs(y - y[last]) <= height[last] / 4)
                & (np.abs(height - height[last]) <= height[last] / 4)
                & ~gone
            )
            if not len(beside):
                break
            pieces.append(int(beside[np.argmin(left[beside])]))
            off = _OFF * height[first] + _DRIFT * np.abs(y - y[first])
            others = np.abs(y - y[first]) > height[first] / 2
            alike = others & (np.abs(left - left[first]) <= off) & (np.abs(right - right[pieces[-1]]) <= off)
            walls = [others & (np.abs(right - right[piece]) <= off) for piece in pieces[:-1]]
            if alike.sum() >= _FEWEST and all(wall.sum() <= _FEW * alike.sum() for wall in walls):
                gone[pieces] = True
                made.append(corners[[first, pieces[-1], pieces[-1], first], [0, 1, 2, 3]])
    return [cell for cell, out in zip(table, gone.tolist(), strict=True) if not out] + made


def _few(low: NDArray[np.float32], high: NDArray[np.float32], off: float) -> list[int]:
    """The cells, in order of `low`, whose sides few others have in common: most of a large table are surely whole."""
    sides = np.round(np.stack([low, high], axis=1) / max(off, 1.0))
    _, same, count = np.unique(sides, axis=0, return_inverse=True, return_counts=True)
    order = np.argsort(low)
    return order[count[same.ravel()][order] <= _FEWEST].tolist()


def _stacked(table: list[Quad], apart: float) -> list[Quad]:
    """The cells, those put together that a bar parts: others of the column are as high as both, and so is their row."""
    corners = np.stack(table)
    left, right = corners[:, [0, 3], 0].mean(axis=1), corners[:, [1, 2], 0].mean(axis=1)
    top, foot = corners[:, :2, 1].mean(axis=1), corners[:, 2:, 1].mean(axis=1)
    middle, width = (left + right) / 2, right - left
    gone = np.zeros(len(table), bool)
    made: list[Quad] = []
    for i in _few(top, foot, _OFF * float(np.median(foot - top))):
        if gone[i]:
            continue
        off = _OFF * width[i] + apart / 2
        below = (np.abs(top - foot[i]) <= apart) & (top > top[i]) & (np.abs(middle - middle[i]) <= off) & ~gone
        below &= np.abs(width - width[i]) <= off
        for j in np.flatnonzero(below)[:1].tolist():
            tall = foot[j] - top[i]
            lean = _DRIFT * np.abs(top - top[i])
            column = (np.abs(left - left[i]) <= off + lean) & (np.abs(right - right[i]) <= off + lean)
            column[[i, j]] = False
            alike = np.abs(foot - top - tall) <= _OFF * tall
            lower = foot - top < (1 - _FEW) * tall
            level = _OFF * tall + _DRIFT * np.abs(middle - middle[i])
            row = alike & (np.abs(top - top[i]) <= level) & (np.abs(foot - foot[j]) <= level)
            whole = int((column & alike).sum())
            if whole >= max(_FEWEST, int((column & lower).sum()) / 2) and row.sum() >= 2:
                gone[[i, j]] = True
                made.append(np.concatenate([corners[i, :2], corners[j, 2:]]))
    return [cell for cell, out in zip(table, gone.tolist(), strict=True) if not out] + made
