"""Squared paper: its squares are a background to write on, and no cells of a table."""

from __future__ import annotations

from collections import Counter

import numpy as np
from numpy.typing import NDArray

from digitscan.types import Field, Segments

_MANY, _FEWEST = 400, 150
"""Squares from which on they are those of squared paper where nothing says that they are a table's, as a month's days
by twenty names; and from which on they are so if writing does not keep to them."""

_HALVED = 0.05
"""Share of the squares that are halves, or quarters, of the usual one from which on they are those of such paper."""

_LABELS, _OF_ROWS = 3.0, 0.8
"""Width, in usual squares, of a first column that holds names, and the share of the rows that have such a cell: where
two lines of squared paper were not found all along, its first squares are as wide."""

_SEVERAL = 0.1
"""Share of the squares with digits in which two or more stand, from which on they are cells: who writes on squared
paper gives each digit its own."""

_ALIKE, _SHARE = 0.2, 0.9
"""Largest difference of their sides from once the usual one or several times, in usual ones, and from 1 of the usual
width in usual heights; and the share of the squares that must be so alike: perspective makes those at the far edge
smaller, and digits on the lines dent some."""

_LONG, _THICKER = 4.0, 1.4
"""Length, in squares, from which on a line is printed whatever its thickness, as strokes of digits are shorter; and the
largest thickness of a shorter one, in the usual: printed lines vary by a quarter."""

_LEAN, _OFF, _NEIGHBOURS = 0.03, 0.07, 3
"""Largest difference of the slope of a piece of such a line from the others', and how far, in squares, it is from where
it must be as seen from so many lines near it."""

_DARKER = 1.5
"""Darkness, in the usual of the printed lines, from which on a shorter line is a pen's."""

_HIGH, _KINDS = 90, 1.4
"""Percentile of their darkness that tells the darkest kind of lines, and how many times the usual it is where there are
several: one line in ten, and writing lies on few."""

_TALL = 0.5
"""Height, in squares, from which on something may be a digit."""

_KEPT = 0.75
"""Share of its width and of its height that a digit has in one cell that was written into it."""

_CROSSING = 0.5
"""Share of such digits that cross the lines from which on nobody meant to write into cells; in tables of marks whose
digits run into their frames 0.2 do."""


def find_squares(fields: list[Field], boxes: NDArray[np.int32]) -> float | None:
    """The side, pixels, of the squares of squared paper, or None where the page is none.

    Args:
        fields: boxes, combs and cells of a page.
        boxes: int32 (N, 4), left, top, right, bottom of the components of its ink without rulings.
    """
    tables = Counter(field.table for field in fields if field.kind == "cell")
    table, count = tables.most_common(1)[0] if tables else (-1, 0)
    if count < _FEWEST:
        return None
    squares = np.array([field.box for field in fields if field.kind == "cell" and field.table == table], np.int32)
    sizes = squares[:, 2:] - squares[:, :2]
    usual = np.median(sizes, axis=0)
    # Where a pale line was not found, several squares are one cell.
    times = np.maximum(1, np.round(sizes / usual))
    # On millimetre paper each fifth line is darker than those between, and each tenth darker still.
    half = np.abs(sizes / usual - 0.5) <= _ALIKE / 2
    alike = ((np.abs(sizes / usual - times) <= _ALIKE) | half).all(axis=1).mean() >= _SHARE
    if not alike or abs(usual[0] / usual[1] - 1) > _ALIKE:
        return None
    if count >= _MANY and half.any(axis=1).mean() >= _HALVED:
        return float(usual[1]) / 2
    if _has_labels(squares, usual):
        return None
    middle = (boxes[:, :2] + boxes[:, 2:]) / 2
    within = ((middle > squares[:, :2].min(axis=0)) & (middle < squares[:, 2:].max(axis=0))).all(axis=1)
    tall = boxes[within & (boxes[:, 3] - boxes[:, 1] >= _TALL * usual[1])]
    if count < _MANY:
        return float(usual[1]) if _crossing(squares, tall) >= _CROSSING else None
    single = squares[(times == 1).all(axis=1)]
    return None if _shared(single, tall) >= _SEVERAL and _crossing(squares, tall) < _CROSSING else float(usual[1])


