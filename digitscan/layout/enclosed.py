"""What lines enclose though nobody printed it for a number: stripes, gaps between ruled rows, the insides of digits."""

from __future__ import annotations

from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from digitscan.layout.groups import adjoining, largest_gap
from digitscan.layout.net import walled
from digitscan.layout.ruled import Rows
from digitscan.types import Segments

Quad = NDArray[np.float32]

_STRIPE = 12
"""Width of a lone cell, in heights, from which on it may be a row for several numbers: boxes for one have 3 to 8."""

_DRIFT, _TURN = 0.02, 0.03
"""How far a piece of a wall may lie off another one prolonged, as a share of their distance, and the largest difference
of their slopes: print bends a little, and strokes lean to both sides."""

_WHOLE = (0.9, 1.3)
"""Least width and largest height of a cell of a closed column, in those of its row: of what is narrower a stroke took a
part, and what is higher goes over several rows whose lines were not found."""

_USUAL = (0.6, 1.6)
"""Height, in pitches, of a row that is a cell of a closed column."""

_FOUND = 0.5
"""Share of the rows of a closed column that are cells already: else its lines may be no sides of cells."""

_FEW = 4
"""Cells up to which each is looked at twice: where there are more they are a form's."""

_LOWEST, _CHARACTERS = 10, 6
"""Height, pixels, below which ink is grain, and fewest pieces of more that tell how high writing is."""


def without_stripes(cells: list[Quad], free: Segments, thickness: float, reach: int) -> list[Quad]:
    """The cells without stripes: rows of a table, some of which lines or shades of grey close at both ends.

    Args:
        cells: float32 (4, 2).
        free: the rulings along x that bound no cell: those of the other rows begin and end with the stripe.
        thickness: of the rulings, pixels.
        reach: shortest ruling, pixels.
    """
    lone = [cells[group[0]] for group in adjoining(cells, largest_gap(thickness)) if len(group) == 1]
    long = [cell for cell in lone if np.ptp(cell[:, 0]) > _STRIPE * np.ptp(cell[:, 1])]
    rows = [
        cell
        for cell in long
        if np.count_nonzero(np.maximum(np.abs(free.start - cell[0, 0]), np.abs(free.stop - cell[1, 0])) <= reach) >= 2
    ]
    return [cell for cell in cells if not any(cell is one for one in rows)]


def lone_strokes(walls: NDArray[np.bool_], upright: Segments, rows: Rows, thickness: float) -> NDArray[np.bool_]:
    """Which segments along y among ruled rows are strokes of digits, though they lead from line to line.

    Walls of a table stand square to its lines, or go on in other rows.

    Args:
        walls: bool (N,), those taken for sides of cells so far.
        upright: N segments.
        rows: the rows.
        thickness: of the rulings, pixels.

    Returns:
        bool (N,).
    """
    found = walls & rows.hold(upright) & ~rows.may_part_cells(upright, thickness)
    middle, length = (upright.start + upright.stop) / 2, upright.stop - upright.start
    own = upright.slope * middle + upright.offset
    for i in np.flatnonzero(found).tolist():
        away = np.abs(middle - middle[i])
        off = np.abs(upright.slope[i] * middle + upright.offset[i] - own) - _DRIFT * away
        along = (
            walls
            & (np.abs(upright.slope - upright.slope[i]) <= _TURN)
            & (off <= thickness + 2)
            & (away >= (length + length[i]) / 2)
        )
        found[i] = length[along].sum() < rows.pitch
    return found


def without_made_up(
    cells: list[Quad], rows: Rows, columns: Segments, sides: Segments, width: int, thickness: float
) -> list[Quad]:
    """The cells without those that lines of ruled rows, strokes of digits and the edge of a table enclose.

    Args:
        cells: float32 (4, 2).
        rows: the rows.
        columns: the upright rulings that surely are some.
        sides: those that may be sides of a table's cells; strokes look like them here and there, and seldom two.
        width: of the image, pixels.
        thickness: of the rulings, pixels.
    """
    reach = thickness / 2 + 4
    kept = [cell for cell in cells if not rows.bounds(cell, thickness + 4) or walled([cell], sides, width, reach)]
    lone = [kept[group[0]] for group in adjoining(kept, largest_gap(thickness)) if len(group) == 1]
    out = [cell for cell in lone if rows.bounds(cell, thickness + 4) and not walled([cell], columns, width, reach)]
    return [cell for cell in kept if not any(cell is one for one in out)]


def complete_column(cells: list[Quad], rows: Rows, upright: Segments) -> list[Quad]:
    """The cells, and those that were not found in a column that rulings close at both sides, one cell in each row.

    Args:
        cells: float32 (4, 2).
        rows: the lines that bound them, and those between that were not found.
        upright: the sure rulings along y.
    """
    walls = rows.walls(upright)
    if walls is None:
        return cells
    ladder = [quad for quad in _ladder(rows, *walls) if _USUAL[0] <= _height(quad) / rows.pitch <= _USUAL[1]]
    middles = [cell.mean(axis=0).tolist() for cell in cells]
    within = [[i for i, at in enumerate(middles) if cv2.pointPolygonTest(quad, at, False) > 0] for quad in ladder]
    if sum(map(bool, within)) < _FOUND * len(ladder):
        return cells
    added: list[Quad] = []
    out: set[int] = set()
    for quad, inside in zip(ladder, within, strict=True):
        if not inside or (len(inside) == 1 and not _is_whole(cells[inside[0]], quad)):
            added.append(quad)
            out.update(inside)
    return [cell for i, cell in enumerate(cells) if i not in out] + added


def _ladder(rows: Rows, left: NDArray[np.float32], right: NDArray[np.float32]) -> list[Quad]:
    """The quadrilaterals that two walls, float32 (2,) slope and offset each, make of the rows, from top to bottom."""
    corners = []
    for line in rows.lines:
        ends = []
        for slope, offset in (left, right):
            x = slope * float(line.y.mean()) + offset
            y = float(line.at(np.array([x]))[0])
            ends.append((slope * y + offset, y))
        corners.append(ends)
    return [np.array([*above, *below[::-1]], np.float32) for above, below in pairwise(corners)]


def _height(quad: Quad) -> float:
    """The mean height of a quadrilateral, pixels."""
    return float((quad[2:, 1] - quad[[1, 0], 1]).mean())


def _is_whole(cell: Quad, quad: Quad) -> bool:
    """Whether a cell is as wide as its row of a closed column, and no higher."""
    return bool(np.ptp(cell[:, 0]) >= _WHOLE[0] * np.ptp(quad[:, 0]) and _height(cell) <= _WHOLE[1] * _height(quad))


def without_low(cells: list[Quad], ink: NDArray[np.uint8]) -> list[Quad]:
    """The cells, where they are few, without those that are lower than the writing: the inside of a square 0.

    Args:
        cells: float32 (4, 2).
        ink: uint8 (H, W), nonzero on all ink.
    """
    if not 0 < len(cells) <= _FEW:
        return cells
    # What is lower than the writing beside it was made for none of it.
    lowest = _usual_height(ink)
    return [cell for cell in cells if np.ptp(cell[:, 1]) >= lowest]


def _usual_height(ink: NDArray[np.uint8]) -> float:
    """The usual height, pixels, of the pieces of ink uint8 (H, W) that may be characters; 0 where they are few."""
    heights = cv2.connectedComponentsWithStats(ink, connectivity=8, ltype=cv2.CV_32S)[2][1:, cv2.CC_STAT_HEIGHT]
    heights = heights[heights >= _LOWEST]
    return float(np.median(heights)) if len(heights) >= _CHARACTERS else 0.0
