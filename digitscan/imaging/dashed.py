"""Dashed and dotted lines: what is printed as a row of equal small pieces is one line, and no row of signs.

Pieces of one size that follow one another in equal steps are joined, so that the line is found as any other ruling is.
A hand makes neither so small nor so even a row. Lines along x are taken first: the side of a box may have two dashes or
one, and counts where these are of that size and lead from such a line to another.
"""

from __future__ import annotations

from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from digitscan.imaging.components import boxes_of
from digitscan.imaging.ruling import Rulings
from digitscan.imaging.traces import inked

_THICKEST = 0.35
"""Thickness of a dash, in shortest rulings: 1.4 mm on A4, with its blur; what is thicker is no ruling."""

_LONGEST = 1.0
"""Length of a dash, likewise: what is longer is found as a ruling by itself."""

_ROUND = 0.6
"""Length of a dash in its own thickness: a dot has 1, and blur takes from it."""

_GAP = 0.6
"""Longest gap, in shortest rulings, 2.4 mm on A4: leader dots and cutting lines have no wider ones."""

_FEWEST = 6
"""Pieces of a line that need no other proof: five points may close a sentence or stand between two words."""

_RUN = 3
"""Even steps, one after another, that a line has somewhere: a digit hides some, and letters have two at most."""

_EVEN = 0.3
"""Largest deviation of the lengths and of the steps of most pieces from the usual ones, as a share of the step."""

_SPARSE = 1.5
"""Least step, in thicknesses of the pieces: small letters, as wide as high and nearly as even, have 1.1, dots 1.8."""

_MOST = 0.75
"""Share of the pieces, and of the steps, that must be so even: a corner is longer."""

_HIDDEN, _ALIKE, _DRIFT = 5.0, 0.15, 0.02
"""Longest gap, in steps, between two even rows in line, how far their steps may differ, and how far the second one lies
off at most, as a share of the gap."""

_INKED = 0.75
"""Share of a side that is inked at least, in that of a line along x: a digit as high as a dash covers less."""

_OFF = 2.0
"""Pixels by which the next piece of a line may lie higher or lower: noise, and half a degree of skew."""

_STRONG = 2.0
"""Contrast of a dash, in the page's floor of ink: at that floor there is grain between dashes, which joins them."""

_CREST, _NEAR = 0.45, 8
"""Contrast of a dash, in the darkest around it: half is its edge. And how far that is, in a shortest ruling."""

_FILLED = 0.65
"""Share of its box that a dash or a dot inks: a disc 0.79; small letters, some of which follow one another evenly, have
0.4 to 0.6."""

_TINY = 6
"""Length, pixels, up to which a pixel of each side does not count in that: a round dot of five inks 13 of 25."""

_EDGE = 2
"""Pixels around a dash that are its soft edge."""

_GRAIN = 3
"""Fewest pixels of a dash: a dot of 0.3 mm has that many at 150 dots per inch."""

_FINE = 40
"""Shortest ruling, pixels, from which on every other pixel is enough: A4 at 240 dots per inch."""


class Closed(NamedTuple):
    """The ink of a page whose dashed and dotted lines are whole.

    Attributes:
        contrast: uint8 (H, W), 0 paper … 255 ink.
        mask: uint8 (H, W), nonzero where there is ink.
        dashes: int32 (K, 4), left, top, right, bottom of the pieces that they are made of.
    """

    contrast: NDArray[np.uint8]
    mask: NDArray[np.uint8]
    dashes: NDArray[np.int32]


class _Pieces(NamedTuple):
    """Small pieces of ink, along a line and across it: float64 (N,) each, pixels; stop and far are half-open.

    Their middles across the line are those of their ink, for a speck beside a dash moves its box.
    """

    start: NDArray[np.float64]
    stop: NDArray[np.float64]
    near: NDArray[np.float64]
    far: NDArray[np.float64]
    middle: NDArray[np.float64]

    def take(self, index: NDArray[np.intp]) -> _Pieces:
        return _Pieces(*(values[index] for values in self))

    @property
    def length(self) -> float:
        """The usual one."""
        return float(np.median(self.stop - self.start))


