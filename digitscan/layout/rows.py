"""Ruled rows and underlines: long horizontal rulings that numbers stand on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from digitscan.layout.connected import connected
from digitscan.types import Segments

ROWS = 3
"""Lines from which on they are rows, and fewer are underlines."""

_LEVEL, _WORD = 0.6, 0.4
"""What two neighbours in a word have in common of their height, as a share of the lower one's and of their heights, and
the largest gap between them, in heights of the writing."""

_FLAT, _TOUCH = 0.35, 0.4
"""Height of a crumb from which on it may be the end of a stroke, and how near to the line it and the rest of the stroke
are, both in heights up to which something is a crumb: rests of the line itself are flatter, and it is as thick."""

_TALLEST = 3.5
"""Height of a component, in heights of the writing, up to which it can be a digit on a line."""


@dataclass(frozen=True, eq=False)
class Baseline:
    """One printed line, joined from collinear pieces: y at x by interpolation.

    Attributes:
        x: float32 (K,), ascending, pixels.
        y: float32 (K,), pixels.
    """

    x: NDArray[np.float32]
    y: NDArray[np.float32]

    def at(self, x: NDArray[np.float64]) -> NDArray[np.float64]:
        """Height y of the line at x, pixels."""
        return np.asarray(np.interp(x, self.x, self.y))


def join_baselines(lines: Segments, gap: float, apart: float) -> list[Baseline]:
    """Join collinear pieces, from top to bottom.

    Args:
        lines: N horizontal segments.
        gap: largest gap between two pieces of one line, pixels.
        apart: largest offset, pixels, at which two pieces are still one line (also double rulings).
    """
    order = np.argsort(lines.start, kind="stable")
    joined: list[list[tuple[float, float]]] = []
    # Of each line its end, and how high and low it comes: most are far from a piece, and need no closer look.
    ends, tops, feet = (np.full(len(lines), value) for value in (0.0, np.inf, -np.inf))
    for i in order.tolist():
        first, last = ((float(u), float(lines.slope[i] * u + lines.offset[i])) for u in (lines.start[i], lines.stop[i]))
        near = (tops <= first[1] + apart) & (feet >= first[1] - apart) & (first[0] - ends <= gap)
        for place in np.flatnonzero(near).tolist():
            line = joined[place]
            x, y = zip(*line, strict=True)
            if abs(float(np.interp(first[0], x, y)) - first[1]) <= apart:
                if last[0] > line[-1][0]:
                    line.append(last)
                break
        else:
            place = len(joined)
            joined.append([first, last])
        heights = [y for _, y in joined[place]]
        ends[place], tops[place], feet[place] = joined[place][-1][0], min(heights), max(heights)
    baselines = [Baseline(*(np.array(c, np.float32) for c in zip(*line, strict=True))) for line in joined]
    return sorted(baselines, key=lambda line: float(line.y.mean()))


def stand_on(baselines: list[Baseline], boxes: NDArray[np.int32], height: float) -> NDArray[np.intp]:
    """The line each component stands on: the nearest one below its middle, if it is near enough.

    Args:
        baselines: from top to bottom.
        boxes: int32 (N, 4), left, top, right, bottom.
        height: of the writing, pixels.

    Returns:
        intp (N,), -1 for none.
    """
    x = (boxes[:, 0] + boxes[:, 2]) / 2
    middle = (boxes[:, 1] + boxes[:, 3]) / 2
    # What is taller than several lines (a margin's ruling, a brace) stands on none of them.
    usable = boxes[:, 3] - boxes[:, 1] <= _TALLEST * height
    # In rows of its own height too: where much is printed in them, the usual height is that of the print. Above a lone
    # line stand headings, which are as high.
    rows = len(baselines) >= ROWS
    reach = 0.8 * (np.maximum(height, boxes[:, 3] - boxes[:, 1]) if rows else np.full(len(boxes), height))
    best = np.full(len(boxes), -1, np.intp)
    nearest = np.full(len(boxes), np.inf)
    for number, line in enumerate(baselines):
        below = line.at(x) - middle
        fits = usable & (below >= 0) & (below < nearest) & (x >= line.x[0]) & (x <= line.x[-1])
        fits &= line.at(x) - boxes[:, 3] <= reach
        best[fits] = number
        nearest[fits] = below[fits]
    return best


def whole_words(
    baselines: list[Baseline], boxes: NDArray[np.int32], line: NDArray[np.intp], height: float, *, beyond: bool
) -> NDArray[np.intp]:
    """The line each component stands on, where words that stand at the edge of what is near enough are not parted.

    Args:
        baselines: from top to bottom.
        boxes: int32 (N, 4), left, top, right, bottom.
        line: intp (N,), as `stand_on` gave them.
        height: of the writing, pixels.
        beyond: whether only words are that go on beyond the end of their line: in ruled rows what is no more near
            enough to a line stands in none.
    """
    middle, foot = (boxes[:, 0] + boxes[:, 2]) / 2, boxes[:, 3]
    above = [np.abs(one.at(middle) - foot) <= 2 * height for one in baselines]
    if beyond:
        ends = [(middle < one.x[0]) | (middle > one.x[-1]) for one in baselines]
        above = [foot_near & out for foot_near, out in zip(above, ends, strict=True)]
    near = np.flatnonzero((line >= 0) | np.any(above, axis=0))
    left, top, right, bottom = boxes[near].T
    tall = bottom - top
    shared = np.minimum(bottom[:, None], bottom) - np.maximum(top[:, None], top)
    apart = np.maximum(left[:, None], left) - np.minimum(right[:, None], right)
    beside = (shared >= _LEVEL * np.minimum(tall[:, None], tall)) & (apart <= _WORD * height)
    beside &= np.minimum(tall[:, None], tall) >= _LEVEL * np.maximum(tall[:, None], tall)
    line = line.copy()
    for word in connected(beside):
        on = line[near[word]]
        if (on < 0).any() and (on >= 0).any():
            line[near[word]] = on.max() if beyond or (on >= 0).sum() * 2 >= len(word) else -1
    return line


def across_lines(
    baselines: list[Baseline], boxes: NDArray[np.int32], line: NDArray[np.intp], lowest: float
) -> NDArray[np.intp]:
    """The line each component stands on, where ends of digits that came apart from them are with their digits.

    A digit may reach over a line, and what is beyond stays apart when the line is taken out: the bow of a 9, the foot
    of a 7. Others are too high above their line to stand on it.

    Args:
        baselines: from top to bottom.
        boxes: int32 (N, 4), left, top, right, bottom.
        line: intp (N,), as `stand_on` gave them.
        lowest: height, pixels, below which a component is a crumb.
    """
    line = line.copy()
    tall = boxes[:, 3] - boxes[:, 1]
    whole, near = tall >= lowest, _TOUCH * lowest
    crumbs = ~whole & (tall >= _FLAT * lowest)
    for i in np.flatnonzero(crumbs).tolist():
        left, top, right, bottom = boxes[i].tolist()
        shared = np.minimum(boxes[:, 2], right) - np.maximum(boxes[:, 0], left)
        below = whole & (shared >= (right - left) / 2)
        above = below & (np.abs(boxes[:, 3] - top) <= 2 * near)
        own = int(line[i])
        if own < 0:
            # Too high above its line to stand on it: the flag of a 7 beside its stem, or a foot under the line above.
            beside = whole & (shared >= -lowest) & (boxes[:, 1] <= top + near) & (boxes[:, 3] >= bottom)
            line[i] = line[beside if beside.any() else above].max(initial=-1)
            continue
        close = whole & (shared >= -near) & (boxes[:, 1] <= bottom + near) & (boxes[:, 3] >= top - near)
        foot = float(baselines[own].at(np.array([(left + right) / 2]))[0])
        below &= (line == own + 1) & (np.abs(boxes[:, 1] - foot) <= near)
        if not (close & (line == own)).any():
            if abs(bottom - foot) <= near and below.any():
                line[i] = own + 1
            elif (above & (line == own - 1)).any():
                line[i] = own - 1
    return line
