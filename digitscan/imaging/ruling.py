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

from digitscan.imaging.course import is_even, main_course
from digitscan.imaging.joining import join
from digitscan.types import Segments

_THICKEN = 3
"""Pixels by which ink grows across a line before opening. With runs of 50 pixels it admits slopes of about ±5°."""

_CREST = 0.5
"""Share of the darkest ink near it, across a ruling, from which on ink counts as the ruling's: half is its edge."""

_NEAR = 4
"""How far that is looked for, as a part of the shortest ruling: 1 mm on A4, further than paper blurs ink."""

_MOST_LINES = 3
"""Lines in one piece of ink: a ruling, a line struck along it, and one more where they end in the next frame."""

_SLENDER = 15
"""Length, in its own thickness, from which on a piece may be thicker than a ruling: one blurred or drawn by hand."""

_FILLED = 0.9
"""Share of its columns in which a line in an uneven piece has ink: feet of digits in a row, or letters, are no line."""

_LONG = 4
"""Length of such a line, in shortest rulings: longer than strokes of digits, and than words of small print."""


@dataclass(frozen=True, eq=False)
class Rulings:
    """The rulings of a page.

    Attributes:
        horizontal: segments along x.
        vertical: segments along y.
        horizontal_labels: int32 (H, W), 1 + index of the horizontal segment a pixel belongs to, 0 for none.
        vertical_labels: int32 (H, W), the same for vertical segments.
    """

    horizontal: Segments
    vertical: Segments
    horizontal_labels: NDArray[np.int32]
    vertical_labels: NDArray[np.int32]

    @property
    def horizontal_mask(self) -> NDArray[np.uint8]:
        """uint8 (H, W), 255 on pixels of horizontal segments."""
        return (self.horizontal_labels > 0).view(np.uint8) * np.uint8(255)

    @property
    def vertical_mask(self) -> NDArray[np.uint8]:
        """uint8 (H, W), 255 on pixels of vertical segments."""
        return (self.vertical_labels > 0).view(np.uint8) * np.uint8(255)

    @property
    def mask(self) -> NDArray[np.uint8]:
        """uint8 (H, W), 255 on pixels of any ruling."""
        return cv2.bitwise_or(self.horizontal_mask, self.vertical_mask)

    def keep(self, horizontal: NDArray[np.bool_], vertical: NDArray[np.bool_]) -> Rulings:
        """Only some of the segments: bool (N,) and bool (M,)."""
        return Rulings(
            self.horizontal.take(horizontal),
            self.vertical.take(vertical),
            _renumber(self.horizontal_labels, horizontal),
            _renumber(self.vertical_labels, vertical),
        )

    def join(self, other: Rulings) -> Rulings:
        """Both rulings of one page; where they share a pixel it is the other's."""
        labels = [
            np.where(theirs > 0, theirs + np.int32(len(own)), ours)
            for ours, theirs, own in (
                (self.horizontal_labels, other.horizontal_labels, self.horizontal),
                (self.vertical_labels, other.vertical_labels, self.vertical),
            )
        ]
        return Rulings(self.horizontal.join(other.horizontal), self.vertical.join(other.vertical), *labels)


def _renumber(labels: NDArray[np.int32], keep: NDArray[np.bool_]) -> NDArray[np.int32]:
    """Labels 1 + index of those kept, 0 for the others."""
    numbers = np.zeros(len(keep) + 1, np.int32)
    numbers[1:][keep] = np.arange(1, int(keep.sum()) + 1, dtype=np.int32)
    return numbers[labels]


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
    horizontal, across = _find_along_x(contrast, mask, shortest, thickest)
    vertical, down = _find_along_x(np.ascontiguousarray(contrast.T), np.ascontiguousarray(mask.T), shortest, thickest)
    return Rulings(horizontal, vertical, across, np.ascontiguousarray(down.T))