def close_dashes(contrast: NDArray[np.uint8], mask: NDArray[np.uint8], floor: int, shortest: int) -> Closed:
    """The ink with the gaps of dashed and dotted lines filled.

    Args:
        contrast: uint8 (H, W), 0 paper … 255 ink, deskewed.
        mask: uint8 (H, W), nonzero where there is ink.
        floor: the contrast below which nothing counts as ink on this page.
        shortest: shortest ruling, pixels.

    Returns:
        The ink; the same arrays where there is no such line.
    """
    strong = _strong(contrast, floor, shortest)
    left, right, top, bottom, x, y = _small_pieces(strong, shortest)
    lying = np.flatnonzero(right - left >= _ROUND * (bottom - top))
    lines = _lines(_in_a_row(_Pieces(left, right, top, bottom, y).take(lying), _GAP * shortest), shortest, _FEWEST)
    if not lines:
        return Closed(contrast, mask, np.zeros((0, 4), np.int32))
    standing = np.flatnonzero(bottom - top >= _ROUND * (right - left))
    sides = _lines(_between(_Pieces(top, bottom, left, right, x).take(standing), lines, shortest), shortest, 1)
    closed = contrast.copy(), mask.copy()
    dashes = [np.stack([line.start, line.near, line.stop, line.far], axis=1) for line in lines]
    for line in lines:
        _fill(*closed, line, (_met(strong, line, 0, shortest), _met(strong, line, -1, shortest)), vertical=False)
    for side in sides:
        ends = _joined(strong, side, lines, shortest)
        if ends is not None:
            _fill(*closed, side, ends, vertical=True)
            dashes.append(np.stack([side.near, side.start, side.far, side.stop], axis=1))
    return Closed(*closed, np.concatenate(dashes).astype(np.int32))


def remove_dashes(
    contrast: NDArray[np.uint8], mask: NDArray[np.uint8], dashes: NDArray[np.int32], rulings: Rulings
) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Take what is left of the dashes and dots of lines out of the ink: a line that is mostly gaps hides none of it.

    Args:
        contrast: uint8 (H, W), 0 paper … 255 ink, without rulings.
        mask: uint8 (H, W), nonzero where there is ink.
        dashes: int32 (K, 4), left, top, right, bottom, as `close_dashes` found them.
        rulings: those that were taken out; dashes elsewhere stay.

    Returns:
        Contrast and mask, both uint8 (H, W); the same arrays where there is nothing to take out.
    """
    if not len(dashes):
        return contrast, mask
    ruled = rulings.mask
    on = [ruled[top:bottom, left:right].any() for left, top, right, bottom in dashes.tolist()]
    edges = np.zeros_like(mask)
    for left, top, right, bottom in dashes[on].tolist():
        edges[max(0, top - _EDGE) : bottom + _EDGE, max(0, left - _EDGE) : right + _EDGE] = 255
    paper = cv2.bitwise_not(edges)
    return cv2.bitwise_and(contrast, paper), cv2.bitwise_and(mask, paper)


def _strong(contrast: NDArray[np.uint8], floor: int, shortest: int) -> NDArray[np.uint8]:
    """Ink that is not much paler than the darkest around it, uint8 (H, W): blur joins dashes."""
    square = np.ones((2 * (shortest // _NEAR) + 1,) * 2, np.uint8)
    least = cv2.convertScaleAbs(cv2.dilate(contrast, square), alpha=_CREST)
    return cv2.bitwise_and(cv2.compare(contrast, _STRONG * floor, cv2.CMP_GT), cv2.compare(contrast, least, cv2.CMP_GE))


def _small_pieces(ink: NDArray[np.uint8], shortest: int) -> NDArray[np.float64]:
    """Left, right, top, bottom, and x and y of the middle, of the components that may be dashes: float64 (6, N)."""
    step = 2 if shortest >= _FINE else 1
    coarse = np.ascontiguousarray(ink[::step, ::step])
    at, columns = inked(coarse), coarse.shape[1]
    _, labels = cv2.connectedComponents(coarse, connectivity=8, ltype=cv2.CV_32S)
    owner = labels.ravel()[at]
    area = np.bincount(owner, minlength=1)
    boxes = boxes_of(owner, at, len(area), columns)[1:]
    left, top, right, bottom = step * boxes.T.astype(np.float64)
    width, height, area = right - left, bottom - top, area[1:]
    thin = np.minimum(width, height) <= _THICKEST * shortest
    short = np.maximum(width, height) <= _LONGEST * shortest
    rim = step * (np.maximum(width, height) <= step * _TINY)
    kept = thin & short & (area >= _GRAIN) & (step * step * area >= _FILLED * (width - rim) * (height - rim))
    # Only of the few that are left the pixels are averaged.
    numbers = np.concatenate([[-1], np.where(kept, np.cumsum(kept) - 1, -1)])[owner]
    mine, count = numbers >= 0, int(kept.sum())
    x = np.bincount(numbers[mine], at[mine] % columns, count) / area[kept]
    y = np.bincount(numbers[mine], at[mine] // columns, count) / area[kept]
    sides = np.stack([left, right, top, bottom])[:, kept]
    return np.concatenate([sides, step * np.stack([x, y]) + step / 2])


def _in_a_row(pieces: _Pieces, gap: float) -> _Pieces:
    """Those pieces that stand as high as some in equal steps, by which nearly all of a page's letters are left out."""
    kept = np.zeros(len(pieces.start), bool)
    # In bands of the page, and in those half a band below: each row lies well inside of one.
    for shift in (0.0, 0.5):
        band = np.floor(pieces.middle / (4 * _OFF) + shift)
        order = np.lexsort((pieces.start, band))
        start, length = pieces.start[order], (pieces.stop - pieces.start)[order]
        step = np.diff(start)
        follows = (np.diff(band[order]) == 0) & (step - length[:-1] <= gap) & (step >= length[:-1])
        follows &= np.abs(np.diff(length)) <= _EVEN * step + 1
        even = follows[1:] & follows[:-1] & (np.abs(np.diff(step)) <= _EVEN * step[1:] + 1)
        found = np.unique(band[order][_runs(even, _RUN - 1)])
        # A line that is not quite level goes on in the next band.
        kept |= np.isin(band, np.concatenate([found - 1, found, found + 1]))
    return pieces.take(np.flatnonzero(kept))


