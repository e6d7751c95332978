"""Strokes that cross a ruling, touch it or lie on it, told from the ruling itself.

What is clearly darker than the ruling's own profile is a stroke. A pen as faint as the ruling is told by its shape:
where a stroke meets a ruling the ink is thicker, across the ruling, than the ruling is by itself.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from digitscan.imaging.levelled import Levelled, inner, medians, spread

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

EDGE_STRENGTH = 0.5
"""Contrast, in the ruling's own, at which its edge is drawn to measure how thick it is: grain beside it is fainter."""

_EDGE = 0.15
"""Contrast, in the ruling's own, that is added to that: in its soft edge the profile is next to nothing."""


def find_strokes(
    rulings: Levelled, mask: NDArray[np.uint8], step: float = 1.0
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """What is stroke by its darkness or by the thickness of the ink, and where a pen is too faint to tell by darkness.

    Args:
        rulings: U columns, V rows.
        mask: uint8 (H, W), all ink but that of the rulings across.
        step: pixels by which the thickness of a ruling may differ from its usual one.

    Returns:
        bool (B, U), of the rows near the rulings, and bool (U,).
    """
    near, sizes = rulings.near, rulings.sizes
    # The course is known to a pixel: what the profile has one row further is the ruling's own.
    profile = cv2.dilate(rulings.profile, np.ones((3, 1), np.uint8)).reshape(rulings.profile.shape)
    # Contrast is in whole numbers: the thresholds may be, too.
    darkest = np.minimum(np.floor(_DARKER * profile + _EDGE * rulings.peak), 255).astype(np.uint8)
    edge = np.ceil(EDGE_STRENGTH * rulings.peak).astype(np.uint8)
    darker = rulings.contrast[near] > np.repeat(darkest, sizes, axis=1)
    inked = (mask.ravel()[rulings.at] > 0) & (rulings.contrast >= np.repeat(edge, sizes))
    beside = rulings.contrast * inked
    beside[near] *= ~np.repeat(rulings.band, sizes, axis=1)
    faint = beside.max(axis=0) < np.repeat(_PEN * rulings.peak, sizes)
    return darker | (_thick(inked, rulings, step)[near] & faint), faint


def _thick(inked: NDArray[np.bool_], rulings: Levelled, step: float) -> NDArray[np.bool_]:
    """Where the ink through a ruling is thicker than the ruling, and on which side of its middle.

    Args:
        inked: bool (V, U), the rulings in the middle row.
        rulings: of these rows and columns.
        step: as in `find_strokes`.

    Returns:
        bool (V, U), on all rows of a side to which the ink of the column reaches further.
    """
    middle = len(inked) // 2
    # The ink may bend away from the course by a pixel: start from where it is.
    start = inked[middle - 1 : middle + 2].any(axis=0)
    up, down = _height(inked[middle - 1 :: -1]), _height(inked[middle + 1 :])
    sides = np.stack([up, down, up + down + np.uint16(1)]) * start
    started = np.concatenate([[0], np.cumsum(start)])[rulings.first]
    usual = np.repeat(medians(sides[:, start], started), rulings.sizes, axis=1)
    wide = sides.astype(np.float32)[:, spread(rulings.first, _WINDOW // 2)]
    more = cv2.blur(wide, (_WINDOW, 1))[:, inner(rulings.first, _WINDOW // 2)] - usual.astype(np.float32)
    thick = more[2] > np.maximum((_THICKER - 1) * usual[2], step)
    above, below = (thick & (side >= _SIDE * more[2]) for side in more[:2])
    kept = np.empty(inked.shape, bool)
    kept[:middle], kept[middle], kept[middle + 1 :] = above, above | below, below
    return kept


def _height(inked: NDArray[np.bool_]) -> NDArray[np.uint16]:
    """How far ink goes on from the first row of bool (R, U): rows, uint16 (U,)."""
    height, going_on = np.zeros(inked.shape[1], np.uint16), np.ones(inked.shape[1], bool)
    for row in inked:
        going_on &= row
        height += going_on
    return height
