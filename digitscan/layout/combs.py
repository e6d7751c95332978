"""Cells of a comb whose walls digits broke: a cell as wide as several of its equal neighbours is so many cells."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from digitscan.layout.groups import COMB_SHAPE, adjoining
from digitscan.types import Segments

Quad = NDArray[np.float32]

_FEWEST = 3
"""Equal cells in a row from which on their width says where walls stand; two cells of a table are equal by chance."""

_SAME = 0.15
"""Largest deviation of a width from a whole number of cells, in cells."""


def complete_combs(cells: list[Quad], upright: Segments, apart: float, off: float) -> list[Quad]:
    """The cells, those parted that hide walls of a comb.

    Args:
        cells: float32 (4, 2).
        upright: all straight strokes along y: of each wall a piece must have been seen.
        apart: largest gap between two cells that share a ruling, pixels.
        off: largest distance of such a piece from where the wall must stand, pixels.

    Returns:
        The cells, in another order where some were parted.
    """
    found: list[Quad] = []
    for group in adjoining(cells, apart):
        row = [cells[i] for i in group]
        found += _completed(row, upright, off) if len(row) > _FEWEST else row
    return found


def _completed(row: list[Quad], upright: Segments, off: float) -> list[Quad]:
    """As `complete_combs`, for cells that adjoin; they are left as they are unless they stand in one row."""
    lows, highs = (np.stack([one(quad, axis=0) for quad in row]) for one in (np.min, np.max))
    height = float(np.median(highs[:, 1] - lows[:, 1]))
    order = np.argsort(lows[:, 0])
    lows, highs, row = lows[order], highs[order], [row[i] for i in order.tolist()]
    # Beside one another, none below another.
    if (lows[1:, 0] < highs[:-1, 0] - off).any():
        return row
    width = highs[:, 0] - lows[:, 0]
    # From the middle of a wall to that of the next.
    pitch = float(np.median(width[width <= 1.5 * width.min()])) + float(np.median(lows[1:, 0] - highs[:-1, 0]))
    count = width / pitch
    whole = np.rint(count).astype(int)
    usual = (whole == 1) & (np.abs(count - 1) <= _SAME)
    if usual.sum() < _FEWEST or pitch > COMB_SHAPE * height:
        return row
    parts: list[Quad] = []
    for quad, cells, exact in zip(row, whole.tolist(), count.tolist(), strict=True):
        fits = cells > 1 and abs(exact - cells) <= _SAME * 2
        walls = np.linspace(0, 1, cells + 1) if fits else np.array([0.0, 1.0])
        seen = all(_seen(quad, float(share), upright, off) for share in walls[1:-1])
        parts += _parted(quad, walls) if fits and seen else [quad]
    return parts


def _seen(quad: Quad, share: float, upright: Segments, off: float) -> bool:
    """Whether a stroke stands at a share of a cell's width."""
    top, bottom = (quad[a] + share * (quad[b] - quad[a]) for a, b in ((0, 1), (3, 2)))
    y = (upright.start + upright.stop) / 2
    away = np.abs(upright.slope * y + upright.offset - np.interp(y, [top[1], bottom[1]], [top[0], bottom[0]]))
    return bool(((away <= off) & (y > top[1]) & (y < bottom[1])).any())


def _parted(quad: Quad, walls: NDArray[np.float64]) -> list[Quad]:
    """The cells between walls at shares of a cell's width, ascending from 0 to 1."""
    tops, feet = (quad[a] + walls[:, None] * (quad[b] - quad[a]) for a, b in ((0, 1), (3, 2)))
    return [np.stack([tops[i], tops[i + 1], feet[i + 1], feet[i]]).astype(np.float32) for i in range(len(walls) - 1)]
