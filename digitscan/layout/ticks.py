"""Combs whose cells are parted by ticks: short strokes that stand on a line at equal distances, and end in the open.

They stand in a box, or on a line without any frame. What makes them print is where they stand: on a grid from one end
to the other, each on the line itself, as no row of 1s does.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from digitscan.layout.comb_shape import COMB_SHAPE
from digitscan.layout.rows import Baseline

Quad = NDArray[np.float32]

_FOOT = 0.3
"""Least height of a tick, in shortest rulings: 1.2 mm on A4."""

_STRONG = 0.4
"""Contrast of a tick, in that of the line that it stands on, from which on it is inked."""

_CELLS = (4, 30)
"""Fewest and most cells of such a comb: the feet of two digits in a small box often stand at its thirds."""

_FOUND = 0.75
"""Share of the ticks that must be seen: digits run into some and hide them."""

_LEVEL = 0.15
"""Largest difference of a tick's height from the usual, as a share: they are printed."""

_OFF = 0.12
"""Largest distance of a tick from its place, in widths of a cell."""

_CROWD = 1.2
"""Most strokes that stand on the line, ticks and feet of digits, for each cell and one: where there are more, writing
runs along the line, and some of its strokes are found wherever ticks are looked for."""

_OPEN = 0.85
"""Largest height of a tick, in heights of its box: higher ones are walls."""

_NARROW = 0.3
"""Least width of a comb's cell, in heights: no digit is narrower."""

_ROOM = 1.3
"""Height of the cells of a comb without a frame, in heights of its highest tick, and in widths of a cell."""


class TickedComb(NamedTuple):
    """A comb with ticks.

    Attributes:
        quad: its corners, float32 (4, 2); of one in a box those of the box.
        cells: from left to right, float32 (4, 2).
        ticks: of each its foot and its top, int32 (2, 1, 2).
    """

    quad: Quad
    cells: list[Quad]
    ticks: list[NDArray[np.int32]]


def combs_in_boxes(cells: list[Quad], contrast: NDArray[np.uint8], thickness: float, reach: int) -> list[TickedComb]:
    """Boxes with ticks on their lower sides.

    Args:
        cells: float32 (4, 2), the boxes.
        contrast: uint8 (H, W), 0 paper … 255 ink.
        thickness: of the rulings, pixels.
        reach: shortest ruling, pixels.
    """
    found = []
    for quad in cells:
        height, width = (quad[3, 1] + quad[2, 1] - quad[0, 1] - quad[1, 1]) / 2, quad[2, 0] - quad[3, 0]
        if width < _CELLS[0] * _NARROW * height:
            continue
        foot = Baseline(quad[[3, 2], 0], quad[[3, 2], 1] + np.float32(thickness / 2))
        first, last = float(quad[3, 0]), float(quad[2, 0])
        teeth = _teeth(foot, contrast, thickness, reach)
        if len(_between(teeth, first, last, thickness)) < _CELLS[0] - 1:
            continue
        tall, alike = _alike(foot, teeth, contrast, thickness, round(height))
        count = _grid(alike, first, last, float(height), thickness, len(teeth))
        if count and tall <= _OPEN * height:
            parts = _parted(quad, count)
            found.append(TickedComb(quad, parts, _ticks([part[2] for part in parts[:-1]], tall)))
    return found


def combs_on_lines(
    lines: list[Baseline], contrast: NDArray[np.uint8], thickness: float, reach: int
) -> tuple[list[TickedComb], list[Baseline]]:
    """Lines with ticks on them, and the other lines.

    Args:
        lines: that belong to no cell.
        contrast: as in `combs_in_boxes`.
        thickness: likewise.
        reach: likewise.

    Returns:
        The combs, as high as a digit needs, and the lines that are none.
    """
    combs, others = [], []
    for line in lines:
        teeth = _teeth(line, contrast, thickness, reach)
        comb = None
        if len(teeth) >= _CELLS[0] and teeth[0] - line.x[0] <= reach / 2 and line.x[-1] - teeth[-1] <= reach / 2:
            highest = max(_height(line, x, contrast, thickness, 4 * reach) for x in teeth[[0, -1]])
            first, last = float(teeth[0]), float(teeth[-1])
            _, inner = _alike(line, teeth[1:-1], contrast, thickness, 4 * reach)
            count = _grid(inner, first, last, float(highest), thickness, len(teeth))
            if count:
                tall = _ROOM * max(highest, (last - first) / count)
                foot = line.at(np.array([first, last])) - thickness / 2
                quad = np.array(
                    [(first, foot[0] - tall), (last, foot[1] - tall), (last, foot[1]), (first, foot[0])], np.float32
                )
                parts = _parted(quad, count)
                feet = [parts[0][3], *(part[2] for part in parts)]
                comb = TickedComb(quad, parts, _ticks(feet, float(highest)))
        if comb is None:
            others.append(line)
        else:
            combs.append(comb)
    return combs, others


