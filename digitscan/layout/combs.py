"""Cells of a comb that digits hide.

Where they broke walls, a cell is as wide as several of its equal neighbours. Where they run into corners, at the ends
of the comb and between its parts, a cell is dented or missing.
"""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from digitscan.layout.comb_shape import COMB_SHAPE
from digitscan.layout.groups import adjoining
from digitscan.types import Segments

Quad = NDArray[np.float32]

_FEWEST = 3
"""Equal cells in a row from which on their width says where walls stand; two cells of a table are equal by chance."""

_SAME = 0.15
"""Largest deviation of a width from a whole number of cells, in cells."""

_RULED = 0.8
"""Share of a hidden cell's width along which its upper and its lower line were seen."""

_WALL = 0.4
"""Share of its height along which its further wall was seen: digits break walls, and worn print fades."""

_DENT, _ODD = 0.1, 0.4
"""How far, in heights, both corners of a cell lie inside the line of its neighbours' when it is dented, and the share
of cells from which on the others are no measure."""

_WHOLE = 0.85
"""Height, in that of the highest cell, from which on one is whole."""

_INSIDE = 0.3
"""Share of the smaller one that two cells have in common which are the same, or exclude each other."""


def join_halves(cells: list[Quad], apart: float, off: float) -> list[Quad]:
    """The cells, those of a comb in one again that the bar of a 4 or a 7 cut into an upper and a lower half.

    Args:
        cells: float32 (4, 2).
        apart: largest gap between two cells that share a ruling, pixels.
        off: largest distance of a line from where it must be, pixels.

    Returns:
        The cells, in another order where some were joined.
    """
    found: list[Quad] = []
    for group in adjoining(cells, apart):
        row = [cells[i] for i in group]
        found += _joined(row, apart, off) if len(row) > _FEWEST else row
    return found


def _joined(group: list[Quad], apart: float, off: float) -> list[Quad]:
    """As `join_halves`, for cells that adjoin: they are left as they are unless all together are a comb's then."""
    height = max(float(np.ptp(quad[:, 1])) for quad in group)
    whole = [quad for quad in group if np.ptp(quad[:, 1]) >= _WHOLE * height]
    halves = sorted((quad for quad in group if np.ptp(quad[:, 1]) < _WHOLE * height), key=lambda quad: quad[:, 1].min())
    stacks: list[Quad] = []
    rest: list[Quad] = []
    while halves:
        upper = halves.pop(0)
        below = [i for i, lower in enumerate(halves) if _is_below(upper, lower, apart, off)]
        if below:
            lower = halves.pop(below[0])
            stacks.append(np.stack([upper[0], upper[1], lower[2], lower[3]]))
        else:
            rest.append(upper)
    heights = [float(np.ptp(quad[:, 1])) for quad in whole + stacks]
    comb = _in_one_row(whole + stacks + rest, off) if stacks and len(stacks) + len(rest) < len(whole) else None
    if comb is None or max(heights) - min(heights) > max(2 * off, _DENT * height):
        return group
    # A printed line runs on through the next cell.
    cut = [any(quad is part for part in stacks + rest) for quad in comb.row]
    return group if any(one and other for one, other in pairwise(cut)) else comb.row


def _is_below(upper: Quad, lower: Quad, apart: float, off: float) -> bool:
    """Whether a cell stands right below another one, between the same walls."""
    same = np.abs(upper[[3, 2], 0] - lower[[0, 1], 0]).max() <= 2 * off
    return bool(same) and bool(np.abs(upper[[3, 2], 1] - lower[[0, 1], 1]).max() <= apart + off)


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


def prolong_combs(cells: list[Quad], level: Segments, upright: Segments, apart: float, off: float) -> list[Quad]:
    """The cells, and those next to the cells of a comb where both of its lines go on, to where a wall was seen.

    A digit that runs into the corners of its cell leaves a part of it, or nothing.

    Args:
        cells: float32 (4, 2).
        level: the rulings along x.
        upright: all straight strokes along y.
        apart: largest gap between two cells that share a ruling, pixels.
        off: largest distance of a line from where it must be, pixels.

    Returns:
        The cells, in another order where some were found.
    """
    found = {id(cell): cell for cell in cells}
    for group in adjoining(cells, apart):
        comb = _in_one_row([cells[i] for i in group], off) if len(group) >= _FEWEST else None
        if comb is None or not all(id(cells[i]) in found for i in group):
            continue
        for right in (False, True):
            last = comb.row[-1 if right else 0]
            while (cell := _next(last, comb, level, upright, off, right=right)) is not None:
                same = [other for other in found.values() if _overlap(cell, other) > _INSIDE]
                if any(np.ptp(other[:, 0]) > comb.pitch + off for other in same):
                    break
                for other in same:
                    del found[id(other)]
                found[id(cell)] = last = cell
    return list(found.values())


