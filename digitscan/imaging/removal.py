"""Rulings are taken out of the ink; the strokes that cross them, touch them or lie on them stay.

A ruling has one profile across it, nearly everywhere: what is clearly darker than that, in the ruling or in its soft
edge, is a stroke and stays. A pen as faint as the ruling is told by its shape instead: where a stroke meets a ruling
the ink is thicker, across the ruling, than the ruling is by itself. A stroke that crosses steeply is mended besides,
where ink reaches the ruling from both sides.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from digitscan.imaging.ruling import Rulings
from digitscan.types import Segments

_THICKER = 1.3
"""Thickness, in thicknesses of the ruling, above which the ink in a column is a stroke with the ruling under it."""

_SIDE = 0.3
"""Share of what is more than the ruling that lies on a side of it from which on there is a stroke on that side."""

_WINDOW = 7
"""Columns over which the thickness is averaged, pixels: the ragged edge of a ruling is shorter, a stroke longer."""

_DARKER = 1.4
"""Contrast, in that of the ruling's profile, from which on a pixel is a stroke: print varies by a quarter."""

_PEN = 1.7
"""Contrast beside a ruling, in its own, from which on the pen is dark enough for its strokes to be told by that."""

_HALF = 0.5
"""Contrast, in the ruling's own, at which its edge is drawn to measure how thick it is: grain beside it is fainter."""

_EDGE = 0.15
"""Contrast, in the ruling's own, that is added to that: in its soft edge the profile is next to nothing."""

_OFTEN = 0.5
"""Share of a ruling's columns with ink in a row, from which on the row is the ruling's."""

_BEND = 15
"""Columns over which the course of a ruling is smoothed, pixels: it bends slowly, its edge is ragged."""


@dataclass(frozen=True, eq=False)
class _Strip:
    """The ink along one ruling, made level: U columns, V = 2 · reach + 1 rows, the ruling in the middle one.

    Attributes:
        rows: intp (U, V), y of each pixel.
        across: intp (U, V), x of each pixel.
        covered: bool (U, V), ink on the ruling.
        contrast: uint8 (U, V).
        band: bool (V,), the ruling's rows.
        profile: float64 (V,), contrast of the ruling alone.
        peak: its largest value.
    """

    rows: NDArray[np.intp]
    across: NDArray[np.intp]
    covered: NDArray[np.bool_]
    contrast: NDArray[np.uint8]
    band: NDArray[np.bool_]
    profile: NDArray[np.float64]
    peak: float


def remove_rulings(
    contrast: NDArray[np.uint8], mask: NDArray[np.uint8], rulings: Rulings
) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Take rulings out of the ink.

    Args:
        contrast: uint8 (H, W), 0 paper … 255 ink.
        mask: uint8 (H, W), nonzero where there is ink.
        rulings: only those that are surely rulings.

    Returns:
        Contrast and mask without them, both uint8 (H, W).
    """
    turned = _turn(contrast), _turn(mask)
    across = _strips(contrast, mask, rulings.horizontal, rulings.horizontal_labels)
    down = _strips(*turned, rulings.vertical, np.ascontiguousarray(rulings.vertical_labels.T))
    if not across and not down:
        return contrast, mask
    lying, standing = _covered(across, mask), _turn(_covered(down, turned[1]))
    rest = cv2.subtract(mask, cv2.bitwise_or(lying, standing))
    gone = _lines(across, contrast, cv2.bitwise_or(rest, lying), rest)
    gone |= _turn(_lines(down, turned[0], _turn(cv2.bitwise_or(rest, standing)), _turn(rest)))
    return cv2.subtract(contrast, gone), cv2.subtract(mask, gone)


def _turn(image: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """With x and y exchanged."""
    return np.ascontiguousarray(image.T)


def _lines(
    strips: list[_Strip], contrast: NDArray[np.uint8], mask: NDArray[np.uint8], rest: NDArray[np.uint8]
) -> NDArray[np.uint8]:
    """Pixels of horizontal rulings that are no strokes, uint8 (H, W).

    Args:
        strips: the rulings.
        contrast: uint8 (H, W).
        mask: uint8 (H, W), all ink but that of vertical rulings.
        rest: uint8 (H, W), ink without any ruling.
    """
    gone, doubtful = np.zeros_like(mask), np.zeros_like(mask)
    for strip in strips:
        dark, faint = _strokes(strip, mask)
        out = strip.covered & ~dark
        gone[strip.rows[out], strip.across[out]] = 255
        out &= faint[:, None]
        doubtful[strip.rows[out], strip.across[out]] = 255
    if strips:
        # Grain on both sides of a ruling is no stroke through it.
        pen = np.where(contrast >= _HALF * np.median([strip.peak for strip in strips]), rest, 0).astype(np.uint8)
        through = _between(pen, int(np.median([strip.band.sum() for strip in strips])) + 1)
        gone = cv2.subtract(gone, cv2.bitwise_and(through, doubtful))
    return gone


def _covered(strips: list[_Strip], mask: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The ink on rulings, strokes over them included, uint8 (H, W)."""
    covered = np.zeros_like(mask)
    for strip in strips:
        covered[strip.rows[strip.covered], strip.across[strip.covered]] = 255
    return covered


