"""Cells that share rulings belong together: a row of narrow equal cells is a comb, two or more rows are a table."""

from __future__ import annotations

from itertools import pairwise

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

_APART_SHAPE = 1.1
"""Largest width of these boxes, in heights: wider ones, as those for marks on an exam's cover, hold two digits."""

_SHARED = 0.5
"""Gap between two cells, in the largest of cells that share a ruling, up to which they do: it is as wide as the ruling,
which bends, and the largest is four times that."""

_NARROW, _TIMES, _OFF = 1.0, 3, 0.1
"""Largest width, in their heights, of the cells of a comb that lost some of its walls; how many of them are one then at
most, and by what part of a cell its width may be off."""

_TWO_LINES, _PAPER = 2.5, 3.0
"""Gap between two rows of cells, in thicknesses of their walls, from which on each has a line of its own; and how much
wider than one wall it is at least, pixels."""

_STRIP = 2.0
"""Width of a strip for a caption, in that of a comb's cell, at least."""

_WIDTH, _AWAY = 0.12, 0.3
"""How much the width of a cell in these rows differs from the others', as a share, and how far it stands from the one
above it, in its width."""

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
            if _are_apart(group, reach):
                lone += group
            else:
                fields.append(_comb(group, table))
        elif whole := _with_lost_walls(group):
            fields.append(_comb(whole, table))
        else:
            combs, cells = _between_strips(group)
            combs, cells = (combs, cells) if combs else _combs_below(group)
            fields.extend(_comb(row, -1) for row in combs)
            fields.extend(Field("cell", quad, table=table) for quad in cells)
    for members in adjoining(lone, _COMB_GAP * _median_width(lone)):
        group = [lone[i] for i in members]
        if len(group) >= _SHORTEST_COMB and _is_comb(group, _APART_SHAPE):
            fields.append(_comb(group, -1))
        else:
            fields.extend(Field("box", quad) for quad in group)
    return fields


def _with_lost_walls(group: list[Quad]) -> list[Quad]:
    """The cells of a row in which several are one here and there, parted; none where they are no such comb.

    A wall that a digit runs along, or that is paler than the others, is not always found.
    """
    corners = _across(group)
    widths, heights = np.ptp(corners, axis=1).T
    if len(group) < _SHORTEST_COMB or widths.min() > _NARROW * heights.mean():
        return []
    wall = max(0.0, float(np.median(_gaps(corners))))
    step = float(np.median(widths[widths <= (1 + _OFF) * widths.min()])) + wall
    times = np.round((widths + wall) / step).astype(int)
    if (times == 1).sum() < 2 or times.max() > _TIMES or np.abs((widths + wall) / step - times).max() > _OFF:
        return []
    parts = [part for quad, count in zip(corners, times.tolist(), strict=True) for part in _parted(quad, count)]
    return parts if _is_comb(parts) else []


def _parted(quad: Quad, count: int) -> list[Quad]:
    """A cell in so many of equal width, from left to right."""
    left, right = quad[[0, 3]], quad[[1, 2]]
    edges = [left + (right - left) * i / count for i in range(count + 1)]
    return [np.stack([a[0], b[0], b[1], a[1]]).astype(np.float32) for a, b in pairwise(edges)]


def _between_strips(group: list[Quad]) -> tuple[list[list[Quad]], list[Quad]]:
    """The one comb among cells that hold its caption: strips above it or below it, in a shaded frame around both."""
    corners = np.stack(group)
    widths, heights = np.ptp(corners, axis=1).T
    top, foot = corners[..., 1].min(axis=1), corners[..., 1].max(axis=1)
    first = int(np.argmin(widths / heights))
    middle = (top[first] + foot[first]) / 2
    beside = (top < middle) & (foot > middle)
    row, strips = ([group[i] for i in np.flatnonzero(some)] for some in (beside, ~beside))
    long = all(np.ptp(strip[:, 0]) >= _STRIP * widths[first] for strip in strips)
    if not strips or not long or len(row) < _SHORTEST_COMB or widths[first] > _APART_SHAPE * heights[first]:
        return [], group
    comb = row if _is_comb(row, _APART_SHAPE) else _with_lost_walls(row)
    return ([comb], strips) if comb else ([], group)


