"""Ridges: how much each point looks like a point of a printed line, faint, blurred or broken lines included.

The contrast is averaged along the line, which takes out noise and closes gaps, and compared with the averages on both
sides of it. A threshold on the ink asks the line to be dark; this asks it only to be darker than what is beside it.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray


def ridges(contrast: NDArray[np.uint8], length: int, apart: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Strength of lines along x and along y.

    Args:
        contrast: uint8 (H, W), 0 paper … 255 ink.
        length: pixels along the line that are averaged.
        apart: pixels across the line to where the surroundings are taken.

    Returns:
        float32 (H, W) twice, 0 and more: contrast of the line above the darker of its two sides.
    """
    across = _ridges_along_x(contrast, length, apart)
    down = _ridges_along_x(np.ascontiguousarray(contrast.T), length, apart)
    return across, np.ascontiguousarray(down.T)


def _ridges_along_x(contrast: NDArray[np.uint8], length: int, apart: int) -> NDArray[np.float32]:
    # Three pixels across: a line may fall by two over the length that is averaged.
    mean = cv2.blur(contrast.astype(np.float32), (length, 3), borderType=cv2.BORDER_REPLICATE)
    padded = cv2.copyMakeBorder(mean, apart, apart, 0, 0, cv2.BORDER_REPLICATE)
    beside = np.maximum(padded[: -2 * apart], padded[2 * apart :])
    return np.maximum(mean - beside, 0)
