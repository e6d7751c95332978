"""Holes of digits that blur has closed: blots are cut again where they open up."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from digitscan.imaging.components import Components

_SHARES = (0.4, 0.5, 0.6, 0.7, 0.8)
"""Shares of a blot's peak contrast at which it is cut: the middle of a blurred 8 is lighter than its strokes."""

_BLOT = 0.5
"""Share of its box that a blot covers at least; a written 8 or 0 covers less."""

_HOLE = 0.012
"""Smallest hole, in areas of the box, that is no grain."""

_SMALLEST = 12
"""Height and width of the smallest component looked at, pixels."""


def open_holes(components: Components, contrast: NDArray[np.uint8]) -> Components:
    """Cut blots at the lowest share of their strength that gives them most holes and leaves them in one piece.

    Args:
        components: of the ink.
        contrast: uint8 (H, W), 0 paper … 255 ink.

    Returns:
        The components, in the same order.
    """
    labels, boxes, areas = components.labels.copy(), components.boxes.copy(), components.areas.copy()
    sides = boxes[:, 2:] - boxes[:, :2]
    blots = (sides.min(axis=1) >= _SMALLEST) & (areas >= _BLOT * sides.prod(axis=1))
    for i in np.flatnonzero(blots).tolist():
        left, top, right, bottom = boxes[i]
        window = labels[top:bottom, left:right]
        own = window == i + 1
        opened = _opened(own, np.where(own, contrast[top:bottom, left:right], 0))
        if opened is not None:
            window[own & ~opened] = 0
            y, x = np.nonzero(opened)
            boxes[i] = left + x.min(), top + y.min(), left + x.max() + 1, top + y.max() + 1
            areas[i] = len(x)
    return Components(labels, boxes, areas)


def _opened(own: NDArray[np.bool_], ink: NDArray[np.uint8]) -> NDArray[np.bool_] | None:
    """The blot bool (h, w) with its holes open, or None if no cut opens any."""
    smooth = cv2.blur(ink, (3, 3))
    most, best = _holes(own), None
    for share in _SHARES:
        cut = own & (smooth > share * int(smooth.max()))
        count, _, stats, _ = cv2.connectedComponentsWithStats(cut.view(np.uint8), connectivity=8)
        if count != 2 or stats[1, cv2.CC_STAT_HEIGHT] < 0.6 * own.shape[0]:
            break
        holes = _holes(cut)
        if holes > most:
            most, best = holes, cut
    return best


def _holes(piece: NDArray[np.bool_]) -> int:
    """The number of holes of a piece bool (h, w)."""
    around = cv2.copyMakeBorder((~piece).view(np.uint8), 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=1)
    _, _, stats, _ = cv2.connectedComponentsWithStats(around, connectivity=4)
    return int((stats[1:, cv2.CC_STAT_AREA] >= _HOLE * piece.size).sum()) - 1
