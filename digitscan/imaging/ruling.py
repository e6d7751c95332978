"""Rulings: the straight printed lines of boxes, combs, tables and ruled paper, found in the ink.

Long runs of ink are found by morphological opening with a line, after the ink was thickened across that line, so that a
line may still slope by some degrees or bend (the idea of path openings, at the cost of two box filters). What is found
is kept as pixels, and each connected piece also as a straight segment with its slope, which can be prolonged over gaps.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from digitscan.imaging.joining import join
from digitscan.imaging.parting import part
from digitscan.imaging.runs import connected, long_runs
from digitscan.imaging.traces import Traces
from digitscan.types import Box, Segments

_THICKEN = 3
"""Pixels by which ink grows across a line before opening. With runs of 50 pixels it admits slopes of about ±5°."""

_CREST = 0.5
"""Share of the darkest ink near it, across a ruling, from which on ink counts as the ruling's: half is its edge."""

_NEAR = 4
"""How far that is looked for, as a part of the shortest ruling: 1 mm on A4, further than paper blurs ink."""

_SLENDER = 15
"""Length, in its own thickness, from which on a piece may be thicker than a ruling: one blurred or drawn by hand."""

_BLURRED = 2
"""Thickness of such a piece, in that of the thickest ruling, up to which it may: a column of digits that touch one
another is as long and straight, and as wide as a digit."""


@dataclass(frozen=True, eq=False)
class Rulings:
    """The rulings of a page.

    Attributes:
        horizontal: segments along x.
        vertical: segments along y.
        lying: the pixels of the horizontal segments.
        standing: the pixels of the vertical segments.
        shape: of the page, (H, W).
    """

    horizontal: Segments
    vertical: Segments
    lying: Traces
    standing: Traces
    shape: tuple[int, int]

    @property
    def mask(self) -> NDArray[np.uint8]:
        """uint8 (H, W), 255 on pixels of any ruling."""
        mask = np.zeros(self.shape, np.uint8)
        mask[self.lying.v, self.lying.u] = 255
        mask[self.standing.u, self.standing.v] = 255
        return mask

    def lying_lengths(self, box: Box) -> NDArray[np.int32]:
        """The length of the horizontal segment that each pixel of a box on the page belongs to, pixels; 0 for none.

        Returns:
            int32 (h, w). Asked of few boxes: an image of the whole page would take longer.
        """
        x, y = self.lying.u, self.lying.v
        inside = np.flatnonzero((x >= box.left) & (x < box.right) & (y >= box.top) & (y < box.bottom))
        lengths = np.zeros((box.height, box.width), np.int32)
        segments = np.rint(self.horizontal.stop - self.horizontal.start).astype(np.int32)
        lengths[y[inside] - box.top, x[inside] - box.left] = segments[self.lying.owner[inside]]
        return lengths

    def keep(self, horizontal: NDArray[np.bool_], vertical: NDArray[np.bool_]) -> Rulings:
        """Only some of the segments: bool (N,) and bool (M,)."""
        return Rulings(
            self.horizontal.take(horizontal),
            self.vertical.take(vertical),
            self.lying.keep(horizontal),
            self.standing.keep(vertical),
            self.shape,
        )

    def join(self, other: Rulings) -> Rulings:
        """Both rulings of one page; where they share a pixel it is the other's."""
        return Rulings(
            self.horizontal.join(other.horizontal),
            self.vertical.join(other.vertical),
            self.lying.join(other.lying, len(self.horizontal)),
            self.standing.join(other.standing, len(self.vertical)),
            self.shape,
        )


def find_rulings(contrast: NDArray[np.uint8], mask: NDArray[np.uint8], shortest: int, thickest: float) -> Rulings:
    """All straight pieces of ink at least `shortest` long and at most `thickest` thick, pixels.

    Args:
        contrast: uint8 (H, W), 0 paper … 255 ink, deskewed.
        mask: uint8 (H, W), nonzero where there is ink.
        shortest: shortest run that is looked at, pixels.
        thickest: largest thickness of a ruling, pixels.

    Returns:
        Candidates: which of them are rulings, and not long strokes of a pen, is decided where the layout is known.
    """
    horizontal, lying = _find(contrast, mask, shortest, thickest, vertical=False)
    vertical, standing = _find(contrast, mask, shortest, thickest, vertical=True)
    return Rulings(horizontal, vertical, lying, standing, (mask.shape[0], mask.shape[1]))