def _combs_below(group: list[Quad]) -> tuple[list[list[Quad]], list[Quad]]:
    """Combs that stand close one below another, each with lines of its own, and the other cells of a group.

    None where the narrow cells share their lower and upper rulings, or many of their rows are no combs.
    """
    corners = np.stack(group)
    widths, heights = np.ptp(corners, axis=1).T
    narrow = np.flatnonzero(widths <= _APART_SHAPE * heights)
    middles, heights = corners[narrow].mean(axis=1), heights[narrow]
    beside = np.abs(middles[:, None, 1] - middles[None, :, 1]) < 0.5 * np.minimum(heights[:, None], heights)
    rows = [_across([group[narrow[i]] for i in row]) for row in _connected(beside)]
    rows.sort(key=lambda row: float(row[..., 1].mean()))
    sizes = [len(row) for row in rows]
    usual = max(set(sizes), key=lambda size: (sizes.count(size), size), default=0)
    whole = [i for i, row in enumerate(rows) if len(row) == usual and _are_even(row)]
    if usual < _SHORTEST_COMB or len(whole) < max(2.0, len(rows) / 2):
        return [], group
    wall = max(0.0, float(np.median(np.concatenate([_gaps(rows[i]) for i in whole]))))
    between = np.median([_gap_below(rows[i], rows[j]) for i, j in pairwise(whole)])
    if between <= max(_TWO_LINES * wall, wall + _PAPER):
        return [], group
    nearest = [min(whole, key=lambda i: abs(i - row)) for row in range(len(rows))]
    combs = [_like(row, rows[near]) for row, near in zip(rows, nearest, strict=True)]
    combs = [comb for comb in combs if comb]
    lows, highs = (np.stack([one(np.concatenate(comb), axis=0) for comb in combs]) for one in (np.min, np.max))
    inside = [bool(((lows < quad.mean(axis=0)) & (quad.mean(axis=0) < highs)).all(axis=1).any()) for quad in group]
    return combs, [quad for quad, own in zip(group, inside, strict=True) if not own]


def _are_even(row: NDArray[np.float32]) -> bool:
    """Whether cells from left to right, float32 (N, 4, 2), are equally wide and adjoin."""
    widths = np.ptp(row[..., 0], axis=1)
    even = bool((np.abs(widths / np.median(widths) - 1) <= _WIDTH).all())
    return even and bool((_gaps(row) <= _WIDTH * widths.mean()).all()) and _is_comb(list(row), _APART_SHAPE)


def _like(row: NDArray[np.float32], near: NDArray[np.float32]) -> list[Quad]:
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


def _gap_below(upper: NDArray[np.float32], lower: NDArray[np.float32]) -> float:
    """From the lower sides of as many cells to the upper ones of those below, float32 (N, 4, 2), pixels."""
    return float(np.median(lower[:, [0, 1], 1].mean(axis=1) - upper[:, [3, 2], 1].mean(axis=1)))


def _across(row: list[Quad]) -> NDArray[np.float32]:
    """The cells of a row from left to right, float32 (N, 4, 2)."""
    corners = np.stack(row)
    return corners[np.argsort(corners[:, :, 0].mean(axis=1))]


def _are_apart(group: list[Quad], reach: float) -> bool:
    """Whether the cells of a row have walls of their own with paper between: the gap is wider than a ruling by far."""
    return bool(np.median(_gaps(_across(group))) > _SHARED * reach)


def _gaps(corners: NDArray[np.float32]) -> NDArray[np.float32]:
    """Between N cells float32 (N, 4, 2) from left to right: float32 (N - 1,), pixels."""
    return np.asarray(corners[1:, :, 0].min(axis=1) - corners[:-1, :, 0].max(axis=1))


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


def _is_comb(group: list[Quad], shape: float = COMB_SHAPE) -> bool:
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
