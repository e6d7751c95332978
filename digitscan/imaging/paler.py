"""Lines of squared paper that are paler than the writing on it go as a whole: what is left is what is darker."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

_ABOVE = 1.6
"""Contrast, in that of the lines, below which ink is theirs: where two cross, and with grain, they are darker."""

_DARKER = 2.2
"""Contrast of most of the writing, in that of the lines, from which on the two can be told apart so."""

_WRITTEN = 0.001
"""Share of a page that writing covers at least: of one number on A5."""


def leave_out_paler(
    contrast: NDArray[np.uint8], mask: NDArray[np.uint8], lines: float
) -> tuple[NDArray[np.uint8], NDArray[np.uint8]] | None:
    """Contrast and mask without what is as pale as the lines of squared paper.

    Args:
        contrast: uint8 (H, W), 0 paper … 255 ink.
        mask: uint8 (H, W), nonzero where there is ink.
        lines: usual contrast of these lines, 0–255.

    Returns:
        Both uint8 (H, W), or None where the writing is not darker than the lines by so much.
    """
    level = _ABOVE * lines
    dark = cv2.bitwise_and(mask, cv2.compare(contrast, level, cv2.CMP_GE))
    if cv2.countNonZero(dark) < _WRITTEN * mask.size or np.median(contrast[dark > 0]) < _DARKER * lines:
        return None
    return cv2.bitwise_and(contrast, dark), dark
