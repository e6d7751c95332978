"""Cells without an upper line: |_|_|_|, as questionnaires have them.

Uprights of one height stand at both ends of a line, and at even places between. No digits stand so: a 1 at each end of
an underline is no higher than the digits beside it, which stand on the line as well, but not at even places.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from digitscan.layout.cells import unknown
from digitscan.types import Segments

Quad = NDArray[np.float32]

_TALLEST = 3.5
"""Largest height of such a cell, in shortest rulings: 14 mm on A4. Lines of a table that is open above are higher."""

_LEVEL = 0.15
"""Largest difference of the heights of its uprights, as a share: they are printed."""

_BELOW = 0.35
"""How far an upright may go on below the line, in heights: | is longer than _ is low."""

_NARROW, _BROAD, _WIDE = 0.3, 1.6, 12.0
"""Least and largest width of a comb's cell, whose uprights need not be as high as others' cells, and largest of a box
for a whole number, in heights."""

_BOX = 2
"""Uprights of a single box."""

_EVEN = 0.12
"""Largest distance of an upright from its place, in widths of a cell."""

_ROOM = 1.3
"""Least height of a comb's cell, in its width: whoever writes into low walls writes over them."""

_CLOSED = 0.4
"""Share of its width along which such a cell has an upper line when it is none."""

_HIGHER = 1.3
"""Height of a cell, in that of an open one in it, from which on it is that and the gap above."""

_STRAY = 0.25
"""Largest share of uprights as high that stand elsewhere: a 1 or the stem of a 4 may be as high as the walls."""

_SEEN = 0.6
"""Share of the uprights inside a comb that must be seen: digits run into some and hide them."""


def open_cells(level: Segments, upright: Segments, thickness: float, reach: int) -> list[list[Quad]]:
    """The cells that lines and uprights on them form without another line above, line by line.

    Args:
        level: straight pieces of ink along x.
        upright: those along y.
        thickness: of the rulings, pixels.
        reach: shortest ruling, pixels.

    Returns:
        float32 (4, 2) each, as cells with an upper line have them: the inside, lines not counted.
    """
    found: list[list[Quad]] = []
    off = 1.5 * thickness + 2
    middle = (upright.start + upright.stop) / 2
    x = upright.slope * middle + upright.offset
    # Most lines of a page have no upright at one of their ends.
    met = [(np.abs(x[None] - end[:, None]) <= off).any(axis=1) for end in (level.start, level.stop)]
    for i in np.flatnonzero(met[0] & met[1]).tolist():
        y = level.slope[i] * x + level.offset[i]
        tall, below = y - upright.start, upright.stop - y
        stands = (
            (below >= -thickness / 2 - 1)
            & (below <= np.maximum(off, _BELOW * tall))
            & (tall <= _TALLEST * reach)
            & (tall > off)
        )
        stands &= (x >= level.start[i] - off) & (x <= level.stop[i] + off)
        at = np.flatnonzero(stands)
        at = at[np.argsort(x[at])]
        if len(at) < 2 or x[at[0]] - level.start[i] > off or level.stop[i] - x[at[-1]] > off:
            continue
        ends = tall[at[[0, -1]]]
        height = float(ends.mean())
        if np.ptp(ends) > max(2.0, _LEVEL * height):
            continue
        if _is_closed(level, (float(x[at[0]]), float(x[at[-1]])), float(y[at].mean()) - height, off):
            continue
        alike = at[np.abs(tall[at] - height) <= max(2.0, _LEVEL * height)]
        walls = _walls(x[alike].astype(np.float64), height, off)
        if not len(walls):
            continue
        # Open above, it is as high as a digit in it needs.
        height = max(height, _ROOM * float(np.diff(walls).mean())) if len(walls) > _BOX else height
        found.append(_between(walls, level, i, height, thickness))
    return found


def with_open(cells: list[Quad], combs: list[list[Quad]]) -> list[Quad]:
    """The cells, and the open ones among which there is none: of those that hold an open one the higher are left out.

    Walls of two combs, one below the other, stand in one line, and the gap between them is a cell of a table then. But
    a single one in a cell is the round of a 0.

    Args:
        cells: float32 (4, 2) each.
        combs: as `open_cells` gives them.
    """
    kept, opened = cells, []
    for comb in combs:
        holding = [i for i, cell in enumerate(kept) if any(_holds(cell, one) for one in comb)]
        if holding and len(comb) == 1:
            continue
        opened += comb
        kept = [cell for i, cell in enumerate(kept) if i not in holding]
    return kept + unknown(opened, kept)


def _holds(cell: Quad, opened: Quad) -> bool:
    """Whether the middle of an open cell is in another one that is higher."""
    low, high, middle = cell.min(axis=0), cell.max(axis=0), opened.mean(axis=0)
    inside = bool((low < middle).all() and (middle < high).all())
    return inside and float(high[1] - low[1]) > _HIGHER * float(np.ptp(opened[:, 1]))


def _walls(x: NDArray[np.float64], height: float, off: float) -> NDArray[np.float64]:
    """Where the walls of a comb stand whose seen ones are at x, ascending; none where it is no comb and no box."""
    first, last = float(x[0]), float(x[-1])
    most = int((last - first) / (_NARROW * height))
    for count in range(1, min(most, 2 * len(x)) + 1):
        pitch = (last - first) / count
        places = first + pitch * np.arange(count + 1, dtype=np.float64)
        near = np.array([np.abs(x - place).min() <= max(off, _EVEN * pitch) for place in places])
        stray = sum(np.abs(places - one).min() > max(off, _EVEN * pitch) for one in x.tolist())
        if stray <= _STRAY * len(x) and pitch <= _BROAD * height and near[1:-1].sum() >= _SEEN * (count - 1):
            return places
    is_box = len(x) == _BOX and _BROAD * height < last - first <= _WIDE * height
    return x if is_box else np.zeros(0)


def _is_closed(level: Segments, ends: tuple[float, float], y: float, off: float) -> bool:
    """Whether a line lies where the uprights end: what is above it is another row of a table. Bars of digits do not."""
    there = np.abs(level.slope * sum(ends) / 2 + level.offset - y) <= off
    along = np.minimum(level.stop, ends[1]) - np.maximum(level.start, ends[0])
    return bool(along[there & (along > 0)].sum() >= _CLOSED * (ends[1] - ends[0]))


def _between(walls: NDArray[np.float64], level: Segments, i: int, height: float, thickness: float) -> list[Quad]:
    """The cells between walls on line i."""
    half = thickness / 2
    cells = []
    for a, b in pairwise(walls.tolist()):
        corners = []
        for x, up in ((a + half, True), (b - half, True), (b - half, False), (a + half, False)):
            foot = float(level.slope[i] * x + level.offset[i])
            corners.append((x, foot - height if up else foot - half))
        cells.append(np.array(corners, np.float32))
    return cells