def level_combs(cells: list[Quad], apart: float, off: float) -> list[Quad]:
    """The cells, those of combs as high as their neighbours: the bar of a 7 or a 5 may be taken for a line.

    Args:
        cells: float32 (4, 2).
        apart: largest gap between two cells that share a ruling, pixels.
        off: largest distance of a line from where it must be, pixels.

    Returns:
        The cells, in the same order.
    """
    found = list(cells)
    for group in adjoining(cells, apart):
        comb = _in_one_row([cells[i] for i in group], off) if len(group) > _FEWEST else None
        if comb is None:
            continue
        corners = np.stack([cells[i] for i in group])
        height = float(np.median(np.ptp(corners[..., 1], axis=1)))
        far = max(off, _DENT * height)
        for ends, inwards in (([0, 1], 1.0), ([3, 2], -1.0)):
            edge = corners[:, ends].astype(np.float64)
            middles = edge.mean(axis=1)
            line = _line(middles)
            beyond = inwards * (edge[..., 1] - np.polyval(line, edge[..., 0]))
            dented = np.asarray((beyond > far).all(axis=1))
            if dented.mean() < _ODD:
                for end, x in zip(ends, edge[dented, :, 0].T, strict=True):
                    corners[dented, end, 1] = np.polyval(line, x)
        for i, quad in zip(group, corners, strict=True):
            found[i] = quad if (quad != cells[i]).any() else cells[i]
    return found


def _line(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Slope and offset of the line through most of N points (N, 2), of different x (Theil 1950)."""
    one, other = np.triu_indices(len(points), 1)
    slope = np.median((points[other, 1] - points[one, 1]) / (points[other, 0] - points[one, 0]))
    return np.array([slope, np.median(points[:, 1] - slope * points[:, 0])])


class _Comb(NamedTuple):
    """Cells in one row, some of them equal.

    Attributes:
        row: the cells, float32 (4, 2), from left to right.
        counts: float64 (N,), their widths in cells.
        pitch: from the middle of a wall to that of the next, pixels.
        gap: from a cell to the next, pixels.
    """

    row: list[Quad]
    counts: NDArray[np.float64]
    pitch: float
    gap: float


def _in_one_row(row: list[Quad], off: float) -> _Comb | None:
    """The cells as a comb; None unless they stand in one row, and enough of them are equal and narrow."""
    lows, highs = (np.stack([one(quad, axis=0) for quad in row]) for one in (np.min, np.max))
    height = float(np.median(highs[:, 1] - lows[:, 1]))
    order = np.argsort(lows[:, 0])
    lows, highs, row = lows[order], highs[order], [row[i] for i in order.tolist()]
    # Beside one another, none below another.
    if (lows[1:, 0] < highs[:-1, 0] - off).any():
        return None
    width = highs[:, 0] - lows[:, 0]
    gap = float(np.median(lows[1:, 0] - highs[:-1, 0]))
    pitch = float(np.median(width[width <= 1.5 * width.min()])) + gap
    counts = width / pitch
    usual = np.abs(counts - 1) <= _SAME
    return None if usual.sum() < _FEWEST or pitch > COMB_SHAPE * height else _Comb(row, counts, pitch, gap)


def _completed(row: list[Quad], upright: Segments, off: float) -> list[Quad]:
    """As `complete_combs`, for cells that adjoin; they are left as they are unless they are a comb."""
    comb = _in_one_row(row, off)
    if comb is None:
        return row
    parts: list[Quad] = []
    for quad, exact in zip(comb.row, comb.counts.tolist(), strict=True):
        cells = round(exact)
        fits = cells > 1 and abs(exact - cells) <= _SAME * 2
        walls = np.linspace(0, 1, cells + 1) if fits else np.array([0.0, 1.0])
        seen = all(_seen(quad, float(share), upright, off) for share in walls[1:-1])
        parts += _parted(quad, walls) if fits and seen else [quad]
    return parts


def _next(last: Quad, comb: _Comb, level: Segments, upright: Segments, off: float, *, right: bool) -> Quad | None:
    """The cell beside the last one of a comb, up to where its wall was seen; None where its lines do not go so far."""
    ends = [1, 2] if right else [0, 3]
    lean = np.array([(last[1, 1] - last[0, 1]) / max(1.0, last[1, 0] - last[0, 0]), 0, 0, 0])
    lean[3] = (last[2, 1] - last[3, 1]) / max(1.0, last[2, 0] - last[3, 0])
    along = comb.pitch if right else -comb.pitch
    cell = last + np.array([(along, lean[0] * along)] * 2 + [(along, lean[3] * along)] * 2, np.float32)
    for side in ([0, 1], [3, 2]):
        (x1, y1), (x2, y2) = cell[side].tolist()
        middle = (x1 + x2) / 2
        near = np.abs(level.slope * middle + level.offset - (y1 + y2) / 2) <= off
        covered = np.minimum(level.stop, x2) - np.maximum(level.start, x1)
        if covered[near & (covered > 0)].sum() < _RULED * (x2 - x1):
            return None
    (x1, top), (x2, foot) = cell[ends].tolist()
    y = (upright.start + upright.stop) / 2
    away = upright.slope * y + upright.offset - np.interp(y, [top, foot], [x1, x2])
    away -= comb.gap / 2 if right else -comb.gap / 2
    covered = np.minimum(upright.stop, foot) - np.maximum(upright.start, top)
    wall = (np.abs(away) <= off) & (covered >= _WALL * (foot - top))
    if not wall.any():
        return None
    cell[ends, 0] += away[wall][np.argmax(covered[wall])]
    return np.asarray(cell, np.float32)


def _overlap(cell: Quad, other: Quad) -> float:
    """What two cells have in common, as a share of the smaller one, by their boxes."""
    low, high = np.maximum(cell.min(axis=0), other.min(axis=0)), np.minimum(cell.max(axis=0), other.max(axis=0))
    smaller = min(float(np.ptp(one, axis=0).prod()) for one in (cell, other))
    return float(np.maximum(high - low, 0).prod()) / max(smaller, 1.0)


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
