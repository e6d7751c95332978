"""Digits out of focus, as in photographs: strokes melt, counters fill with grey, and the edge is cut where ink ends."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from digitscan.glyphs.normalize import normalize

_SCALE = 2
"""A digit is blurred at 40 pixels' height, so that a blur of less than a pixel of a finished glyph can be told."""


def defocus_all(pixels: NDArray[np.uint8], share: float, rng: np.random.Generator) -> NDArray[np.uint8]:
    """Some of N glyphs out of focus.

    Args:
        pixels: uint8 (N, 28, 28), normalised.
        share: of the glyphs, 0 … 1.
        rng: source of chance.

    Returns:
        uint8 (N, 28, 28), normalised, the others as they were.
    """
    out = pixels.copy()
    for i in np.flatnonzero(rng.random(len(pixels)) < share):
        # Up to 2.5 pixels of a digit 20 pixels high: beyond that nobody reads it.
        out[i] = defocus(pixels[i], rng.uniform(0.8, 2.5), rng.uniform(0.15, 0.45))
    return out


def defocus(glyph: NDArray[np.uint8], blur: float, cut: float) -> NDArray[np.uint8]:
    """A glyph out of focus.

    Args:
        glyph: uint8 (H, W), white ink on black.
        blur: standard deviation, pixels of the glyph.
        cut: share of the strongest ink below which there is paper: readers cut a component at such a share.

    Returns:
        uint8 (28, 28), normalised.
    """
    margin = int(3 * blur) + 1
    padded = cv2.copyMakeBorder(glyph, margin, margin, margin, margin, cv2.BORDER_CONSTANT, value=0)
    large = cv2.resize(padded, None, fx=_SCALE, fy=_SCALE, interpolation=cv2.INTER_CUBIC)
    soft = cv2.GaussianBlur(large, (0, 0), _SCALE * blur)
    most = float(soft.max())
    if most == 0:
        return normalize(glyph)
    full = cv2.convertScaleAbs(soft, alpha=255 / most)
    return normalize(np.asarray(cv2.threshold(full, 255 * cut, 255, cv2.THRESH_TOZERO)[1], np.uint8))
