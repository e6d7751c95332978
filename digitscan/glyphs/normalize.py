"""The one definition of a normalised glyph, shared by training and reading.

A glyph is normalised as MNIST was (LeCun, Cortes, Burges, http://yann.lecun.com/exdb/mnist/): cropped to its ink,
scaled with its aspect kept until the longer side is 20 pixels, and placed in 28×28 so that its centre of mass is in the
middle. Intensities are scaled min–max to 0…255 after the background is removed.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

SIZE = 28
"""Side of a normalised glyph, pixels."""

INNER = 20
"""Longest side of the ink inside it, pixels."""

_FLOOR = 16
"""Grey levels (of 255) that are background when the ink's box is taken: paper grain and JPEG ringing stay below."""


def normalize(ink: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Normalise one glyph.

    Args:
        ink: uint8 (h, w), white ink on black (0 is background), any size.

    Returns:
        uint8 (28, 28), white ink on black, brightest pixel 255; all zero if there is no ink.
    """
    return normalize_all([ink])[0]


def normalize_all(inks: Sequence[NDArray[np.uint8]]) -> NDArray[np.uint8]:
    """Normalise N glyphs: N arrays as `normalize` takes them → uint8 (N, 28, 28)."""
    out = np.zeros((len(inks), SIZE, SIZE), np.uint8)
    for canvas, ink in zip(out, inks, strict=True):
        if ink.size:
            _draw(canvas, ink)
    return out


def _draw(canvas: NDArray[np.uint8], ink: NDArray[np.uint8]) -> None:
    """Normalise one glyph into an empty canvas uint8 (28, 28)."""
    peak = int(ink.max())
    if peak <= _FLOOR:
        return
    left, top, width, height = cv2.boundingRect((ink > max(_FLOOR, peak // 8)).view(np.uint8))
    crop = ink[top : top + height, left : left + width]
    scale = INNER / max(width, height)
    small = (max(1, round(width * scale)), max(1, round(height * scale)))
    if (width, height) != small:
        # Area averaging is what keeps thin strokes when shrinking; it would make blocks when enlarging.
        crop = cv2.resize(crop, small, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
    # The background is zero already, also where the ink fills its box: scaling min–max is scaling by the peak.
    crop = cv2.convertScaleAbs(crop, alpha=255 / max(1, int(crop.max())))
    moments = cv2.moments(crop)
    # MNIST's centres of mass lie within half a pixel of index 14 (measured on 4,000 of its digits: mean 14.0).
    # A tail far from the mass may not leave the canvas.
    x = min(max(round(SIZE / 2 - moments["m10"] / moments["m00"]), 0), SIZE - small[0])
    y = min(max(round(SIZE / 2 - moments["m01"] / moments["m00"]), 0), SIZE - small[1])
    canvas[y : y + small[1], x : x + small[0]] = crop
