"""Cells that share rulings belong together: a row of narrow equal cells is a comb, two or more rows are a table."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from digitscan.layout.comb_rows import combs_among, pieces_of_combs
from digitscan.layout.comb_shape import NARROW, SHORTEST, from_left, gaps, is_comb, with_lost_walls
from digitscan.layout.connected import connected
from digitscan.types import Field

Quad = NDArray[np.float32]

_COMB_GAP = 0.5
"""Largest gap between the boxes of a comb printed apart, in widths of a box; boxes for whole numbers stand further."""

_CLOSE = 0.2
"""The same between two boxes that are for one number."""

_DATES = ((2, 2, 4), (2, 2, 2), (4, 2, 2), (2, 2))
"""Boxes for the digits of a day, a month and a year, or of hours and minutes."""

_DATE_GAP, _BETWEEN = 0.75, 1.6
"""Largest gap between the boxes of a date, in widths of a box, and the least one between two of its numbers, in that
between their digits: in other numbers, such as those of accounts, a wider gap only helps to count."""

_SHARED = 0.5
"""Gap between two cells, in the largest of cells that share a ruling, up to which they do: it is as wide as the ruling,
which bends, and the largest is four times that."""


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
        elif is_comb(group):
            if _are_apart(group, reach):
                lone += group
            else:
                fields.append(_comb(group, table))
        elif whole := with_lost_walls(group):
            fields.append(_comb(whole, table))
        else:
            combs, cells = combs_among(group, reach)
            fields.extend(_comb(row, table) for row in combs)
            pieces = pieces_of_combs(cells)
            fields.extend(
                Field("cell", quad, table=table, piece=piece) for quad, piece in zip(cells, pieces, strict=True)
            )
    for group, sure in _side_by_side(lone):
        if len(group) > 1:
            comb = _comb(group, -1)
            fields.append(comb if sure else replace(comb, piece=True))
        else:
            fields.extend(Field("box", quad) for quad in group)
    return fields


def _side_by_side(boxes: list[Quad]) -> list[tuple[list[Quad], bool]]:
    """Boxes printed apart, those that are one comb together, and whether they surely are: two may be fields."""
    width = _median_width(boxes)
    found: list[tuple[list[Quad], bool]] = []
    left: list[Quad] = []
    for members in adjoining(boxes, _DATE_GAP * width, below=False):
        group = [boxes[i] for i in members]
        runs = _of_a_date(group)
        found += [(run, len(runs) > 2) for run in runs]
        left += [] if runs else group
    for members in adjoining(left, _COMB_GAP * width):
        group = [left[i] for i in members]
        close = len(group) > 1 and gaps(from_left(group)).max() <= _CLOSE * width
        together = (len(group) >= SHORTEST or close) and is_comb(group, NARROW)
        found += [(group, len(group) >= SHORTEST)] if together else [([quad], True) for quad in group]
    return found


def _of_a_date(group: list[Quad]) -> list[list[Quad]]:
    """Boxes in a row for the digits of a day, a month and a year, each in turn; none where they are no date's."""
    if len(group) not in map(sum, _DATES) or not is_comb(group, NARROW):
        return []
    row = from_left(group)
    apart = gaps(row)
    between = np.flatnonzero(apart > _BETWEEN * np.maximum(apart.min(), 1)) + 1
    runs = np.split(row, between)
    return [list(run) for run in runs] if tuple(map(len, runs)) in _DATES else []


def _are_apart(group: list[Quad], reach: float) -> bool:
    """Whether the cells of a row have walls of their own with paper between: the gap is wider than a ruling by far."""
    return bool(np.median(gaps(from_left(group))) > _SHARED * reach)


def _comb(group: list[Quad], table: int) -> Field:
    """One field of cells in a row, from left to right."""
    group = sorted(group, key=lambda quad: float(quad[:, 0].mean()))
    outline = np.stack([group[0][0], group[-1][1], group[-1][2], group[0][3]])
    return Field("comb", outline, tuple(group), table)


def _median_width(quads: list[Quad]) -> float:
    return float(np.median([np.ptp(quad[:, 0]) for quad in quads])) if quads else 0.0


def adjoining(quads: list[Quad], reach: float, *, below: bool = True) -> list[list[int]]:
    """Sets of cells connected by shared sides, as lists of indices; without `below` by upright ones alone."""
    if not quads:
        return []
    corners = np.stack(quads)
    lows, highs = corners.min(axis=1), corners.max(axis=1)
    gap = np.maximum(lows[:, None], lows[None]) - np.minimum(highs[:, None], highs[None])
    size = np.minimum((highs - lows)[:, None], (highs - lows)[None])
    beside = (gap[..., 0] <= reach) & (gap[..., 1] < -0.5 * size[..., 1])
    stacked = (gap[..., 1] <= reach) & (gap[..., 0] < -0.5 * size[..., 0])
    return connected(beside | stacked if below else beside)
