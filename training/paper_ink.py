"""From a small grey picture of one field to its ink, as a reader finds it: for the sets that come as pictures."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray


def flatten(grey: NDArray[np.uint8], stroke: int) -> NDArray[np.uint8]:
    """Take the paper out of a picture.

    Args:
        grey: uint8 (H, W), dark ink on light paper.
        stroke: width in pixels that no stroke exceeds; the paper under a stroke is taken from that far around it.

    Returns:
        uint8 (H, W), how much darker than its paper each pixel is; 0 on paper.
    """
    size = 2 * stroke + 1
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size))
    paper = cv2.morphologyEx(grey, cv2.MORPH_CLOSE, kernel, borderType=cv2.BORDER_REPLICATE)
    paper = cv2.GaussianBlur(paper, (size, size), 0, borderType=cv2.BORDER_REPLICATE)
    return cv2.subtract(paper, grey)


def grey_ink(darkness: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Keep the ink with its soft edges and put the grain of the paper to zero.

    Args:
        darkness: uint8 (H, W), as `flatten` yields.

    Returns:
        uint8 (H, W), white ink on black: pixels above Otsu's threshold and those that touch them.
    """
    threshold, mask = cv2.threshold(darkness, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    near = cv2.dilate(mask, np.ones((3, 3), np.uint8))
    # Half of the threshold is where a stroke's blurred edge ends; what is below it near a stroke is paper again.
    soft = np.where((near > 0) & (darkness > threshold / 2), darkness, 0).astype(np.uint8)
    full = float(np.percentile(soft[mask > 0], 90)) if mask.any() else 255.0
    return cv2.convertScaleAbs(soft, alpha=255.0 / max(full, 1.0))
