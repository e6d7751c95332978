"""Ruled rows: lines at one pitch. Ink that reaches through several rows is cut at their lines.

Digits of two rows touch where people write large. A component as tall as two rows is cut where it crosses a line;
the tail of a 9 that hangs into the next row is not: it is no taller than its row by much.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from digitscan.layout.rows import Baseline
from digitscan.types import Segments

_FEWEST = 4
"""Lines at one pitch that are ruled rows: three lines may frame two blanks, and stand anywhere."""

_WHOLE = 0.6
"""Length of a row's line, in that of the longest: dashes and underlines are shorter."""

_FULL = 0.85
"""Length, in that of the longest, of a line that surely is one of the rows: what was written first in a row, and struck
out by a dash that runs into its number, leaves the number a third of the row."""

_FLUSH, _EVENLY = 0.02, 0.8
"""How far, in the length of the longest, lines end from one another that are printed to one margin; and the share of
their distances that are even then."""

_FAR = 3.5
"""Distance, in pitches, up to which the rows' pitch says where a shorter line belongs: pitches of one form differ by
some hundredths."""

_ABOVE = 0.5
"""Share of the shorter one's length that a line of the rows stands above or below another; what shares less stands
beside it, as the boxes of another column do."""

_SAME = 0.25
"""Largest relative difference of a row's height from the pitch."""

_MOST = 0.5
"""Share of the rows that must be as high as that: headings stand in higher ones, and a line may not have been found."""

_MISSING = 2
"""Lines, one after the other, that may not have been found and are put where the pitch says."""

_DOUBLE = 0.4
"""Distance, in upper quartiles of the lines' distances, up to which two lines count as one."""

_TWO_ROWS = 1.25
"""Height of a component, in pitches, from which on it is ink of two rows: a long 7 or 9 has 1.1."""

_SLIVER = 0.22
"""Height, in pitches, of a piece that stays with the rest of its component: a tail or a flourish."""

_EDGE, _COLUMN, _THROUGH = 2.4, 3.4, 0.8
"""Least length, in pitches, of an upright ruling where the lines of the rows end, and of one between two columns but if
it runs through so much of all rows: two 1, one above another, have 2.2, and three 3.2."""

_TABLE = 2.4
"""Least length, in pitches, of the sides of a table's cells that lines of the rows bound, wherever these sides end."""

_SQUARE = 0.015
"""Largest slope against the lines, 0.9°, of shorter ones, which must reach from line to line: strokes of a pen lean."""

_PEN = 1.6
"""Thickness, in that of the rulings, from which on an upright between two columns must run through all rows: digits
of a thick pen stand in one line in four rows and more."""


_CLEAR, _SECTIONS = 0.1, 0.5
"""Distance, in pitches, from all lines of the rows to a side of a cell between them, less than half a row high; and the
share of the rows that hold such cells from which on they are sections of a form: a stroke parts a row here and there,
from line to line."""