def _crest(contrast: NDArray[np.uint8], mask: NDArray[np.uint8], shortest: int) -> NDArray[np.uint8]:
    """Ink that is not much fainter than the darkest above and below it, uint8 (H, W).

    At the low threshold of the ink a blurred ruling is twice as thick as it was printed, and what stands close to it
    runs into it.
    """
    reach = max(2, shortest // _NEAR)
    darkest = cv2.dilate(contrast, np.ones((2 * reach + 1, 1), np.uint8))
    return cv2.bitwise_and(mask, cv2.compare(contrast, cv2.convertScaleAbs(darkest, alpha=_CREST), cv2.CMP_GE))


def _find_along_x(
    contrast: NDArray[np.uint8], mask: NDArray[np.uint8], shortest: int, thickest: float
) -> tuple[Segments, NDArray[np.int32]]:
    """Segments along x and int32 (H, W): 1 + index of the segment of each pixel, 0 for none."""
    crest = _crest(contrast, mask, shortest)
    thick = cv2.dilate(crest, np.ones((_THICKEN, 1), np.uint8))
    runs = cv2.morphologyEx(thick, cv2.MORPH_OPEN, np.ones((1, shortest), np.uint8))
    count, labels = cv2.connectedComponents(runs, connectivity=8, ltype=cv2.CV_32S)
    labels[crest == 0] = 0
    count = _part(labels, count, shortest)
    segments, names = _fit(labels, count)
    length = segments.stop - segments.start
    keep = segments.thickness <= np.maximum(thickest, length / _SLENDER)
    keep &= length >= 4 * segments.thickness
    segments, names = segments.take(keep), names[keep]
    numbers = np.zeros(count, np.int32)
    numbers[names] = 1 + join(segments, mask, shortest).astype(np.int32)
    labels = numbers[labels]
    segments, names = _fit(labels, len(segments) + 1)
    numbers = np.zeros(len(keep) + 1, np.int32)
    numbers[names] = np.arange(1, len(names) + 1, dtype=np.int32)
    return segments, numbers[labels]


def _part(labels: NDArray[np.int32], count: int, shortest: int) -> int:
    """Part each uneven label into lines, in place, and drop what is none; the new count of labels."""
    columns = labels.T.ravel()
    inked = np.flatnonzero(columns)
    owner = columns[inked]
    order = np.argsort(owner, kind="stable")
    inked, bounds = inked[order], np.searchsorted(owner[order], np.arange(count + 1))
    for name in range(1, count):
        rest = inked[bounds[name] : bounds[name + 1]]
        for line in range(_MOST_LINES):
            x, y = np.divmod(rest, len(labels))
            if not len(rest) or np.ptp(x) < _LONG * shortest or (line == 0 and is_even(x, y)):
                break
            own = main_course(x, y)
            reached = np.unique(x[own])
            if len(reached) < max(_FILLED * np.ptp(reached), _LONG * shortest):
                break
            labels[y, x] = 0
            labels[y[own], x[own]] = name if line == 0 else count
            count += line > 0
            rest = rest[~own]
    return count


def _fit(labels: NDArray[np.int32], count: int) -> tuple[Segments, NDArray[np.intp]]:
    """Least-squares line through the pixels of each label: the segments, and the label of each."""
    y, x = np.nonzero(labels)
    owner = labels[y, x]
    x64, y64 = x.astype(np.float64), y.astype(np.float64)
    n = np.bincount(owner, minlength=count).astype(np.float64)
    names = np.flatnonzero(n > 0)
    size = np.maximum(n, 1)
    mean_x = np.bincount(owner, x64, count) / size
    mean_y = np.bincount(owner, y64, count) / size
    dx, dy = x64 - mean_x[owner], y64 - mean_y[owner]
    slope = np.bincount(owner, dx * dy, count) / np.maximum(np.bincount(owner, dx * dx, count), 1e-9)
    start = np.full(count, np.inf)
    stop = np.zeros(count)
    np.minimum.at(start, owner, x64)
    np.maximum.at(stop, owner, x64 + 1)
    arrays = (start, stop, slope, mean_y - slope * mean_x, n / np.maximum(stop - start, 1))
    return Segments(*(values[names].astype(np.float32) for values in arrays)), names
