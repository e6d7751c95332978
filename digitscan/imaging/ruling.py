"""Rulings: the straight printed lines of boxes, combs, tables and ruled paper, found and taken out of the ink.

Long runs of ink are found by morphological opening with a line, after the ink was thickened across that line, so that a
line may still slope by some degrees or bend (the idea of path openings, at the cost of two box filters). What is found
is kept as pixels, and each connected piece also as a straight segment with its slope, which can be prolonged over gaps.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

_THICKEN = 3
"""Pixels by which ink grows across a line before opening. With runs of 50 pixels it admits slopes of about ±5°."""


@dataclass(frozen=True, eq=False)
class Segments:
    """N straight pieces of ruling of one direction, as a struct of arrays.

    With u along the line (x for horizontal rulings, y for vertical ones) and v across it, v = slope · u + offset.

    Attributes:
        start: float32 (N,), smallest u, pixels.
        stop: float32 (N,), largest u + 1, pixels.
        slope: float32 (N,).
        offset: float32 (N,), pixels.
        thickness: float32 (N,), mean extent across, pixels.
    """

    start: NDArray[np.float32]
    stop: NDArray[np.float32]
    slope: NDArray[np.float32]
    offset: NDArray[np.float32]
    thickness: NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.start)

    def take(self, keep: NDArray[np.bool_] | NDArray[np.intp]) -> Segments:
        """The segments of an index or boolean array."""
        return Segments(*(getattr(self, name)[keep] for name in self.__dataclass_fields__))

    def across(self, index: int, u: float) -> float:
        """Position v of segment `index` at u, pixels."""
        return float(self.slope[index] * u + self.offset[index])


@dataclass(frozen=True, eq=False)
class Rulings:
    """The rulings of a page.

    Attributes:
        horizontal: segments along x.
        vertical: segments along y.
        horizontal_mask: uint8 (H, W), 255 on pixels of horizontal segments.
        vertical_mask: uint8 (H, W), 255 on pixels of vertical segments.
    """

    horizontal: Segments
    vertical: Segments
    horizontal_mask: NDArray[np.uint8]
    vertical_mask: NDArray[np.uint8]

    @property
    def mask(self) -> NDArray[np.uint8]:
        """uint8 (H, W), 255 on pixels of any ruling."""
        return cv2.bitwise_or(self.horizontal_mask, self.vertical_mask)


def find_rulings(mask: NDArray[np.uint8], shortest: int, thickest: float) -> Rulings:
    """All straight pieces of ink at least `shortest` long and at most `thickest` thick, pixels.

    Args:
        mask: uint8 (H, W), nonzero where there is ink, deskewed.
        shortest: shortest run that is looked at, pixels.
        thickest: largest thickness of a ruling, pixels.

    Returns:
        Candidates: which of them are rulings, and not long strokes of a pen, is decided where the layout is known.
    """
    horizontal, horizontal_mask = _find_along_x(mask, shortest, thickest)
    vertical, vertical_mask = _find_along_x(np.ascontiguousarray(mask.T), shortest, thickest)
    return Rulings(horizontal, vertical, horizontal_mask, np.ascontiguousarray(vertical_mask.T))


def _find_along_x(mask: NDArray[np.uint8], shortest: int, thickest: float) -> tuple[Segments, NDArray[np.uint8]]:
    """Segments along x and the uint8 (H, W) mask of their pixels."""
    thick = cv2.dilate(mask, np.ones((_THICKEN, 1), np.uint8))
    runs = cv2.morphologyEx(thick, cv2.MORPH_OPEN, np.ones((1, shortest), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(runs, connectivity=8, ltype=cv2.CV_32S)
    runs = cv2.bitwise_and(runs, mask)
    segments, names = _fit(labels, runs, count)
    keep = (segments.thickness <= thickest) & (segments.stop - segments.start >= 4 * segments.thickness)
    wanted = np.zeros(count, np.uint8)
    wanted[names[keep]] = 255
    return segments.take(keep), cv2.bitwise_and(wanted[labels], runs)


def _fit(labels: NDArray[np.int32], runs: NDArray[np.uint8], count: int) -> tuple[Segments, NDArray[np.intp]]:
    """Least-squares line through the pixels of each label: the segments, and the label of each."""
    y, x = np.nonzero(runs)
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


def remove_rulings(
    contrast: NDArray[np.uint8], mask: NDArray[np.uint8], rulings: Rulings
) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Take rulings out of the ink and mend the strokes that cross them.

    A stroke that crosses a ruling stands on both sides of it: a pixel of the ruling stays ink where ink beyond the
    ruling reaches it from above *and* from below (for a horizontal one), within the ruling's own thickness.

    Args:
        contrast: uint8 (H, W), 0 paper … 255 ink.
        mask: uint8 (H, W), nonzero where there is ink.
        rulings: only those that are surely rulings.

    Returns:
        Contrast and mask without them, both uint8 (H, W).
    """
    lines = rulings.mask
    if not lines.any():
        return contrast, mask
    # The soft edge of a ruling is still darker than paper: it goes too.
    wide = cv2.bitwise_and(cv2.dilate(lines, np.ones((3, 3), np.uint8)), mask)
    rest = cv2.subtract(mask, wide)
    reach = _reach(rulings)
    crossing = cv2.bitwise_or(
        _crossing(rest, cv2.dilate(rulings.horizontal_mask, np.ones((3, 1), np.uint8)), reach),
        _crossing(rest.T, cv2.dilate(rulings.vertical_mask, np.ones((1, 3), np.uint8)).T, reach).T,
    )
    gone = cv2.subtract(wide, np.ascontiguousarray(crossing))
    return cv2.subtract(contrast, gone), cv2.subtract(mask, gone)


def _reach(rulings: Rulings) -> int:
    """How far, pixels, ink must reach over a ruling: the thickness of nearly all of them and their soft edges."""
    thickness = np.concatenate([rulings.horizontal.thickness, rulings.vertical.thickness])
    return int(np.ceil(np.percentile(thickness, 90))) + 3 if len(thickness) else 0


def _crossing(rest: NDArray[np.uint8], lines: NDArray[np.uint8], reach: int) -> NDArray[np.uint8]:
    """Pixels of horizontal `lines` between ink of `rest` above and below, uint8 (H, W).

    The strokes may lean: the ink above and below may stand up to half of `reach` to the side.
    """
    rest = np.ascontiguousarray(rest)
    side = max(1, reach // 2) * 2 + 1
    sideways = np.ones((1, side), np.uint8)
    above = cv2.dilate(rest, np.ones((reach + 1, 1), np.uint8), anchor=(0, reach))
    below = cv2.dilate(rest, np.ones((reach + 1, 1), np.uint8), anchor=(0, 0))
    straight = cv2.bitwise_and(above, below)
    leaning = cv2.bitwise_and(cv2.dilate(above, sideways), cv2.dilate(below, sideways))
    leaning = cv2.erode(leaning, sideways)
    return cv2.bitwise_and(cv2.bitwise_or(straight, leaning), np.ascontiguousarray(lines))