def _runs(even: NDArray[np.bool_], length: int) -> NDArray[np.intp]:
    """Where so many are set one after another, from the first of each such run on."""
    if len(even) < length:
        return np.zeros(0, np.intp)
    return np.flatnonzero(np.lib.stride_tricks.sliding_window_view(even, length).all(axis=1))


def _between(pieces: _Pieces, lines: list[_Pieces], shortest: int) -> _Pieces:
    """Those pieces along y that are of the size of dashes and stand beside lines along x, above or below them."""
    reach = (_GAP + _LONGEST) * shortest
    x = pieces.middle[:, None]
    first = np.array([line.start[0] for line in lines]) - reach
    last = np.array([line.stop[-1] for line in lines]) + reach
    length = np.array([line.length for line in lines])
    own = (pieces.stop - pieces.start)[:, None]
    same = np.abs(own - length) <= _EVEN * np.maximum(own, length) + 1
    return pieces.take(np.flatnonzero(((x >= first) & (x <= last) & same).any(axis=1)))


def _lines(pieces: _Pieces, shortest: int, fewest: int) -> list[_Pieces]:
    """The even rows of at least so many pieces, each in order."""
    pieces = pieces.take(np.argsort(pieces.start, kind="stable"))
    starts, stops, middles = pieces.start.tolist(), pieces.stop.tolist(), pieces.middle.tolist()
    rows: list[list[int]] = []
    open_rows: list[list[int]] = []
    for i, start in enumerate(starts):
        ended = [row for row in open_rows if start - stops[row[-1]] > _GAP * shortest]
        if ended:
            rows += ended
            open_rows = [row for row in open_rows if start - stops[row[-1]] <= _GAP * shortest]
        away = [abs(middles[row[-1]] - middles[i]) for row in open_rows]
        best = min(range(len(away)), key=away.__getitem__, default=-1)
        if best < 0 or away[best] > _OFF:
            open_rows.append([])
        open_rows[best if best >= 0 and away[best] <= _OFF else -1].append(i)
    found = [pieces.take(np.array(row, np.intp)) for row in rows + open_rows if len(row) >= min(fewest, _RUN)]
    found = [row for row in found if _is_even(row)]
    return [row for row in (_bridged(found) if fewest > 1 else found) if len(row.start) >= fewest]


def _bridged(rows: list[_Pieces]) -> list[_Pieces]:
    """The rows, those in line with one another joined: two dashes that touch, and writing, part them."""
    done: list[_Pieces] = []
    going: list[tuple[_Pieces, float]] = []
    for row in sorted(rows, key=lambda row: row.start[0]):
        start, step = float(row.start[0]), float(np.median(np.diff(row.start))) if len(row.start) > 1 else 0.0
        done += [other for other, own in going if start - other.stop[-1] > _HIDDEN * own]
        going = [(other, own) for other, own in going if start - other.stop[-1] <= _HIDDEN * own]
        before = [i for i, (other, own) in enumerate(going) if step and _goes_on(other, own, row, step)]
        if before:
            nearest = max(before, key=lambda i: float(going[i][0].stop[-1]))
            other, step = going.pop(nearest)
            row = _Pieces(*(np.concatenate(pair) for pair in zip(other, row, strict=True)))
        going.append((row, step))
    return done + [row for row, _ in going]


