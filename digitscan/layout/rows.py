"""Ruled rows and underlines: long horizontal rulings that numbers stand on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from digitscan.types import Segments

ROWS = 3
"""Lines from which on they are rows, and fewer are underlines."""

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
    for i in order.tolist():
        ends = [(float(u), float(lines.slope[i] * u + lines.offset[i])) for u in (lines.start[i], lines.stop[i])]
        for line in joined:
            x, y = zip(*line, strict=True)
            near = abs(float(np.interp(ends[0][0], x, y)) - ends[0][1])
            if ends[0][0] - line[-1][0] <= gap and near <= apart:
                if ends[1][0] > line[-1][0]:
                    line.append(ends[1])
                break
        else:
            joined.append(ends)
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
