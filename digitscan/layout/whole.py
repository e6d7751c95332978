"""Boxes that writing parted: a stroke from the upper line of a box to the lower one looks like a wall in it.

Forms have several boxes of one size. What is as long, as high, and between lines that go on as far as theirs, is one of
them, whatever stands in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from digitscan.layout.comb_shape import COMB_SHAPE
from digitscan.layout.extent import extents
from digitscan.layout.groups import adjoining
from digitscan.types import Segments

Quad = NDArray[np.float32]

_FEWEST = 3
"""Boxes of one size, each by itself, from which on they are a form's."""

_PIECES = 3
"""Cells up to which they are pieces of a box; more are a comb or a row of a table."""

_WIDTH, _HEIGHT = 0.05, 0.4
"""Most by which width and height of a form's boxes differ: photos have perspective, and some boxes more height."""

_EQUAL = 0.15
"""Most by which the cells of a comb differ in width."""

_THICK, _BRANCHING = 1.35, 2.0
"""How many times as thick as the sides of boxes a pen's stroke is at least; and how many times as far the ink of one
reaches on a quarter of its height, as the bow of a 3 or a 9 does, where it is no thicker."""

_LEAN = 0.03
"""Slope of a stroke against both sides of its box, 1.7°, from which on no printer put it there."""

_APART = 3.0
"""Distance of two cells, in thicknesses of the sides, from which on a stroke is between them that has two edges."""

_SIDES = 20
"""Sides of boxes whose thickness is looked at."""

_SEEN = 0.5
"""Share of the height of a side along which it was seen."""


def whole_boxes(
    cells: list[Quad],
    horizontal: Segments,
    vertical: Segments,
    ink: NDArray[np.uint8],
    apart: float,
    off: float,
    reach: int,
) -> list[Quad]:
    """The cells, with a box in place of those that are pieces of one.

    Args:
        cells: float32 (4, 2).
        horizontal: the rulings along x.
        vertical: all straight strokes along y.
        ink: uint8 (H, W), nonzero on all ink.
        apart: largest gap between two cells that share a ruling, pixels.
        off: largest distance of a line from where it must be, pixels.
        reach: largest gap in a line, where digits cross it, and how far ink is followed to either side, pixels.

    Returns:
        The cells, in another order where some were put together.
    """
    groups = adjoining(cells, apart)
    lone = [cells[group[0]] for group in groups if len(group) == 1]
    models = _models(lone)
    if not len(models):
        return cells
    sides = [quad[[i, j]] for quad in lone if _matches(quad, models) for i, j in ((0, 3), (1, 2))][:_SIDES]
    usual = 0.0
    taken: set[int] = set()
    boxes: list[Quad] = []
    for group in groups:
        row = sorted((cells[i] for i in group), key=lambda quad: float(quad[:, 0].min()))
        if len(row) > _PIECES or (len(row) == 1 and _matches(row[0], models)) or not _in_a_row(row) or _is_comb(row):
            continue
        whole = _prolonged(row, horizontal, vertical, off, reach)
        if not _matches(whole, models):
            continue
        usual = usual or float(np.median([_thickness(side, vertical, ink, off, reach)[0] for side in sides]))
        if all(_is_stroke(*two, usual, vertical, ink, off, reach) for two in pairwise(row)):
            taken.update(group)
            if not any(_is_same(whole, box) for box in boxes):
                boxes.append(whole)
    return [cell for i, cell in enumerate(cells) if i not in taken] + boxes


def _is_stroke(
    left: Quad, right: Quad, usual: float, vertical: Segments, ink: NDArray[np.uint8], off: float, reach: int
) -> bool:
    """Whether what stands between two cells is rather a pen's than a wall, which is as thick as `usual`."""
    if right[[0, 3], 0].mean() - left[[1, 2], 0].mean() > _APART * usual:
        return True
    wall = (left[[1, 2]] + right[[0, 3]]) / 2
    thin, far = _thickness(wall, vertical, ink, off, reach)
    return (
        thin > _THICK * usual or far > _BRANCHING * usual or _leans(wall, (left[[0, 3]], right[[1, 2]]), vertical, off)
    )


def _leans(wall: NDArray[np.floating], sides: tuple[Quad, Quad], vertical: Segments, off: float) -> bool:
    """Whether the stroke of a wall, float (2, 2) from its upper to its lower end, leans against both sides."""
    i = _nearest(wall, vertical, off)
    slopes = [(side[1, 0] - side[0, 0]) / max(1.0, side[1, 1] - side[0, 1]) for side in sides]
    return i is not None and all(abs(float(vertical.slope[i]) - slope) > _LEAN for slope in slopes)


def _nearest(side: NDArray[np.floating], vertical: Segments, off: float) -> int | None:
    """The stroke that a side, float (2, 2), is, or None."""
    (x1, y1), (x2, y2) = side.tolist()
    middle = (y1 + y2) / 2
    far = np.abs(vertical.slope * middle + vertical.offset - (x1 + x2) / 2)
    far[(vertical.start > middle) | (vertical.stop < middle)] = np.inf
    return int(far.argmin()) if far.min(initial=np.inf) <= off else None