def _has_labels(squares: NDArray[np.int32], usual: NDArray[np.float64]) -> bool:
    """Whether the first column of cells, int32 (C, 4), of which the usual one is so wide and high, is one of names."""
    wide = squares[squares[:, 2] - squares[:, 0] >= _LABELS * usual[0]]
    first = wide[wide[:, 0] <= squares[:, 0].min() + _LABELS * usual[0] / 2]
    rows = (squares[:, 3].max() - squares[:, 1].min()) / usual[1]
    return len(first) >= _OF_ROWS * rows


def _shared(squares: NDArray[np.int32], boxes: NDArray[np.int32]) -> float:
    """The share of the squares int32 (C, 4) with the middle of a box int32 (N, 4) in them that have two or more."""
    x, y = ((boxes[:, :2] + boxes[:, 2:]) / 2).T
    left, top, right, bottom = squares.T
    counts = np.zeros(len(squares), np.intp)
    for across, down in zip(x.tolist(), y.tolist(), strict=True):
        counts += (across > left) & (across < right) & (down > top) & (down < bottom)
    return float((counts > 1).sum() / max(1, (counts > 0).sum()))


def printed_like(lines: Segments, square: float, thickness: float, darkness: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Which of N segments are lines of squared paper: bool (N,).

    Among so many lines some lies under every stroke, and all of them bound squares: strokes are short, and thicker or
    darker.

    Args:
        lines: N segments, rulings by where they lie.
        square: the side of the squares, pixels.
        thickness: the usual one of the lines, pixels.
        darkness: float32 (N,), of their ink, 0 paper … 255 ink.
    """
    length = lines.stop - lines.start
    long = length >= _LONG * square
    usual = np.median(darkness[long]) if long.any() else np.inf
    return long | ((lines.thickness <= _THICKER * thickness) & (darkness <= _DARKER * usual))


def usual_darkness(darkness: NDArray[np.float32]) -> float:
    """Darkness of the lines of squared paper, from that of N of them; of the darkest kind, where there are several."""
    if not len(darkness):
        return 0.0
    usual, high = np.percentile(darkness, [50, _HIGH])
    return float(high if high >= _KINDS * usual else usual)


def on_grid(lines: Segments, sure: NDArray[np.bool_], square: float) -> NDArray[np.bool_]:
    """Which of N segments lie where a line of squared paper must: bool (N,), those that surely are some included.

    Between numbers one below another only pieces of a line are left, which bound no square by themselves.

    Args:
        lines: N segments.
        sure: bool (N,), those that are its lines.
        square: the side of the squares, pixels.
    """
    found = sure.copy()
    grid = lines.take(sure & (lines.stop - lines.start >= _LONG * square))
    if not len(grid):
        return found
    slope = float(np.median(grid.slope))
    for i in np.flatnonzero(~sure & (np.abs(lines.slope - slope) <= _LEAN)).tolist():
        middle = float(lines.start[i] + lines.stop[i]) / 2
        away = (grid.slope * middle + grid.offset - (lines.slope[i] * middle + lines.offset[i])) / square
        near = np.argsort(np.abs(away))[:_NEIGHBOURS]
        found[i] = bool((np.abs(away[near] - np.round(away[near])) <= _OFF).all())
    return found


def _crossing(squares: NDArray[np.int32], boxes: NDArray[np.int32]) -> float:
    """The share of the boxes int32 (N, 4) that lie in none of the squares int32 (C, 4); 0 of none."""
    if not len(boxes):
        return 0.0
    crossing = 0
    for box in boxes:
        shared = np.minimum(squares[:, 2:], box[2:]) - np.maximum(squares[:, :2], box[:2])
        crossing += bool((shared / np.maximum(box[2:] - box[:2], 1)).min(axis=1).max() < _KEPT)
    return crossing / len(boxes)