@dataclass(frozen=True, eq=False)
class Rows:
    """Ruled rows.

    Attributes:
        lines: their lines from top to bottom, doubles left out.
        pitch: median distance of neighbouring lines, pixels.
        seen: those that were found, as far as they were seen.
    """

    lines: tuple[Baseline, ...]
    pitch: float
    seen: tuple[Baseline, ...] = ()

    def covers(self, line: Baseline) -> bool:
        """Whether a line lies among the rows or is one of theirs; what stands beside them is not."""
        if _shared(self._across[None], line)[0] < _ABOVE * np.ptp(line.x):
            return False
        middle = line.x.mean()[None].astype(np.float64)
        first, last = (float(edge.at(middle)[0]) for edge in (self.lines[0], self.lines[-1]))
        return first - self.pitch / 2 < float(line.at(middle)[0]) < last + self.pitch / 2

    def is_shorter(self, line: Baseline) -> bool:
        """Whether a line is too short for one of the rows: in sections of a form one to write on."""
        return bool(np.ptp(line.x) < _WHOLE * max(float(np.ptp(own.x)) for own in self.lines))

    def are_sections(self, cells: list[NDArray[np.float32]]) -> bool:
        """Whether most rows hold cells of their own, float32 (4, 2) each: coupons, say, one below another."""
        if not cells:
            return False
        quads = np.stack(cells).astype(np.float64)
        x = quads[:, :, 0].mean(axis=1)
        lines = np.array([line.at(x) for line in self.lines])
        top, bottom = quads[:, :2, 1].min(axis=1), quads[:, 2:, 1].max(axis=1)
        apart = np.array([np.abs(lines - side).min(axis=0) for side in (top, bottom)])
        above = (lines < (top + bottom) / 2).sum(axis=0)
        within = (bottom - top < self.pitch / 2) & (above > 0) & (above < len(lines))
        inside = within & (apart.max(axis=0) >= _CLEAR * self.pitch)
        return len(set(above[inside].tolist())) >= _SECTIONS * (len(lines) - 1)

    @property
    def _across(self) -> NDArray[np.float32]:
        """Where most of the lines begin and end, x, float32 (2,), pixels."""
        return np.asarray(np.median([(line.x[0], line.x[-1]) for line in self.lines], axis=0), np.float32)

    def bounds(self, cell: NDArray[np.float32], reach: float) -> bool:
        """Whether a line of the rows is the upper or the lower side of a cell, float32 (4, 2), to `reach` pixels.

        What stands beside the lines is bounded by none of them, though it is as high as they are.
        """
        return any(
            np.abs(line.at(side[:, 0].astype(np.float64)) - side[:, 1]).max() <= reach
            and _shared(side[None, :, 0], line)[0] >= _ABOVE * np.ptp(side[:, 0])
            for side in (cell[[0, 1]], cell[[3, 2]])
            for line in self.lines
        )

    def bounded(self, cells: list[NDArray[np.float32]]) -> float:
        """The upper and lower sides of cells, float32 (4, 2) each, in the length of all lines."""
        sides = sum(2 * float(np.ptp(cell[:, 0])) for cell in cells)
        return sides / max(1.0, sum(float(np.ptp(line.x)) for line in self.lines))

    def too_short(self, upright: Segments, thickness: float) -> NDArray[np.bool_]:
        """Which segments along y are too short to part columns of the rows: digits of two rows may stand in one line.

        Args:
            upright: N segments.
            thickness: of the rulings, pixels.

        Returns:
            bool (N,), of those that begin and end among the rows.
        """
        middle = (upright.start + upright.stop) / 2
        x = (upright.slope * middle + upright.offset).astype(np.float64)
        top, bottom = (line.at(x) for line in (self.lines[0], self.lines[-1]))
        among = (upright.start > top - self.pitch / 2) & (upright.stop < bottom + self.pitch / 2)
        at_end = np.abs(x[:, None] - self._across).min(axis=1) < self.pitch / 2
        through = _THROUGH * (bottom - top)
        # Where the edge itself was found, what stands beside it is neither edge nor column: last digits in one line.
        long = upright.stop - upright.start >= through
        edge = (upright.slope[long] * middle[:, None] + upright.offset[long]).astype(np.float64)
        apart = np.abs(edge - x[:, None])
        beside = ((apart > upright.thickness[:, None] + 2) & (apart < self.pitch / 2)).any(axis=1)
        inner = np.where(upright.thickness > _PEN * thickness, through, np.minimum(_COLUMN * self.pitch, through))
        least = np.where(beside, through, np.where(at_end, _EDGE * self.pitch, inner))
        return np.asarray(among & (upright.stop - upright.start < least))

    def hold(self, upright: Segments) -> NDArray[np.bool_]:
        """Which segments along y have their middle among the rows, bool (N,): not above them, below or beside them."""
        middle = (upright.start + upright.stop) / 2
        x = (upright.slope * middle + upright.offset).astype(np.float64)
        top, bottom = (line.at(x) - middle for line in (self.lines[0], self.lines[-1]))
        room, (left, right) = self.pitch / 2, self._across
        return np.asarray((top < room) & (bottom > -room) & (x > left - room) & (x < right + room))

    def may_part_cells(self, upright: Segments, thickness: float) -> NDArray[np.bool_]:
        """Which segments along y may be the sides of cells in a table of a few rows.

        Args:
            upright: N segments.
            thickness: of the rulings, pixels.

        Returns:
            bool (N,): of that thickness, and long, or square to the lines and from one of them to another.
        """
        length = upright.stop - upright.start
        middle = (upright.start + upright.stop) / 2
        x = (upright.slope * middle + upright.offset).astype(np.float64)
        lines = np.array([line.at(x) for line in self.lines])
        off = [np.abs(lines - end).min(axis=0) for end in (upright.start, upright.stop)]
        level = np.median([(line.y[-1] - line.y[0]) / max(float(np.ptp(line.x)), 1.0) for line in self.lines])
        square = np.abs(upright.slope + level) <= _SQUARE
        fits = square & (np.max(off, axis=0) <= thickness + 3) & (length >= self.pitch / 2)
        return np.asarray((fits | (length >= _TABLE * self.pitch)) & (upright.thickness <= _PEN * thickness))

    def walls(self, upright: Segments) -> tuple[NDArray[np.float32], NDArray[np.float32]] | None:
        """The rulings along y that close the rows at their left and at their right, if no other parts them.

        Args:
            upright: N segments.

        Returns:
            Slope and offset of each, float32 (2,), or None.
        """
        middle = float(np.mean([line.y.mean() for line in (self.lines[0], self.lines[-1])]))
        height = float(self.lines[-1].y.mean() - self.lines[0].y.mean())
        through = upright.take(upright.stop - upright.start >= _THROUGH * height)
        x = through.slope * middle + through.offset
        order = np.argsort(x)
        order = order[(x[order] > self._across[0] - self.pitch / 2) & (x[order] < self._across[1] + self.pitch / 2)]
        if len(order) != 2 or np.abs(x[order] - self._across).max() > self.pitch / 2:
            return None
        left, right = (np.array([through.slope[i], through.offset[i]], np.float32) for i in order)
        return left, right

    def number(self, x: NDArray[np.intp], y: NDArray[np.intp]) -> NDArray[np.intp]:
        """The row of each point, intp (n,): the number of lines above it."""
        return np.sum([y > line.at(x.astype(np.float64)) for line in self.lines], axis=0, dtype=np.intp)


