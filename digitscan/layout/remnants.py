"""What rulings leave behind along the edge of a cell or a snippet, and what is no ink of the field."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_BAND = 0.12
"""Width of the band along the edge, as a share of the shorter side, in which remnants of rulings lie."""


def border_remnants(labels: NDArray[np.int32], boxes: NDArray[np.int32], areas: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Which components of a snippet are pieces of the frame it was cut out of.

    Args:
        labels: int32 (H, W), component numbers from 1.
        boxes: int32 (N, 4).
        areas: int32 (N,), pixels.

    Returns:
        bool (N,): touches the edge of the image, lies nearly all in the band along it, and is long for its ink.
    """
    height, width = labels.shape
    band = max(2, round(_BAND * min(height, width)))
    inner = labels[band : height - band, band : width - band]
    inside = np.bincount(inner.ravel(), minlength=len(areas) + 1)[1:]
    touches = (boxes[:, 0] <= 1) | (boxes[:, 1] <= 1) | (boxes[:, 2] >= width - 1) | (boxes[:, 3] >= height - 1)
    sides = boxes[:, 2:] - boxes[:, :2]
    along = np.maximum(sides[:, 0] / width, sides[:, 1] / height)
    # A digit cut off by the edge is as tall as the others, not as long as the edge.
    return touches & (inside <= 0.12 * areas) & ((along >= 0.6) | (sides.max(axis=1) <= 1.5 * band))


def cell_remnants(boxes: NDArray[np.int32], frames: NDArray[np.int32], owner: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Which components are thin leftovers of a ruling along the edge of their cell.

    Args:
        boxes: int32 (N, 4).
        frames: int32 (C, 4), upright boxes of the cells.
        owner: int32 (N,), each component's cell, -1 for none.

    Returns:
        bool (N,).
    """
    if not len(frames) or not len(boxes):
        return np.zeros(len(boxes), bool)
    frame = frames[np.maximum(owner, 0)]
    width, height = frame[:, 2] - frame[:, 0], frame[:, 3] - frame[:, 1]
    band = _BAND * np.minimum(width, height)
    near_x = (boxes[:, 2] <= frame[:, 0] + band) | (boxes[:, 0] >= frame[:, 2] - band)
    near_y = (boxes[:, 3] <= frame[:, 1] + band) | (boxes[:, 1] >= frame[:, 3] - band)
    return (owner >= 0) & (near_x | near_y)