def _thickness(
    side: NDArray[np.floating], vertical: Segments, ink: NDArray[np.uint8], off: float, reach: int
) -> tuple[float, float]:
    """How thick the ink of a side, float (2, 2), is on most and on a quarter of its height; 0 where none was seen."""
    i = _nearest(side, vertical, off)
    if i is None:
        return 0.0, 0.0
    extent = extents(vertical.take(np.array([i])), ink, reach, vertical=True)
    thin, wide = np.quantile(extent, (0.25, 0.75))
    return float(thin), float(wide)


def _size(quad: Quad) -> NDArray[np.float64]:
    """Width and height of a cell, float64 (2,), the means of both sides."""
    across, down = (quad[1] - quad[0]) + (quad[2] - quad[3]), (quad[3] - quad[0]) + (quad[2] - quad[1])
    return np.array([np.hypot(*across), np.hypot(*down)]) / 2


def _models(lone: list[Quad]) -> NDArray[np.float64]:
    """The sizes, float64 (n, 2), of those cells that several others are as large as."""
    if len(lone) < _FEWEST:
        return np.zeros((0, 2))
    sizes = np.stack([_size(quad) for quad in lone])
    alike = (np.abs(sizes[:, None] - sizes) <= np.array([_WIDTH, _HEIGHT]) * sizes).all(axis=2)
    return np.asarray(sizes[alike.sum(axis=1) >= _FEWEST])


def _matches(quad: Quad, models: NDArray[np.float64]) -> bool:
    return bool((np.abs(_size(quad) - models) <= np.array([_WIDTH, _HEIGHT]) * models).all(axis=1).any())


def _is_same(quad: Quad, other: Quad) -> bool:
    """Whether the middle of each of two cells lies in the other."""
    return all(
        bool((one.min(axis=0) < two.mean(axis=0)).all() and (two.mean(axis=0) < one.max(axis=0)).all())
        for one, two in ((quad, other), (other, quad))
    )


def _in_a_row(row: Sequence[Quad]) -> bool:
    """Whether cells, from left to right, stand beside one another."""
    return all(
        left[:, 0].mean() < right[:, 0].min() and right[:, 1].min() < left[:, 1].mean() < right[:, 1].max()
        for left, right in pairwise(row)
    )


def _is_comb(row: Sequence[Quad]) -> bool:
    """Whether several cells are as wide as each other, and no wider than for one digit; of two a 1 may be the wall."""
    sizes = np.stack([_size(quad) for quad in row])
    width = sizes[:, 0]
    return len(row) > 2 and bool((width <= COMB_SHAPE * sizes[:, 1]).all() and np.ptp(width) <= _EQUAL * width.mean())


def _prolonged(row: Sequence[Quad], horizontal: Segments, vertical: Segments, off: float, reach: float) -> Quad:
    """The box around cells in a row, as far as its lines go and a side was seen there."""
    first, last = row[0], row[-1]
    whole = np.stack([first[0], last[1], last[2], first[3]])
    for right in (False, True):
        upper, lower = (1, 2) if right else (0, 3)
        ends = [
            _end(whole[[0, 1]], horizontal, off, reach, right=right),
            _end(whole[[3, 2]], horizontal, off, reach, right=right),
        ]
        x = min(ends) if right else max(ends)
        if abs(x - whole[upper, 0]) <= off or not _has_side(whole, x, vertical, off):
            continue
        for corner, (one, other) in ((upper, (0, 1)), (lower, (3, 2))):
            slope = (whole[other, 1] - whole[one, 1]) / max(1.0, whole[other, 0] - whole[one, 0])
            whole[corner] = x, whole[corner, 1] + slope * (x - whole[corner, 0])
    return whole


def _end(edge: NDArray[np.float32], lines: Segments, off: float, reach: float, *, right: bool) -> float:
    """How far the line of an edge, float32 (2, 2), goes on to one side: x."""
    (x1, y1), (x2, y2) = edge.tolist()
    slope = (y2 - y1) / max(1.0, x2 - x1)
    middle = (lines.start + lines.stop) / 2
    on = np.abs(lines.slope * middle + lines.offset - (y1 + slope * (middle - x1))) <= off
    # To the left as to the right, mirrored.
    sign, x = (1.0, x2) if right else (-1.0, -x1)
    near, far = (lines.start[on], lines.stop[on]) if right else (-lines.stop[on], -lines.start[on])
    while len(beyond := far[(near <= x + reach) & (far > x + 1)]):
        x = float(beyond.max())
    return sign * x


def _has_side(whole: Quad, x: float, vertical: Segments, off: float) -> bool:
    """Whether an upright stroke stands at x along the height of a box."""
    top, bottom = float(whole[:2, 1].mean()), float(whole[2:, 1].mean())
    middle = (top + bottom) / 2
    near = np.abs(vertical.slope * middle + vertical.offset - x) <= 2 * off
    seen = np.minimum(vertical.stop, bottom) - np.maximum(vertical.start, top)
    return bool((near & (seen >= _SEEN * (bottom - top))).any())
