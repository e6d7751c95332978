"""Connected components of the ink, each cut at a share of its own strength."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

_SHARE = 0.25
"""Share of a component's peak contrast at which its edge is drawn. Half the peak is the edge of an evenly inked stroke,
but pen lifts are fainter than the rest of their stroke: of 0.4, 0.3, 0.25 and 0.2 this read most cheque amounts (571 of
880, against 563 at 0.4) and mark cells (1,532 of 1,600, against 1,490) with an early network."""

_STRENGTH = 1.5
"""A component must reach this multiple of the page's noise floor somewhere, else it is grain that passed the floor."""


@dataclass(frozen=True, eq=False)
class Components:
    """The N connected components of an ink mask, as a struct of arrays.

    Attributes:
        labels: int32 (H, W), 0 for paper, else 1…N.
        boxes: int32 (N, 4), left, top, right, bottom (half-open) of component i + 1.
        areas: int32 (N,), pixels of ink.
    """

    labels: NDArray[np.int32]
    boxes: NDArray[np.int32]
    areas: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.areas)


def find_components(contrast: NDArray[np.uint8], mask: NDArray[np.uint8], floor: int) -> Components:
    """Components of the ink, sharpened.

    Args:
        contrast: uint8 (H, W), 0 paper … 255 ink.
        mask: uint8 (H, W), nonzero where there may be ink (low threshold, rulings taken out).
        floor: the contrast below which nothing counts as ink on this page.

    Returns:
        8-connected components; grain and pieces of one or two pixels are left out.
    """
    smooth = cv2.blur(contrast, (3, 3))
    _, labels = cv2.connectedComponents(mask, connectivity=8, ltype=cv2.CV_32S)
    peaks = _peaks(labels, smooth)
    strong = peaks.astype(np.float32)
    edge = np.maximum(strong * _SHARE, floor).astype(np.uint8)
    edge[strong < _STRENGTH * floor] = 255  # nothing passes
    edge[0] = 255
    sharp = cv2.compare(contrast, edge[labels], cv2.CMP_GT)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(sharp, connectivity=8, ltype=cv2.CV_32S)
    return _without_specks(labels, stats)


def _peaks(labels: NDArray[np.int32], smooth: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The largest value of `smooth` (uint8 (H, W)) under each label: uint8 (N + 1,)."""
    peaks = np.zeros(int(labels.max()) + 1, np.uint8)
    inked = np.flatnonzero(labels)
    np.maximum.at(peaks, labels.ravel()[inked], smooth.ravel()[inked])
    return peaks


def _without_specks(labels: NDArray[np.int32], stats: NDArray[np.int32]) -> Components:
    """Leave out components of one or two pixels and number the others anew."""
    keep = stats[:, cv2.CC_STAT_AREA] > 2
    keep[0] = False
    numbers = np.zeros(len(stats), np.int32)
    numbers[keep] = np.arange(1, int(keep.sum()) + 1, dtype=np.int32)
    kept = stats[keep]
    left, top = kept[:, cv2.CC_STAT_LEFT], kept[:, cv2.CC_STAT_TOP]
    boxes = np.stack([left, top, left + kept[:, cv2.CC_STAT_WIDTH], top + kept[:, cv2.CC_STAT_HEIGHT]], axis=1).astype(
        np.int32
    )
    return Components(numbers[labels], boxes, kept[:, cv2.CC_STAT_AREA].astype(np.int32))
