"""The first and the last row of a table that has no line above or below it: its uprights go on, and end together."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from digitscan.layout.cells import unknown
from digitscan.types import Segments

Quad = NDArray[np.float32]

_HEIGHT = (0.6, 1.5)
"""Height of such a row, in that of the next one."""

_TOGETHER = 0.15
"""Largest difference of how far the two uprights go on, in heights of the row."""


def with_open_rows(cells: list[Quad], upright: Segments, thickness: float) -> list[Quad]:
    """The cells, and those above and below them that two uprights close, and no line at their far end.

    Args:
        cells: float32 (4, 2) each.
        upright: the sure rulings along y.
        thickness: of the rulings, pixels.
    """
    beyond = [_beyond(cell, upright, thickness, above=above) for cell in cells for above in (True, False)]
    return cells + unknown([cell for cell in beyond if cell is not None], cells)


def _beyond(cell: Quad, upright: Segments, thickness: float, *, above: bool) -> Quad | None:
    """The cell above or below a cell that its own uprights close; None where they end with it."""
    near, far = (cell[[0, 1]], cell[[3, 2]]) if above else (cell[[3, 2]], cell[[0, 1]])
    height = float(np.abs(far[:, 1] - near[:, 1]).mean())
    ends = np.array([_end(corner, upright, thickness, above=above) for corner in near])
    going = np.abs(ends - near[:, 1]) - thickness
    if not (_HEIGHT[0] * height <= going.min() and going.max() <= _HEIGHT[1] * height):
        return None
    if np.ptp(going) > max(3.0, _TOGETHER * height):
        return None
    step = -thickness if above else thickness
    slope = (far[:, 0] - near[:, 0]) / (far[:, 1] - near[:, 1])
    edge = near[:, 1] + step
    inner = np.stack([near[:, 0] + slope * step, edge], axis=1)
    outer = np.stack([near[:, 0] + slope * (ends - near[:, 1]), ends], axis=1)
    corners = [*outer, *inner[::-1]] if above else [*inner, *outer[::-1]]
    return np.array(corners, np.float32)


def _end(corner: NDArray[np.float32], upright: Segments, thickness: float, *, above: bool) -> float:
    """How far up or down, y, the uprights at a corner of a cell go on; the corner's own y where none does."""
    x, y = (float(value) for value in corner)
    at = (np.abs(upright.slope * y + upright.offset - x) <= thickness + 3) & (upright.start <= y) & (upright.stop >= y)
    ends = upright.start[at] if above else upright.stop[at]
    return float((ends.min(initial=y)) if above else ends.max(initial=y))