def _goes_on(row: _Pieces, step: float, other: _Pieces, own: float) -> bool:
    """Whether another row, with steps of its own, is the same line further on."""
    gap = float(other.start[0] - row.stop[-1])
    level = abs(float(other.middle[0] - row.middle[-1])) <= _OFF + _DRIFT * gap
    return 0 < gap <= _HIDDEN * step and level and abs(own - step) <= _ALIKE * step


def _is_even(row: _Pieces) -> bool:
    """Whether the pieces of a row are thin, of one length, and follow one another in one step; a single one does."""
    step = np.diff(row.start)
    if not len(step):
        return True
    usual = float(np.median(step))
    even = np.abs(step - usual) <= _EVEN * usual
    alike = np.abs(row.stop - row.start - row.length) <= _EVEN * usual
    sparse = usual >= _SPARSE * float(np.median(row.far - row.near))
    return bool(sparse and even.mean() >= _MOST and alike.mean() >= _MOST)


def _met(ink: NDArray[np.uint8], line: _Pieces, end: int, shortest: int) -> float:
    """Where a line along x that is prolonged at an end (0 or -1) by a gap meets ink, as at a corner; else that end."""
    x, reach = int(line.start[0]) if end == 0 else int(line.stop[-1]), round(_GAP * shortest)
    rows = slice(max(0, int(line.near[end])), int(line.far[end]))
    beyond = np.flip(ink[rows, max(0, x - reach) : x], axis=1) if end == 0 else ink[rows, x : x + reach]
    beyond = beyond.max(axis=0, initial=0)
    away = int(beyond.argmax()) if beyond.any() else 0
    return float(x - away if end == 0 else x + away)


def _joined(ink: NDArray[np.uint8], side: _Pieces, lines: list[_Pieces], shortest: int) -> tuple[float, float] | None:
    """The y of the lines along x from which and to which a row of pieces along y leads; None if it does not.

    Between them, a cell's height, it must be inked as much as dashes are, and without a gap that they have not.
    """
    x, reach = float(side.middle.mean()), (_GAP + _LONGEST) * shortest
    ends, share = [], 1.0
    for y, sign in ((float(side.start[0]), -1), (float(side.stop[-1]), 1)):
        near = [
            (abs(away), float(line.middle.mean()), line)
            for line in lines
            if line.start[0] - reach <= x <= line.stop[-1] + reach
            and -shortest / 4 <= (away := sign * (float(line.middle.mean()) - y)) <= reach
        ]
        if not near:
            return None
        _, end, line = min(near, key=lambda one: one[0])
        ends.append(end)
        share = min(share, line.length / float(np.median(np.diff(line.start))))
    if ends[1] - ends[0] < shortest:
        return None
    column = ink[round(ends[0]) : round(ends[1]), int(side.near.min()) : int(side.far.max())].any(axis=1)
    gaps = np.diff(np.flatnonzero(np.concatenate([[True], column, [True]])))
    if column.mean() < _INKED * share or gaps.max() > 1 + _GAP * shortest:
        return None
    return ends[0], ends[1]


def _fill(
    contrast: NDArray[np.uint8], mask: NDArray[np.uint8], line: _Pieces, ends: tuple[float, float], *, vertical: bool
) -> None:
    """Draw the gaps of a line, and on to its `ends`, into contrast and mask, in place, as strong as its pieces are."""
    thickness = line.far - line.near
    thick = max(1, round(float(np.median(thickness))))
    # A corner that counts as a dash has its middle elsewhere.
    thin = thickness <= _SPARSE * np.median(thickness)
    middle = np.floor(np.interp(line.start, line.start[thin], line.middle[thin])).astype(int)
    along = np.floor((line.start + line.stop) / 2).astype(int)
    strength = float(np.median(contrast[along, middle] if vertical else contrast[middle, along]))
    stops, starts = [ends[0], *(line.stop - 1)], [*line.start, ends[1]]
    for a, b, c, d in zip(stops, [middle[0], *middle], starts, [*middle, middle[-1]], strict=True):
        one, other = (int(a), int(b)), (int(c), int(d))
        pair = (one[::-1], other[::-1]) if vertical else (one, other)
        cv2.line(contrast, *pair, strength, thick)
        cv2.line(mask, *pair, 255, thick)