def _find(
    contrast: NDArray[np.uint8], mask: NDArray[np.uint8], shortest: int, thickest: float, *, vertical: bool
) -> tuple[Segments, Traces]:
    """Segments of one direction and their pixels."""
    traces, count = _pieces(contrast, mask, shortest, vertical=vertical)
    traces, count = part(traces, count, shortest)
    segments, names = _fit(traces, count)
    length = segments.stop - segments.start
    keep = segments.thickness <= np.clip(length / _SLENDER, thickest, _BLURRED * thickest)
    keep &= length >= 4 * segments.thickness
    segments, names = segments.take(keep), names[keep]
    numbers = np.full(count, -1)
    numbers[names] = np.arange(len(names))
    return _joined(segments, traces.renumber(numbers), join(segments, mask.T if vertical else mask, shortest))


def _joined(segments: Segments, traces: Traces, group: NDArray[np.intp]) -> tuple[Segments, Traces]:
    """The pieces with the same `group`, intp (N,), the index of one of them, made one: it is fitted anew."""
    first = group == np.arange(len(group))
    numbers = (np.cumsum(first) - 1)[group]
    together = np.bincount(numbers)[numbers] > 1
    traces = traces.renumber(numbers)
    if not together.any():
        return segments, traces
    fitted, names = _fit(traces.take(np.isin(traces.owner, numbers[together])), int(first.sum()))
    return segments.take(first).put(names, fitted), traces


def _pieces(
    contrast: NDArray[np.uint8], mask: NDArray[np.uint8], shortest: int, *, vertical: bool
) -> tuple[Traces, int]:
    """The pixels of connected pieces of long runs in one direction, and the number of pieces."""
    crest = _crest(contrast, mask, shortest, vertical=vertical)
    thick = cv2.dilate(crest, _across(_THICKEN, vertical=vertical))
    runs = long_runs(thick if vertical else cv2.transpose(thick), shortest)
    piece, count = connected(runs)
    u, v, run = runs.pixels()
    kept = crest[(u, v) if vertical else (v, u)] > 0
    return Traces(u[kept], v[kept], piece[run[kept]]), count


def _crest(contrast: NDArray[np.uint8], mask: NDArray[np.uint8], shortest: int, *, vertical: bool) -> NDArray[np.uint8]:
    """Ink that is not much fainter than the darkest on both sides of it, across rulings, uint8 (H, W).

    At the low threshold of the ink a blurred ruling is twice as thick as it was printed, and what stands close to it
    runs into it.
    """
    reach = max(2, shortest // _NEAR)
    # One image all the way: fresh memory for each step costs as much as the step.
    crest = cv2.dilate(contrast, _across(2 * reach + 1, vertical=vertical))
    crest = cv2.convertScaleAbs(crest, crest, alpha=_CREST)
    return cv2.bitwise_and(mask, cv2.compare(contrast, crest, cv2.CMP_GE, crest), crest)


def _across(size: int, *, vertical: bool) -> NDArray[np.uint8]:
    """A structuring element of that many pixels across rulings."""
    return np.ones((1, size) if vertical else (size, 1), np.uint8)


def _fit(traces: Traces, count: int) -> tuple[Segments, NDArray[np.intp]]:
    """Least-squares line through the pixels of each of `count` pieces: the segments, and the piece of each."""
    owner = traces.owner
    x, y = traces.u.astype(np.float64), traces.v.astype(np.float64)
    n = np.bincount(owner, minlength=count).astype(np.float64)
    names = np.flatnonzero(n > 0)
    size = np.maximum(n, 1)
    mean_x = np.bincount(owner, x, count) / size
    mean_y = np.bincount(owner, y, count) / size
    dx, dy = x - mean_x[owner], y - mean_y[owner]
    slope = np.bincount(owner, dx * dy, count) / np.maximum(np.bincount(owner, dx * dx, count), 1e-9)
    start = np.full(count, np.inf)
    stop = np.zeros(count)
    np.minimum.at(start, owner, x)
    np.maximum.at(stop, owner, x + 1)
    arrays = (start, stop, slope, mean_y - slope * mean_x, n / np.maximum(stop - start, 1))
    return Segments(*(values[names].astype(np.float32) for values in arrays)), names
