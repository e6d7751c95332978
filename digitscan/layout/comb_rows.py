"""Combs among cells that adjoin: one in a frame with its caption, several one below another, columns of a table."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from digitscan.layout.comb_shape import NARROW, SHORTEST, are_even, from_left, gaps, is_comb, like, with_lost_walls

Quad = NDArray[np.float32]

_TWO_LINES, _PAPER = 2.5, 3.0
"""Gap between two rows of cells, in thicknesses of their walls, from which on each has a line of its own; and how much
wider than one wall it is at least, pixels."""

_STRIPS, _OFF = 2, 0.15
"""Most strips above and below the cells of a comb in pieces, and how far its cells are from several of one width."""

_STRIP = 2.0
"""Width of a strip for a caption, in that of a comb's cell, at least."""

_COLUMN = 0.8
"""Largest width, in heights, of cells that are a comb because of the head above them: columns for marks, which may have
two digits, are seldom so narrow."""

_SURE = 0.2
"""Share of the rows under a head that are whole combs, at least: digits run into the walls of the others."""

_NEXT = 0.4
"""How much lower than a row the next one is at least, in heights of a cell: rows of photographed tables lean."""

_ENDS = 0.4
"""How far the ends of a head and of the row below it are apart at most, in widths of a cell."""


def combs_among(group: list[Quad], reach: float) -> tuple[list[list[Quad]], list[Quad]]:
    """The combs among cells that adjoin, and the other cells.

    Args:
        group: float32 (4, 2) each.
        reach: largest gap between two cells that share a ruling, pixels.

    Returns:
        Cells of each comb from left to right, and the cells that are in none.
    """
    combs, others = _comb_between_strips(group)
    if not combs:
        combs, others = _combs_below_another(group)
    return (combs, others) if combs else _combs_under_heads(group, reach)


def pieces_of_combs(group: list[Quad]) -> list[bool]:
    """Which cells of a group may be for one digit of a comb whose other walls were not found, too many to be guessed.

    Args:
        group: cells that adjoin, float32 (4, 2) each.

    Returns:
        True for narrow cells in one row with others several times as wide, with at most two more above or below them.
    """
    none = [False] * len(group)
    if len(group) < SHORTEST:
        return none
    corners = np.stack(group)
    widths, heights = np.ptp(corners, axis=1).T
    _, beside = _narrowest(corners)
    narrow = beside & (widths <= NARROW * heights)
    if beside.sum() < SHORTEST or (~beside).sum() > _STRIPS or not narrow.any():
        return none
    wall = max(0.0, float(np.median(gaps(from_left([group[i] for i in np.flatnonzero(beside)])))))
    times = (widths[beside] + wall) / (float(np.median(widths[narrow])) + wall)
    off = np.abs(times - np.round(times)).max()
    return narrow.tolist() if off <= _OFF and np.round(times).max() >= 2 else none


def _narrowest(corners: NDArray[np.float32]) -> tuple[int, NDArray[np.bool_]]:
    """The cell of N, float32 (N, 4, 2), that is narrowest for its height, and which stand beside it, bool (N,)."""
    widths, heights = np.ptp(corners, axis=1).T
    top, foot = corners[..., 1].min(axis=1), corners[..., 1].max(axis=1)
    first = int(np.argmin(widths / heights))
    middle = (top[first] + foot[first]) / 2
    return first, np.asarray((top < middle) & (foot > middle))


def _comb_between_strips(group: list[Quad]) -> tuple[list[list[Quad]], list[Quad]]:
    """The one comb among cells that hold its caption: strips above it or below it, in a shaded frame around both."""
    corners = np.stack(group)
    widths, heights = np.ptp(corners, axis=1).T
    first, beside = _narrowest(corners)
    row, strips = ([group[i] for i in np.flatnonzero(some)] for some in (beside, ~beside))
    long = all(np.ptp(strip[:, 0]) >= _STRIP * widths[first] for strip in strips)
    if not strips or not long or len(row) < SHORTEST or widths[first] > NARROW * heights[first]:
        return [], group
    comb = row if is_comb(row, NARROW) else with_lost_walls(row)
    return ([comb], strips) if comb else ([], group)


def _combs_below_another(group: list[Quad]) -> tuple[list[list[Quad]], list[Quad]]:
    """Combs that stand close one below another, each with lines of its own, and the other cells of a group.

    None where the narrow cells share their lower and upper rulings, or many of their rows are no combs.
    """
    rows = _rows([quad for quad in group if np.ptp(quad[:, 0]) <= NARROW * np.ptp(quad[:, 1])])
    sizes = [len(row) for row in rows]
    usual = max(set(sizes), key=lambda size: (sizes.count(size), size), default=0)
    whole = _whole(rows, usual)
    if usual < SHORTEST or not whole:
        return [], group
    wall = max(0.0, float(np.median(np.concatenate([gaps(rows[i]) for i in whole]))))
    between = np.median([_gap_below(rows[i], rows[j]) for i, j in pairwise(whole)])
    if between <= max(_TWO_LINES * wall, wall + _PAPER):
        return [], group
    return _completed(rows, whole, group)