def find_rows(baselines: list[Baseline]) -> Rows | None:
    """The ruled rows of a page, if it has any.

    Args:
        baselines: printed lines from top to bottom, dashes and underlines among them.
    """
    longest = max((float(np.ptp(line.x)) for line in baselines), default=0.0)
    long = [line for line in baselines if np.ptp(line.x) >= _WHOLE * longest]
    lines = _without_doubles(_without_short(_one_below_another(long)))
    if len(lines) < _FEWEST:
        return None
    gaps = _gaps(lines)
    pitch = float(np.median(gaps))
    if np.mean(np.abs(gaps / pitch - 1) <= _SAME) < _MOST:
        return None
    return Rows(tuple(_prolonged(complete(lines, pitch))), pitch, tuple(lines))


def _one_below_another(lines: list[Baseline]) -> list[Baseline]:
    """The largest set of lines that share most of their length with one of them; others stand beside these."""
    if not lines:
        return []
    ends = np.array([(line.x[0], line.x[-1]) for line in lines])
    length = np.diff(ends, axis=1)[:, 0]
    together = [_shared(ends, line) >= _ABOVE * np.minimum(length, np.ptp(line.x)) for line in lines]
    most = max(together, key=np.count_nonzero)
    return [line for line, one in zip(lines, most, strict=True) if one]


def _shared(ends: NDArray[np.float32], line: Baseline) -> NDArray[np.float32]:
    """How much of its length, pixels, a line shares along x with each of N others, float32 (N, 2): float32 (N,)."""
    return np.asarray(np.minimum(ends[:, 1], line.x[-1]) - np.maximum(ends[:, 0], line.x[0]))


