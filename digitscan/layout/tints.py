"""Colour where a field seems blank: ink as light as its paper, which grey does not show, and pale besides."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

_SIDE = 50
"""Shorter side, pixels, to which a cell is reduced: a digit's stroke is 3 to 6 of them, and the grain is averaged."""

_MARGIN = 0.15
"""Width, in the shorter side, of the band along the frame that is not looked at, as for `faint`."""

_SMOOTH = 5
"""Side of the square, pixels of the reduced cell, over which colour is averaged: JPEG keeps it for 2 by 2 pixels."""

_COVERED = 95
"""Percentile of the difference that a digit raises: it covers 5 to 10 per cent of its cell."""

_TINT = 9.0
"""Difference, in 255ths of the light, of the channels' shares from those of the paper, from which on something is
there. Of 480 empty cells of photographed newspapers the usual one has 0.6 and the worst 7.3; pale red digits that grey
does not show have 11 and more."""

_DARKEST = 96
"""Sum of the channels to which a darker pixel is raised: in the dark their shares are noise."""

_FEWEST = 64
"""Pixels that must be left of a cell for anything to be said about it."""


def find_tints(pixels: NDArray[np.uint8], quads: Sequence[NDArray[np.float32]]) -> NDArray[np.bool_]:
    """Which of the cells that seem blank have a colour in them that is not their paper's.

    Args:
        pixels: uint8 (H, W, 3) blue-green-red.
        quads: float32 (4, 2), corners of each cell in these pixels, from the top left one on, clockwise.

    Returns:
        bool (N,).
    """
    return np.array([_is_tinted(part) for part in (_upright(pixels, quad) for quad in quads)], bool)


def _upright(pixels: NDArray[np.uint8], quad: NDArray[np.float32]) -> NDArray[np.uint8]:
    """The inside of a cell, upright and reduced; uint8 (0, 0, 3) where it is outside of the picture."""
    size = np.array(pixels.shape[1::-1])
    low = np.clip(np.floor(quad.min(axis=0)).astype(int), 0, size)
    high = np.clip(np.ceil(quad.max(axis=0)).astype(int), 0, size)
    part = pixels[low[1] : high[1], low[0] : high[0]]
    across, down = (float(np.linalg.norm(quad[side] - quad[0])) for side in (1, 3))
    factor = max(1, round(min(across, down) / _SIDE))
    width, height = round(across / factor), round(down / factor)
    if min(part.shape[:2]) < factor or min(width, height) < 2:
        return np.zeros((0, 0, 3), np.uint8)
    # Reduced first: a warp looks at four pixels and no more.
    small = cv2.resize(part, (part.shape[1] // factor, part.shape[0] // factor), interpolation=cv2.INTER_AREA)
    corners = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    matrix = cv2.getPerspectiveTransform((quad - low).astype(np.float32) / factor, corners)
    return np.asarray(cv2.warpPerspective(small, matrix, (width, height), borderMode=cv2.BORDER_REPLICATE), np.uint8)


def _is_tinted(part: NDArray[np.uint8]) -> bool:
    margin = round(_MARGIN * min(part.shape[:2])) + _SMOOTH // 2
    if min(part.shape[:2]) <= 2 * margin or (part.shape[0] - 2 * margin) * (part.shape[1] - 2 * margin) < _FEWEST:
        return False
    colours = part.astype(np.float32)
    # Black is no colour either: the dark is raised in all channels alike.
    colours += np.maximum(_DARKEST - colours.sum(axis=2, keepdims=True), 0) / 3
    # Shares of the light: shadows and grain change all channels alike.
    shares = cv2.blur(255 * colours / colours.sum(axis=2, keepdims=True), (_SMOOTH, _SMOOTH))
    inner = shares[margin:-margin, margin:-margin]
    away = np.linalg.norm(inner - np.median(inner.reshape(-1, 3), axis=0), axis=2)
    # Of a wide box a digit covers little: it is looked at square by square.
    squares = np.array_split(away, max(1, round(inner.shape[1] / inner.shape[0])), axis=1)
    return any(np.percentile(square, _COVERED) >= _TINT for square in squares)