def _combs_under_heads(group: list[Quad], reach: float) -> tuple[list[list[Quad]], list[Quad]]:
    """The rows of narrow equal cells under a cell that is as wide as all of them: index numbers in a list, say."""
    corners = np.stack(group)
    widths, heights = np.ptp(corners, axis=1).T
    narrow = widths <= _COLUMN * heights
    if narrow.sum() < 2 * SHORTEST:
        return [], group
    combs: list[list[Quad]] = []
    others = group
    for head in np.flatnonzero(widths >= (SHORTEST - _ENDS) * np.median(widths[narrow])).tolist():
        rows = _under(corners[head], [group[i] for i in np.flatnonzero(narrow)])
        first = next((row for row in rows if _has_ends(corners[head], row)), None)
        if first is None or abs(rows[0][:, :2, 1].min() - corners[head][2:, 1].mean()) > reach:
            continue
        more, others = _completed(rows, _whole(rows, len(first), _SURE), others)
        combs += more
    return combs, others


def _under(head: Quad, cells: list[Quad]) -> list[NDArray[np.float32]]:
    """The rows of cells that are below one, from the top: as far as each is below the one above it."""
    found: list[NDArray[np.float32]] = []
    left, right = float(head[:, 0].min()), float(head[:, 0].max())
    for row in _rows([cell for cell in cells if cell[:, 1].mean() > head[:, 1].max()]):
        middles = row[..., 0].mean(axis=1)
        inside = row[(middles > left) & (middles < right)]
        if not len(inside):
            continue
        found.append(inside)
        ends = float(inside[0, :, 0].min()), float(inside[-1, :, 0].max())
        off = _ENDS * float(np.median(np.ptp(inside[..., 0], axis=1)))
        if max(abs(ends[0] - left), abs(ends[1] - right)) <= off:
            # Columns of a photographed table lean.
            left, right = ends
    return found


def _has_ends(head: Quad, row: NDArray[np.float32]) -> bool:
    """Whether a row of narrow equal cells, float32 (N, 4, 2), begins and ends where the cell above it does."""
    if len(row) < SHORTEST or not are_even(row):
        return False
    off = _ENDS * float(np.ptp(row[..., 0], axis=1).mean())
    return bool(abs(head[3, 0] - row[0, 0, 0]) <= off and abs(head[2, 0] - row[-1, 1, 0]) <= off)


def _rows(cells: list[Quad]) -> list[NDArray[np.float32]]:
    """Cells row by row from the top, each row float32 (N, 4, 2) from left to right."""
    if not cells:
        return []
    corners = np.stack(cells)
    corners = corners[np.argsort(corners[..., 1].mean(axis=1))]
    down = np.diff(corners[..., 1].mean(axis=1))
    ends = np.flatnonzero(down > _NEXT * np.median(np.ptp(corners[..., 1], axis=1))) + 1
    return [from_left(list(row)) for row in np.split(corners, ends)]


def _whole(rows: list[NDArray[np.float32]], count: int, share: float = 0.5) -> list[int]:
    """Which rows are combs of so many cells; none where fewer than that share of them are, or than two."""
    whole = [i for i, row in enumerate(rows) if len(row) == count and are_even(row)]
    return whole if len(whole) >= max(2.0, share * len(rows)) else []


def _completed(
    rows: list[NDArray[np.float32]], whole: list[int], group: list[Quad]
) -> tuple[list[list[Quad]], list[Quad]]:
    """The combs of rows, where cells are lost as in the nearest of the `whole` ones; the other cells of a group."""
    if not whole:
        return [], group
    nearest = [min(whole, key=lambda i: abs(i - row)) for row in range(len(rows))]
    combs = [like(row, rows[near]) for row, near in zip(rows, nearest, strict=True)]
    combs = [comb for comb in combs if comb]
    lows, highs = (np.stack([one(np.concatenate(comb), axis=0) for comb in combs]) for one in (np.min, np.max))
    inside = [bool(((lows < quad.mean(axis=0)) & (quad.mean(axis=0) < highs)).all(axis=1).any()) for quad in group]
    return combs, [quad for quad, own in zip(group, inside, strict=True) if not own]


def _gap_below(upper: NDArray[np.float32], lower: NDArray[np.float32]) -> float:
    """From the lower sides of as many cells to the upper ones of those below, float32 (N, 4, 2), pixels."""
    return float(np.median(lower[:, [0, 1], 1].mean(axis=1) - upper[:, [3, 2], 1].mean(axis=1)))