def complete(lines: list[Baseline], pitch: float) -> list[Baseline]:
    """With the lines between them that were not found: digits stood on them, or the print is faint."""
    whole = lines[:1]
    for line in lines[1:]:
        last = whole[-1]
        x = np.array([max(last.x[0], line.x[0]), min(last.x[-1], line.x[-1])], np.float32)
        top, bottom = last.at(x.astype(np.float64)), line.at(x.astype(np.float64))
        gap = float((bottom - top).mean()) / pitch
        missing = round(gap) - 1
        if 1 <= missing <= _MISSING and abs(gap - round(gap)) <= _SAME:
            for k in range(1, missing + 1):
                whole.append(Baseline(x, (top + (bottom - top) * k / (missing + 1)).astype(np.float32)))
        whole.append(line)
    return whole


def _prolonged(lines: list[Baseline]) -> list[Baseline]:
    """With the ends that were not found, as far as most of the others reach: digits that run into a line hide them."""
    # Where the ends of neighbouring lines are hidden the side seems to lean, and the median is as far as most reach.
    left, right = (_side(lines, end) for end in (0, -1))
    left = np.minimum(left, np.median([line.x[0] for line in lines]))
    right = np.maximum(right, np.median([line.x[-1] for line in lines]))
    prolonged = []
    for line, first, last in zip(lines, left, right, strict=True):
        slope = (line.y[-1] - line.y[0]) / max(float(np.ptp(line.x)), 1.0)
        x, y = line.x, line.y
        if x[0] > first:
            x, y = np.append(first, x), np.append(y[0] - slope * (x[0] - first), y)
        if x[-1] < last:
            x, y = np.append(x, last), np.append(y, y[-1] + slope * (last - x[-1]))
        prolonged.append(Baseline(x.astype(np.float32), y.astype(np.float32)))
    return prolonged


def _side(lines: list[Baseline], end: int) -> NDArray[np.float64]:
    """Where each of N lines begins (`end` 0) or ends (-1) by all of them, x, float64 (N,): a side may lean.

    The slope is the median of those between any two lines (Theil 1950, Sen 1968): a quarter of the ends may be hidden.
    """
    x = np.array([line.x[end] for line in lines], np.float64)
    y = np.array([line.y[end] for line in lines], np.float64)
    one, other = np.triu_indices(len(lines), 1)
    lean = float(np.median((x[other] - x[one]) / np.maximum(y[other] - y[one], 1.0)))
    return lean * y + float(np.median(x - lean * y))


def _without_short(lines: list[Baseline]) -> list[Baseline]:
    """Without the shorter lines that stand where no row ends: dashes, and strokes through blank rows.

    They are as frequent as the lines themselves where every number has a dash before it. A shorter line a whole number
    of rows away from a full one is a line of the rows whose end was not found.
    """
    longest = max((float(np.ptp(line.x)) for line in lines), default=0.0)
    kept = [line for line in lines if np.ptp(line.x) >= _FULL * longest]
    if len(kept) < _FEWEST:
        return lines
    others = [line for line in lines if np.ptp(line.x) < _FULL * longest]
    flush = [line for line in others if _is_flush(line, kept, _FLUSH * longest)]
    together = sorted([*kept, *flush], key=lambda line: float(line.y.mean()))
    gaps = _gaps(together)
    if len(flush) >= _FEWEST - 1 and np.mean(np.abs(gaps / np.median(gaps) - 1) <= _SAME) >= _EVENLY:
        # Each from its own caption to one margin, at one pitch: no pen draws that.
        kept, others = together, [line for line in others if all(line is not one for one in flush)]
    pitch = float(np.median(_gaps(_without_doubles(kept))))
    while others:
        # The nearest first, for it is the surest, and says more of the next one.
        steps = [_distance(line, kept) / pitch for line in others]
        i = int(np.argmin(steps))
        line = others.pop(i)
        if steps[i] > _FAR or (round(steps[i]) >= 1 and abs(steps[i] - round(steps[i])) <= _SAME):
            kept.append(line)
    return sorted(kept, key=lambda line: float(line.y.mean()))


