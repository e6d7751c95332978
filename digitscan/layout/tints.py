"""Colour where a field seems blank: ink as light as its paper, which grey does not show, and pale besides."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

_SIDE = 50
"""Shorter side, pixels, to which a field is reduced: a digit's stroke is 3 to 6 of them, and the grain is averaged."""

_MARGIN = 0.15
"""Width, in the shorter side, of the band along the frame that is not looked at, as for `faint`."""

_SMOOTH = 5
"""Side of the square, pixels of the reduced field, over which colour is averaged: JPEG keeps it for 2 by 2 pixels."""

_COVERED = 95
"""Percentile of the difference that a digit raises: it covers 5 to 10 per cent of its cell."""

_TINT = 9.0
"""Difference, in 255ths of the light, of the channels' shares from those of the paper, from which on something is
there. Of 480 empty cells of photographed newspapers the usual one has 0.6 and the worst 7.3; pale red digits that grey
does not show have 11 and more."""

_DARKEST = 96
"""Sum of the channels to which a darker pixel is raised before they are divided by it: in the dark they are noise."""

_FEWEST = 64
"""Pixels that must be left of a field for anything to be said about it."""


def find_tints(pixels: NDArray[np.uint8], quads: Sequence[NDArray[np.float32]]) -> NDArray[np.bool_]:
    """Which of the fields that seem blank have a colour in them that is not their paper's.

    Args:
        pixels: uint8 (H, W, 3) blue-green-red.
        quads: float32 (4, 2), corners of each field in these pixels.

    Returns:
        bool (N,).
    """
    return np.array([_is_tinted(_inside(pixels, quad)) for quad in quads], bool)


def _inside(pixels: NDArray[np.uint8], quad: NDArray[np.float32]) -> NDArray[np.uint8]:
    """The upright box of a field, reduced."""
    low, high = np.maximum(np.floor(quad.min(axis=0)), 0).astype(int), np.ceil(quad.max(axis=0)).astype(int)
    part = pixels[low[1] : high[1], low[0] : high[0]]
    factor = round(min(part.shape[:2]) / _SIDE)
    if factor < 2:
        return part
    size = (max(1, part.shape[1] // factor), max(1, part.shape[0] // factor))
    return cv2.resize(part, size, interpolation=cv2.INTER_AREA)


def _is_tinted(part: NDArray[np.uint8]) -> bool:
    margin = round(_MARGIN * min(part.shape[:2])) + _SMOOTH // 2
    if (part.shape[0] - 2 * margin) * (part.shape[1] - 2 * margin) < _FEWEST or min(part.shape[:2]) <= 2 * margin:
        return False
    light = np.maximum(part.sum(axis=2, dtype=np.float32), _DARKEST)[..., None]
    # Shares of the light: shadows and grain change all channels alike.
    shares = cv2.blur(255 * part.astype(np.float32) / light, (_SMOOTH, _SMOOTH))
    inner = shares[margin:-margin, margin:-margin].reshape(-1, 3)
    away = np.linalg.norm(inner - np.median(inner, axis=0), axis=1)
    return bool(np.percentile(away, _COVERED) >= _TINT)