def _strips(
    contrast: NDArray[np.uint8], mask: NDArray[np.uint8], segments: Segments, labels: NDArray[np.int32]
) -> list[_Strip]:
    """The ink along each of the horizontal rulings."""
    reach = _reach(segments)
    return [_strip(contrast, mask, columns, course, reach) for columns, course in _courses(segments, labels)]


def _reach(segments: Segments) -> int:
    """Pixels looked at on either side of a ruling: its soft edge makes it up to twice as thick, and strokes beyond."""
    return 2 * int(np.ceil(np.percentile(segments.thickness, 90))) + 6 if len(segments) else 0


def _courses(segments: Segments, labels: NDArray[np.int32]) -> Iterator[tuple[NDArray[np.intp], NDArray[np.intp]]]:
    """The columns of each ruling and its row in each, both intp (U,), gaps bridged."""
    height, width = labels.shape
    inked = np.flatnonzero(labels)
    owner = labels.ravel()[inked]
    order = np.argsort(owner, kind="stable")
    inked, bounds = inked[order], np.searchsorted(owner[order], np.arange(1, len(segments) + 2))
    for index in range(len(segments)):
        y, x = np.divmod(inked[bounds[index] : bounds[index + 1]], width)
        if not len(x):
            continue  # another ruling has all of its pixels, as a lattice's own line has those of what was found there
        # Its ends are as soft as its edges.
        columns = np.arange(max(0, x.min() - 2), min(width, x.max() + 3))
        count = np.bincount(x - columns[0], minlength=len(columns))
        total = np.bincount(x - columns[0], y, minlength=len(columns))
        known = np.flatnonzero(count)
        rows = np.interp(np.arange(len(columns)), known, total[known] / count[known])
        padded = np.pad(rows, _BEND // 2, mode="edge")
        smooth = np.median(np.lib.stride_tricks.sliding_window_view(padded, _BEND), axis=1)
        yield columns, np.clip(np.rint(smooth), 0, height - 1).astype(np.intp)


def _strip(
    contrast: NDArray[np.uint8],
    mask: NDArray[np.uint8],
    columns: NDArray[np.intp],
    course: NDArray[np.intp],
    reach: int,
) -> _Strip:
    """The ink within `reach` pixels of a course."""
    rows = course[:, None] + np.arange(-reach, reach + 1)
    outside = (rows < 0) | (rows >= len(mask))
    rows = np.clip(rows, 0, len(mask) - 1)
    across = np.broadcast_to(columns[:, None], rows.shape)
    inked = (mask[rows, across] > 0) & ~outside
    grey = cv2.blur(contrast[rows, across], (1, 3))
    band = _band(inked)
    # The darkest row of a thin ruling changes along it: each column's darkest pixel says how dark it is.
    profile = np.median(grey, axis=0)
    peak = float(np.median(grey[:, band].max(axis=1)))
    return _Strip(rows, across, inked & band, grey, band, profile * (peak / max(1.0, profile[band].max())), peak)


def _band(inked: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The rows of the ruling, its soft edge and a ragged pixel more included: bool (2 · reach + 1,)."""
    often = inked.mean(axis=0) >= _OFTEN
    middle = len(often) // 2
    often[middle] = True
    up = np.logical_and.accumulate(often[middle::-1])[::-1]
    down = np.logical_and.accumulate(often[middle:])
    return np.convolve(np.concatenate([up[:-1], down]), [1, 1, 1], "same") > 0


def _strokes(strip: _Strip, mask: NDArray[np.uint8]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """What is stroke by its darkness or by the thickness of the ink, and where a pen is too faint to tell by darkness.

    Args:
        strip: U columns, V rows.
        mask: uint8 (H, W), all ink but that of the rulings across.

    Returns:
        bool (U, V) and bool (U,).
    """
    peak = strip.peak
    # The course is known to a pixel: what the profile has one row further is the ruling's own.
    profile = cv2.dilate(strip.profile[None], np.ones((1, 3), np.uint8))[0]
    darker = strip.contrast > _DARKER * profile + _EDGE * peak
    inked = (mask[strip.rows, strip.across] > 0) & (strip.contrast >= _HALF * peak)
    faint = np.where(inked & ~strip.band, strip.contrast, 0).max(axis=1) < _PEN * peak
    return darker | (_thick(inked) & faint[:, None]), faint


def _thick(inked: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Where the ink through a ruling is thicker than the ruling, and on which side of its middle.

    Args:
        inked: bool (U, V), the ruling in the middle row.

    Returns:
        bool (U, V), on all rows of a side to which the ink of the column reaches further.
    """
    middle = inked.shape[1] // 2
    # The ink may bend away from the course by a pixel: start from where it is.
    start = inked[:, middle - 1 : middle + 2].any(axis=1)
    up = np.minimum.accumulate(inked[:, middle - 1 :: -1], axis=1).sum(axis=1)
    down = np.minimum.accumulate(inked[:, middle + 1 :], axis=1).sum(axis=1)
    sides = np.stack([up, down, up + down + 1]).astype(np.float32) * start
    usual = np.median(sides[:, start], axis=1) if start.any() else np.zeros(3)
    more = cv2.blur(sides, (_WINDOW, 1), borderType=cv2.BORDER_REPLICATE) - usual[:, None]
    thick = more[2] > max((_THICKER - 1) * usual[2], 1.0)
    above, below = (thick & (side >= _SIDE * more[2]) for side in more[:2])
    kept = np.zeros(inked.shape, bool)
    kept[:, : middle + 1] = above[:, None]
    kept[:, middle:] |= below[:, None]
    return kept


def _between(rest: NDArray[np.uint8], reach: int) -> NDArray[np.uint8]:
    """Pixels with ink of `rest` above and below within `reach`, uint8 (H, W).

    The strokes may lean: the ink above and below may stand up to half of `reach` to the side.
    """
    sideways = np.ones((1, max(1, reach // 2) * 2 + 1), np.uint8)
    above = cv2.dilate(rest, np.ones((reach + 1, 1), np.uint8), anchor=(0, reach))
    below = cv2.dilate(rest, np.ones((reach + 1, 1), np.uint8), anchor=(0, 0))
    leaning = cv2.bitwise_and(cv2.dilate(above, sideways), cv2.dilate(below, sideways))
    return cv2.bitwise_or(cv2.bitwise_and(above, below), cv2.erode(leaning, sideways))
