"""Rulings are taken out of the ink; the strokes that cross them, touch them or lie on them stay.

Where a stroke meets a ruling the ink is thicker, across the ruling, than the ruling is by itself: there nothing is
removed. A stroke that crosses steeply is mended besides, where ink reaches the ruling from both sides.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from digitscan.imaging.ruling import Rulings
from digitscan.types import Segments

_THICKER = 1.3
"""Thickness, in thicknesses of the ruling, above which the ink in a column is a stroke with the ruling under it."""

_WINDOW = 7
"""Columns over which the thickness is averaged, pixels: the ragged edge of a ruling is shorter, a stroke longer."""


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
    across, down = rulings.horizontal_mask, rulings.vertical_mask
    lines = cv2.bitwise_or(across, down)
    if not lines.any():
        return contrast, mask
    # The soft edge of a ruling is still darker than paper: it goes too.
    wide = cv2.bitwise_and(cv2.dilate(lines, np.ones((3, 3), np.uint8)), mask)
    rest = cv2.subtract(mask, wide)
    kept = _strokes(cv2.subtract(mask, cv2.subtract(down, across)), rest, across, rulings.horizontal)
    turned = [np.ascontiguousarray(image.T) for image in (cv2.subtract(mask, cv2.subtract(across, down)), rest, down)]
    kept |= _strokes(turned[0], turned[1], turned[2], rulings.vertical).T
    gone = cv2.subtract(wide, kept)
    return cv2.subtract(contrast, gone), cv2.subtract(mask, gone)


def _strokes(
    mask: NDArray[np.uint8], rest: NDArray[np.uint8], lines: NDArray[np.uint8], segments: Segments
) -> NDArray[np.uint8]:
    """Pixels of horizontal rulings that are strokes too.

    Args:
        mask: uint8 (H, W), all ink but that of vertical rulings.
        rest: uint8 (H, W), ink without any ruling.
        lines: uint8 (H, W), the horizontal rulings.
        segments: the same rulings as segments.

    Returns:
        uint8 (H, W), 255 on those pixels.
    """
    reach = int(np.ceil(np.percentile(segments.thickness, 90))) + 3 if len(segments) else 0
    tall = cv2.dilate(lines, np.ones((3, 1), np.uint8))
    kept = cv2.bitwise_and(_between(rest, reach), tall)
    for index in range(len(segments)):
        columns, rows = _thick_columns(mask, segments, index, reach)
        if len(columns):
            # The ruling's own height at those columns, a pixel to spare.
            half = int(segments.thickness[index] / 2) + 2
            for offset in range(-half, half + 1):
                at = np.clip(rows + offset, 0, mask.shape[0] - 1)
                kept[at, columns] = mask[at, columns]
    return kept


def _thick_columns(
    mask: NDArray[np.uint8], segments: Segments, index: int, reach: int
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Columns in which the ink through a segment is thicker than the segment, and the segment's row in each."""
    height, width = mask.shape
    columns = np.arange(max(0, int(segments.start[index])), min(width, int(segments.stop[index])))
    rows = np.rint(segments.slope[index] * columns + segments.offset[index]).astype(np.intp)
    steps = np.arange(-2 * reach, 2 * reach + 1)
    strip = mask[np.clip(rows[:, None] + steps, 0, height - 1), columns[:, None]] > 0
    middle = 2 * reach
    # The ink may bend away from the fitted line by a pixel or two: start from where it is.
    strip[:, middle - 1 : middle + 2] |= strip[:, middle - 1 : middle + 2].any(axis=1)[:, None]
    up = np.minimum.accumulate(strip[:, middle::-1], axis=1).sum(axis=1)
    down = np.minimum.accumulate(strip[:, middle + 1 :], axis=1).sum(axis=1)
    thickness = (up + down).astype(np.float32)
    inked = thickness > 0
    if not inked.any():
        return columns[:0], rows[:0]
    usual = float(np.median(thickness[inked]))
    mean = cv2.blur(thickness[None], (_WINDOW, 1))[0]
    thick = mean > max(_THICKER * usual, usual + 1.0)
    return columns[thick], rows[thick]


def _between(rest: NDArray[np.uint8], reach: int) -> NDArray[np.uint8]:
    """Pixels with ink of `rest` above and below within `reach`, uint8 (H, W).

    The strokes may lean: the ink above and below may stand up to half of `reach` to the side.
    """
    sideways = np.ones((1, max(1, reach // 2) * 2 + 1), np.uint8)
    above = cv2.dilate(rest, np.ones((reach + 1, 1), np.uint8), anchor=(0, reach))
    below = cv2.dilate(rest, np.ones((reach + 1, 1), np.uint8), anchor=(0, 0))
    leaning = cv2.bitwise_and(cv2.dilate(above, sideways), cv2.dilate(below, sideways))
    return cv2.bitwise_or(cv2.bitwise_and(above, below), cv2.erode(leaning, sideways))
