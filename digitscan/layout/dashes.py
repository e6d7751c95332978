"""Dashes in ruled rows and in cells, which lead to a number and are no part of it, though they may run into it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from digitscan.layout.ruled import Rows
from digitscan.types import Segments

Quad = NDArray[np.float32]

_DASH = 0.7
"""Length of a dash, in pitches: the bars of digits are shorter, and have ink above or below."""

_IN_CELL = 1.0
"""The same in heights of a cell: there a number may have a minus, which is shorter than its digits are high."""

_BARE, _EMPTY = 0.25, 0.6
"""Height, in pitches, above and below a dash that is empty, and the share of its length where it is."""

_RUN = 0.45
"""Length, in pitches, of the left part of a dash that is bare where the rest runs into its number: what a digit has
left of itself at half its height, the bar of a 4, is a quarter as long as the digit is high."""

_BEGIN, _CUT = 0.15, 0.25
"""How far from the left end of the rows, in pitches, a dash may begin that the edge of the picture cuts, and its least
length: nobody writes a minus there."""

_AT_EDGE = 0.1
"""Largest distance of that end from the edge of the picture, as a share of its width: so far goes the edge of a picture
twice as high as wide that was turned by 3°."""

_MIDDLE = (0.25, 0.7)
"""Where in the height of its row a dash stands: what is nearer to a line is the foot or the bar of a digit."""


def dashes(rows: Rows, lines: Segments, ink: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Which of N horizontal segments are dashes in a row: bool (N,).

    Args:
        rows: the rows.
        lines: N segments.
        ink: uint8 (H, W), nonzero on all ink.
    """
    length = lines.stop - lines.start
    found = length >= _CUT * rows.pitch
    for i in np.flatnonzero(found).tolist():
        x, y = _middle(lines, i)
        at = np.array([float(line.at(np.array([x]))[0]) for line in rows.lines])
        above = at[at <= y]
        place = (y - above.max()) / rows.pitch if len(above) else -1.0
        begin = float(rows.lines[max(0, len(above) - 1)].x[0])
        cut = begin <= _AT_EDGE * ink.shape[1] and lines.start[i] - begin <= _BEGIN * rows.pitch
        long = cut or length[i] >= _DASH * rows.pitch
        found[i] = long and _MIDDLE[0] <= place <= _MIDDLE[1] and _is_free(lines, i, ink, rows.pitch)
    return found


def dashes_in_cells(cells: list[Quad], lines: Segments, ink: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Which of N horizontal segments are dashes before what stands in a cell: bool (N,).

    A dash alone stays: that somebody struck a cell out is for a person to see.

    Args:
        cells: float32 (4, 2) each.
        lines: N segments.
        ink: uint8 (H, W), nonzero on all ink.
    """
    found = np.zeros(len(lines), bool)
    if not cells:
        return found
    middle = [_middle(lines, i) for i in range(len(lines))]
    for cell in cells:
        (left, top), (right, bottom) = cell.min(axis=0).tolist(), cell.max(axis=0).tolist()
        height = float(np.mean(cell[[2, 3], 1] - cell[[0, 1], 1]))
        for i in np.flatnonzero(lines.stop - lines.start >= _IN_CELL * height).tolist():
            x, y = middle[i]
            if not (left - _BARE * height < lines.start[i] and lines.stop[i] < right and top < y < bottom):
                continue
            place = (y - float(np.interp(x, cell[:2, 0], cell[:2, 1]))) / height
            if _MIDDLE[0] <= place <= _MIDDLE[1] and _is_free(lines, i, ink, height):
                found[i] |= _leads_to_ink(lines, i, ink, _BARE * height, right)
    return found


def _leads_to_ink(lines: Segments, i: int, ink: NDArray[np.uint8], reach: float, right: float) -> bool:
    """Whether there is ink at the end of segment i or after it, but for the last `reach` pixels of the cell."""
    if not _bare(lines, i, ink, reach).all():
        return True
    (_, y), after = _middle(lines, i), float(lines.stop[i] + lines.thickness[i]) + 2
    return bool(ink[int(y - reach) : int(y + reach), int(after) : int(right - reach)].any())


def _middle(lines: Segments, i: int) -> tuple[float, float]:
    """The middle of segment i, x and y, pixels."""
    x = float(lines.start[i] + lines.stop[i]) / 2
    return x, float(lines.slope[i] * x + lines.offset[i])


def _is_free(lines: Segments, i: int, ink: NDArray[np.uint8], pitch: float) -> bool:
    """Whether most of segment i, or enough of its left part, has no ink above and below it in rows of that pitch."""
    bare = _bare(lines, i, ink, _BARE * pitch)
    run = len(bare) if bare.all() else int(bare.argmin())
    return bool(bare.mean() > _EMPTY or run >= _RUN * pitch)


def _bare(lines: Segments, i: int, ink: NDArray[np.uint8], reach: float) -> NDArray[np.bool_]:
    """Which columns of segment i have no ink within `reach` pixels above and below it, as the bar of a 4 has."""
    columns = np.arange(int(lines.start[i]), int(lines.stop[i]))
    own = int(lines.thickness[i]) + 2
    steps = np.arange(own, max(own + 1, int(reach)))
    rows = np.rint(lines.slope[i] * columns + lines.offset[i]).astype(np.intp)
    rows = np.clip(rows + np.concatenate([-steps, steps])[:, None], 0, len(ink) - 1)
    return np.asarray(~(ink[rows, columns] > 0).any(axis=0))