def _teeth(line: Baseline, contrast: NDArray[np.uint8], thickness: float, reach: int) -> NDArray[np.float64]:
    """The middles, x ascending, of narrow strokes that stand on a line."""
    x = np.arange(max(0, int(line.x[0])), min(contrast.shape[1], int(line.x[-1]) + 1))
    if len(x) < 2 * reach:
        return np.zeros(0)
    y = np.rint(line.at(x.astype(np.float64))).astype(np.intp)
    on = contrast[np.clip(y, 0, len(contrast) - 1), x]
    above = y - np.arange(round(thickness / 2) + 2, round(thickness / 2) + 2 + max(3, round(_FOOT * reach)))[:, None]
    inked = contrast[np.clip(above, 0, len(contrast) - 1), x].min(axis=0) >= _STRONG * np.median(on)
    edges = np.flatnonzero(np.diff(np.concatenate([[False], inked, [False]]).astype(np.int8)))
    starts, stops = edges[::2], edges[1::2]
    narrow = stops - starts <= thickness + 4
    return (starts + stops)[narrow] / 2 + x[0]


def _grid(teeth: NDArray[np.float64], first: float, last: float, height: float, thickness: float, strokes: int) -> int:
    """Into how many equal cells teeth part what is between two x; 0 if they do not.

    Args:
        teeth: float64 (n,), the x of those of one height.
        first: where the first cell begins, x.
        last: where the last one ends, x.
        height: of the cells, pixels.
        thickness: of the rulings, pixels.
        strokes: how many stand on the line in all, the ends among them.
    """
    inner = _between(teeth, first, last, thickness)
    for count in range(_CELLS[0], min(_CELLS[1], len(inner) * 2 + 2) + 1):
        pitch = (last - first) / count
        if not _NARROW * height <= pitch <= COMB_SHAPE * height:
            continue
        off = min(thickness / 2 + 2, _OFF * pitch)
        expected = first + pitch * np.arange(1, count)
        seen = np.array([len(inner) > 0 and np.abs(inner - x).min() <= off for x in expected])
        least = max(_CELLS[0] - 1, _FOUND * len(expected))
        if seen.sum() >= least and strokes <= _CROWD * (count + 1) + 2:
            return count
    return 0


def _between(teeth: NDArray[np.float64], first: float, last: float, thickness: float) -> NDArray[np.float64]:
    """The teeth between two x, without those that may be the strokes there."""
    margin = thickness + 4
    return teeth[(teeth > first + margin) & (teeth < last - margin)]


def _alike(
    line: Baseline, teeth: NDArray[np.float64], contrast: NDArray[np.uint8], thickness: float, most: int
) -> tuple[float, NDArray[np.float64]]:
    """The usual height of teeth, pixels, and the x of those that are as high; 0 and none where there are none."""
    if not len(teeth):
        return 0.0, teeth
    heights = np.array([_height(line, x, contrast, thickness, most) for x in teeth], np.float64)
    tall = float(np.median(heights))
    return tall, teeth[np.abs(heights - tall) <= max(2.0, _LEVEL * tall)]


def _height(line: Baseline, x: float, contrast: NDArray[np.uint8], thickness: float, most: int) -> int:
    """How high the stroke at x stands on a line, pixels, up to `most`."""
    foot, column = float(line.at(np.array([x]))[0]), int(x)
    y = np.clip(np.arange(round(foot - thickness / 2) - 2, round(foot) - most, -1), 0, len(contrast) - 1)
    near = contrast[y][:, max(0, column - 1) : column + 2].max(axis=1)
    low = near < _STRONG * np.median(near[: max(3, len(near) // 10)])
    return int(low.argmax()) if low.any() else len(y)


def _ticks(feet: list[NDArray[np.float32]], tall: float) -> list[NDArray[np.int32]]:
    """Ticks of that height, pixels, from their feet, float32 (2,): int32 (2, 1, 2) each."""
    return [np.rint([[foot], [foot - (0, tall)]]).astype(np.int32) for foot in feet]


def _parted(quad: Quad, count: int) -> list[Quad]:
    """So many equal cells of a box."""
    share = np.linspace(0, 1, count + 1)[:, None]
    tops, feet = (quad[a] + share * (quad[b] - quad[a]) for a, b in ((0, 1), (3, 2)))
    return [np.stack([tops[i], tops[i + 1], feet[i + 1], feet[i]]).astype(np.float32) for i in range(count)]
