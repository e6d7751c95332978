"""What rulings leave behind along the edge of a cell or a snippet, and what is no ink of the field."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

_CONTACT, _ALONG, _INSIDE = 0.4, 0.6, 0.12
"""Shares that make a component at the edge a piece of the frame: of its length in contact with the edge, or of the
edge's length that it runs along; and the share of its ink that may lie further inside."""

_ALONG_OUTLINE = 0.9
"""Share of a component that lies along the outline of a frame, from which on it is a piece of that."""

_DUST = 0.1
"""Size of a speck, in heights of its cell, below which it is dust: an empty cell with dust in it is empty."""

_POINT, _LOW, _UNDER = 0.06, 0.6, 0.5
"""Least size of a point, in heights of the ink before it; where its middle stands at least, as a share of that height
from the top; and how far below that ink it may lie. A point is as wide as the pen, and so is dust in a low cell."""

_BAND = 0.12
"""Width of the band along the edge, as a share of the shorter side, in which remnants of rulings lie."""


def border_remnants(labels: NDArray[np.int32], boxes: NDArray[np.int32], areas: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Which components of a snippet are pieces of the frame it was cut out of.

    Args:
        labels: int32 (H, W), component numbers from 1.
        boxes: int32 (N, 4).
        areas: int32 (N,), pixels.

    Returns:
        bool (N,): nearly all of it lies in the band along the edge, and it runs along the edge or is a speck there.
    """
    height, width = labels.shape
    band = max(2, round(_BAND * min(height, width)))
    count = len(areas) + 1
    inner = labels[band : height - band, band : width - band]
    inside = np.bincount(inner.ravel(), minlength=count)[1:]
    ring = np.concatenate([labels[0], labels[-1], labels[1:-1, 0], labels[1:-1, -1]])
    contact = np.bincount(ring, minlength=count)[1:]
    sides = boxes[:, 2:] - boxes[:, :2]
    along = np.maximum(sides[:, 0] / width, sides[:, 1] / height)
    near = (boxes[:, 0] <= 1) | (boxes[:, 1] <= 1) | (boxes[:, 2] >= width - 1) | (boxes[:, 3] >= height - 1)
    # A digit that the edge cuts touches it here and there, and is not as long as the edge.
    cut_along = contact >= _CONTACT * sides.max(axis=1)
    speck = sides.max(axis=1) <= 1.5 * band
    return near & (inside <= _INSIDE * areas) & (cut_along | (along >= _ALONG) | speck)


def cell_remnants(
    boxes: NDArray[np.int32],
    frames: NDArray[np.int32],
    owner: NDArray[np.int32],
    thickness: float,
    highest: float = np.inf,
) -> NDArray[np.bool_]:
    """Which components are thin leftovers of a ruling along the edge of their cell, or dust.

    Args:
        boxes: int32 (N, 4).
        frames: int32 (C, 4), upright boxes of the cells.
        owner: int32 (N,), each component's cell, -1 for none.
        thickness: of the rulings, pixels.
        highest: height of a cell, pixels, above which it holds several lines: dust is small beside one of them.

    Returns:
        bool (N,): at the very edge, and not thicker than the ruling was (a 1 beside the edge leaves paper between), or
        small for a dot in a cell of that height, and not where a point would stand between digits.
    """
    if not len(frames) or not len(boxes):
        return np.zeros(len(boxes), bool)
    frame = frames[np.maximum(owner, 0)]
    close = thickness / 2 + 2
    thin = thickness + 3
    beside = (boxes[:, 0] <= frame[:, 0] + close) | (boxes[:, 2] >= frame[:, 2] - close)
    along = (boxes[:, 1] <= frame[:, 1] + close) | (boxes[:, 3] >= frame[:, 3] - close)
    narrow = boxes[:, 2] - boxes[:, 0] <= thin
    low = boxes[:, 3] - boxes[:, 1] <= thin
    height = np.minimum(frame[:, 3] - frame[:, 1], highest)
    dust = np.maximum(boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1]) < _DUST * height
    remnant = (owner >= 0) & ((beside & narrow) | (along & low) | dust)
    for i in np.flatnonzero(remnant & dust & ~(beside & narrow) & ~(along & low)):
        remnant[i] = not _is_point(boxes[i], boxes[(owner == owner[i]) & ~remnant])
    return remnant


def _is_point(box: NDArray[np.int32], others: NDArray[np.int32]) -> bool:
    """Whether a small component int32 (4,) may be a point: between others, int32 (n, 4), and at their foot."""
    before = others[others[:, 2] <= box[0] + 1]
    if not len(before) or not (others[:, 0] >= box[2] - 1).any():
        return False
    _, top, _, bottom = before[before[:, 2].argmax()].tolist()
    height = bottom - top
    large = max(box[2] - box[0], box[3] - box[1]) >= _POINT * height
    return bool(large and (box[1] + box[3]) / 2 >= top + _LOW * height and box[3] <= bottom + _UNDER * height)


def outline_remnants(
    labels: NDArray[np.int32], areas: NDArray[np.int32], outlines: Sequence[NDArray[np.int32]], thickness: float
) -> NDArray[np.bool_]:
    """Which components are pieces of frames that are no rulings: rounded corners, ticks of combs.

    Args:
        labels: int32 (H, W), component numbers from 1.
        areas: int32 (N,), pixels.
        outlines: int32 (n, 1, 2) each, along these pieces.
        thickness: of the rulings, pixels.

    Returns:
        bool (N,): nearly all of it lies along an outline.
    """
    if not outlines:
        return np.zeros(len(areas), bool)
    along = np.zeros(labels.shape, np.uint8)
    # Half a ruling beside the middle of the frame, and blur; what is wider is a stroke across it.
    cv2.polylines(along, list(outlines), True, 255, 2 * round(thickness) + 5)
    inside = np.bincount(labels[along > 0], minlength=len(areas) + 1)[1:]
    return np.asarray(inside >= _ALONG_OUTLINE * areas)
