"""The one definition of a strip, shared by training and reading: the ink of one field, as a network reads it whole.

Nothing is cut and no threshold is applied: the soft contrast goes in as it is, so that ink too faint for the mask from
which glyphs are cut is still there to be read.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from digitscan.types import Box, Lattice

STRIP_HEIGHT = 32
"""Height of a strip, pixels: digits that fill it are as large as MNIST's and a little larger."""

MARGIN = 0.12
"""Paper taken round the ink on each side, as a share of its height: what its box cut off is there."""

WIDEST = 768
"""Widest strip, pixels: twelve digits twice as wide as high. What is longer is no number, and is compressed."""

_FAINTEST_FULL = 40
"""Contrast (of 255) that becomes full intensity where there is nothing darker: on blank paper it is the grain that is
darkest, and it shall not look like ink."""

_FULL = 98.0
"""Percentile of the strip that becomes full intensity: strokes cover 5 to 20 % of a strip, a single 1 about 4 %; one
speck or the rest of a printed line does not make the pencil beside it paler."""


def strip(contrast: NDArray[np.uint8], box: Box, height: float = 0.0) -> NDArray[np.uint8]:
    """Cut the strip of a field.

    Args:
        contrast: uint8 (H, W), 0 paper … 255 ink, as `digitscan.imaging.binarize` gives it, rulings taken out.
        box: of the field's ink, pixels of `contrast`; it may reach over the edge.
        height: of the writing, pixels. Ink that is lower (a row of dots, one dash) is not enlarged to fill the strip.

    Returns:
        uint8 (32, W), 1 ≤ W ≤ 768, 255 full ink: the box with its margin, its aspect kept.
    """
    crop = _crop(contrast, box, height)
    scale = STRIP_HEIGHT / crop.shape[0]
    width = min(max(1, round(crop.shape[1] * scale)), WIDEST)
    method = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    small = cv2.resize(crop, (width, STRIP_HEIGHT), interpolation=method)
    full = max(_FAINTEST_FULL, _percentile(small, _FULL))
    return np.asarray(cv2.convertScaleAbs(small, alpha=255 / full), np.uint8)


def field_strip(
    contrast: NDArray[np.uint8], labels: NDArray[np.int32], members: NDArray[np.intp], lattice: Lattice
) -> NDArray[np.uint8]:
    """Cut the strip of a field, without the ink that belongs to its neighbours.

    Args:
        contrast: as for `strip`.
        labels: int32 (H, W), component numbers from 1; 0 is paper, and ink too faint for a component.
        members: indices (from 0) of the field's components.
        lattice: its candidates; what the edge of a snippet cuts is left out with the neighbours.

    Returns:
        As `strip` does.
    """
    own = lattice.spans[:, 1] - lattice.spans[:, 0] == 1
    if lattice.cut is not None and not lattice.cut.all():
        own &= ~lattice.cut[lattice.spans[:, 0]]
    boxes = lattice.boxes[own]
    box = Box(*boxes[:, :2].min(axis=0).tolist(), *boxes[:, 2:].max(axis=0).tolist())
    reach = 1 + round(2 * MARGIN * max(box.height, lattice.height))
    left, top = max(0, box.left - reach), max(0, box.top - reach)
    window = np.s_[top : box.bottom + reach, left : box.right + reach]
    # What belongs to whom: 0 paper, 1 to others, 2 to this field.
    numbers = np.ones(max(int(labels[window].max()), int(members.max()) + 1) + 1, np.uint8)
    numbers[0] = 0
    numbers[members + 1] = 2
    owners, paper = numbers[labels[window]], contrast[window]
    others = owners == 1
    if others.any():
        # The soft edge of others' ink is no component's, and goes with it.
        near = cv2.dilate(others.view(np.uint8), np.ones((3, 3), np.uint8))
        paper = paper * ((near == 0) | (owners == 2))
    return strip(paper, Box(box.left - left, box.top - top, box.right - left, box.bottom - top), lattice.height)


def _percentile(image: NDArray[np.uint8], percent: float) -> float:
    """As `numpy.percentile` gives it, by counting: on 8 bits that takes a tenth of the time of sorting."""
    counts = np.cumsum(np.bincount(image.ravel(), minlength=256))
    place = (image.size - 1) * percent / 100
    low, high = np.searchsorted(counts, [int(place), min(int(place) + 1, image.size - 1)], side="right").tolist()
    return float(low + (high - low) * (place - int(place)))


def _crop(contrast: NDArray[np.uint8], box: Box, height: float) -> NDArray[np.uint8]:
    """The box with its margin, paper where it reaches over the edge of the page."""
    tall = max(box.height, round(height), 1)
    margin = max(1, round(MARGIN * tall))
    top = (box.top + box.bottom - tall) // 2 - margin
    left, right, bottom = box.left - margin, max(box.right, box.left + 1) + margin, top + tall + 2 * margin
    inside = contrast[max(0, top) : max(0, bottom), max(0, left) : max(0, right)]
    if inside.shape == (bottom - top, right - left):
        return inside
    crop = np.zeros((bottom - top, right - left), np.uint8)
    y, x = max(0, -top), max(0, -left)
    crop[y : y + inside.shape[0], x : x + inside.shape[1]] = inside
    return crop
