"""Cells that share rulings belong together: a row of narrow equal cells is a comb, two or more rows are a table."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from digitscan.types import Field

Quad = NDArray[np.float32]

COMB_SHAPE = 1.35
"""Largest width of a comb's cell, in heights: it holds one digit. Cells of mark tables are wider or stand in rows."""

_COMB_SPREAD = 0.2
"""Largest relative deviation of the widths in a comb (the printed ones are equal, perspective bends them a little)."""

_COMB_GAP = 0.5
"""Largest gap between the boxes of a comb printed apart, in widths of a box; boxes for whole numbers stand further."""

_SHORTEST_COMB = 3
"""Fewest boxes apart that are a comb; two equal boxes side by side are two fields as often as one."""


def largest_gap(thickness: float) -> float:
    """The largest gap, pixels, between two cells that share a ruling of that thickness."""
    return 4 * thickness + 6


def group_cells(quads: list[Quad], reach: float) -> list[Field]:
    """Boxes, combs and table cells.

    Args:
        quads: cells, float32 (4, 2) each, in pixels.
        reach: largest gap between two cells that share a ruling, pixels.

    Returns:
        Fields of kind "box" (stands alone), "comb" or "cell" (part of a table), in no particular order.
    """
    fields: list[Field] = []
    lone: list[Quad] = []
    for table, members in enumerate(adjoining(quads, reach)):
        group = [quads[i] for i in members]
        if len(group) == 1:
            lone += group
        elif _is_comb(group):
            fields.append(_comb(group, table))
        else:
            fields.extend(Field("cell", quad, table=table) for quad in group)
    for members in adjoining(lone, _COMB_GAP * _median_width(lone)):
        group = [lone[i] for i in members]
        if len(group) >= _SHORTEST_COMB and _is_comb(group):
            fields.append(_comb(group, -1))
        else:
            fields.extend(Field("box", quad) for quad in group)
    return fields


def _comb(group: list[Quad], table: int) -> Field:
    """One field of cells in a row, from left to right."""
    group = sorted(group, key=lambda quad: float(quad[:, 0].mean()))
    outline = np.stack([group[0][0], group[-1][1], group[-1][2], group[0][3]])
    return Field("comb", outline, tuple(group), table)


def _median_width(quads: list[Quad]) -> float:
    return float(np.median([np.ptp(quad[:, 0]) for quad in quads])) if quads else 0.0


def adjoining(quads: list[Quad], reach: float) -> list[list[int]]:
    """Sets of cells connected by shared sides, as lists of indices."""
    if not quads:
        return []
    corners = np.stack(quads)
    lows, highs = corners.min(axis=1), corners.max(axis=1)
    gap = np.maximum(lows[:, None], lows[None]) - np.minimum(highs[:, None], highs[None])
    size = np.minimum((highs - lows)[:, None], (highs - lows)[None])
    beside = (gap[..., 0] <= reach) & (gap[..., 1] < -0.5 * size[..., 1])
    below = (gap[..., 1] <= reach) & (gap[..., 0] < -0.5 * size[..., 0])
    return _connected(beside | below)


def _connected(adjacent: NDArray[np.bool_]) -> list[list[int]]:
    """Connected components of a symmetric boolean (N, N) matrix."""
    groups = [[i] for i in range(len(adjacent))]
    for i, j in np.argwhere(np.triu(adjacent, 1)).tolist():
        if groups[i] is not groups[j]:
            groups[i] += groups[j]
            for k in groups[j]:
                groups[k] = groups[i]
    # Each once, at the place of its first.
    return [sorted(group) for group in {id(group): group for group in groups}.values()]


def _is_comb(group: list[Quad]) -> bool:
    """Whether the cells stand in one row, are equally wide, and narrow enough for one digit each."""
    corners = np.stack(group)
    lows, highs = corners.min(axis=1), corners.max(axis=1)
    middles = (lows + highs) / 2
    widths, heights = (highs - lows).T
    equal = widths.std() <= _COMB_SPREAD * widths.mean()
    # Cells that share a wall may overlap by its thickness.
    apart = np.ptp(middles[:, 0]) >= 0.75 * widths.mean()
    if not apart or not equal or widths.mean() > COMB_SHAPE * heights.mean():
        return False
    centre = np.polyval(np.polyfit(middles[:, 0], middles[:, 1], 1), middles[:, 0]) if len(group) > 1 else middles[:, 1]
    # On one line to a third of a height, and the line rises by 6° at most: after deskewing only perspective is left.
    level = np.ptp(middles[:, 1]) < 0.6 * heights.mean() + 0.1 * np.ptp(middles[:, 0])
    return bool(level and np.abs(middles[:, 1] - centre).max() < 0.3 * heights.mean())