def _is_flush(line: Baseline, others: list[Baseline], off: float) -> bool:
    """Whether a line begins or ends where all of the others do, to so many pixels."""
    return any(max(abs(float(line.x[end] - other.x[end])) for other in others) <= off for end in (0, -1))


def _distance(line: Baseline, others: list[Baseline]) -> float:
    """How far the middle of a line is from the nearest of others, pixels."""
    x = line.x.mean()[None].astype(np.float64)
    return min(abs(float((other.at(x) - line.at(x))[0])) for other in others)


def _without_doubles(lines: list[Baseline]) -> list[Baseline]:
    """Without lines close below another: double rulings, and lines struck through a row."""
    if len(lines) < _FEWEST:
        return lines
    # Where every row is struck through, half of the gaps are between doubles.
    near = _DOUBLE * float(np.percentile(_gaps(lines), 75))
    kept = lines[:1]
    for line in lines[1:]:
        if _gaps([kept[-1], line])[0] > near:
            kept.append(line)
    return kept


def _gaps(lines: list[Baseline]) -> NDArray[np.float64]:
    """Distances of N neighbouring lines at the middle of what they share, float64 (N - 1,)."""
    middle = np.array([(max(line.x[0] for line in lines) + min(line.x[-1] for line in lines)) / 2], np.float64)
    return np.diff([float(line.at(middle)[0]) for line in lines])


def cut_at_lines(
    rows: Rows, labels: NDArray[np.int32], boxes: NDArray[np.int32], usable: NDArray[np.bool_]
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Cut components that reach through several rows at the rows' lines.

    Args:
        rows: the rows.
        labels: int32 (H, W), components from 1; changed in place.
        boxes: int32 (N, 4), of the components.
        usable: bool (N,), those that may be cut.

    Returns:
        The labels and all boxes: the first piece keeps the number of its component, others follow after N.
    """
    boxes, more = boxes.copy(), []
    tall = boxes[:, 3] - boxes[:, 1] >= _TWO_ROWS * rows.pitch
    for index in np.flatnonzero(tall & usable).tolist():
        left, top, right, bottom = boxes[index].tolist()
        here = labels[top:bottom, left:right]
        y, x = np.nonzero(here == index + 1)
        row = _without_slivers(rows.number(x + left, y + top), y, _SLIVER * rows.pitch)
        pieces = _pieces(here.shape, x, y, row)
        boxes[index] = pieces[0][1] + boxes[index][[0, 1, 0, 1]]
        for piece, box in pieces[1:]:
            more.append(box + np.array([left, top, left, top]))
            here[piece] = len(boxes) + len(more)
    return labels, np.concatenate([boxes, np.array(more, np.int32).reshape(-1, 4)])


def _pieces(
    shape: tuple[int, ...], x: NDArray[np.intp], y: NDArray[np.intp], row: NDArray[np.intp]
) -> list[tuple[NDArray[np.bool_], NDArray[np.int32]]]:
    """The connected pieces of pixels x, y in each row: where each is in a window of that shape, and its box (4,)."""
    pieces = []
    for number in np.unique(row).tolist():
        window = np.zeros(shape, np.uint8)
        window[y[row == number], x[row == number]] = 255
        _, named, stats, _ = cv2.connectedComponentsWithStats(window, connectivity=8, ltype=cv2.CV_32S)
        for part, (left, top, width, height, _) in enumerate(stats[1:].tolist(), start=1):
            pieces.append((named == part, np.array([left, top, left + width, top + height], np.int32)))
    return pieces


def _without_slivers(row: NDArray[np.intp], y: NDArray[np.intp], lowest: float) -> NDArray[np.intp]:
    """Rows of pixels, with those of rows that a component only just reaches given to the neighbouring row."""
    row = row.copy()
    numbers = np.unique(row)
    heights = {int(k): int(np.ptp(y[row == k])) + 1 for k in numbers}
    for k in numbers.tolist():
        beside = [n for n in (k - 1, k + 1) if heights.get(n, 0) > lowest]
        if heights[k] <= lowest and beside:
            row[row == k] = max(beside, key=lambda n: heights[n])
    return row
