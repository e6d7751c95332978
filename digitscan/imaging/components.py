"""Connected components of the ink, each cut at a share of its own strength."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from digitscan.imaging.traces import inked

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
    at = inked(mask)
    _, labels = cv2.connectedComponents(mask, connectivity=8, ltype=cv2.CV_32S)
    owner = labels.ravel()[at]
    edge = _edges(owner, smooth.ravel()[at], floor)
    at = at[contrast.ravel()[at] > edge[owner]]
    sharp = np.zeros(mask.shape, np.uint8)
    sharp.ravel()[at] = 255
    # Into the same array: fresh memory of four bytes a pixel costs more than the labelling itself.
    _, labels = cv2.connectedComponents(sharp, labels, connectivity=8, ltype=cv2.CV_32S)
    return _measure(labels, at)


def _edges(owner: NDArray[np.int32], smooth: NDArray[np.uint8], floor: int) -> NDArray[np.uint8]:
    """The contrast at which each of N components is cut.

    Args:
        owner: int32 (n,), the component 1 … N of each pixel of ink.
        smooth: uint8 (n,), its contrast, averaged with its neighbours'.
        floor: the contrast below which nothing counts as ink.

    Returns:
        uint8 (N + 1,); 255 for those that are only grain, as nothing passes it.
    """
    peaks = np.zeros(int(owner.max(initial=0)) + 1, np.uint8)
    np.maximum.at(peaks, owner, smooth)
    edge = np.maximum(peaks * np.float32(_SHARE), floor).astype(np.uint8)
    edge[peaks < _STRENGTH * floor] = 255
    return edge


def _measure(labels: NDArray[np.int32], at: NDArray[np.intp]) -> Components:
    """Measure the components, leave out those of one or two pixels, in place, and number the others anew.

    Args:
        labels: int32 (H, W), 0 for paper, else the component.
        at: intp (n,), the flat index of each pixel of ink, ascending.
    """
    owner = labels.ravel()[at]
    areas = np.bincount(owner, minlength=1)
    keep = areas > 2
    keep[0] = False
    boxes = _boxes(owner, at, len(areas), labels.shape[1])
    if not keep[1:].all():
        numbers = np.where(keep, np.cumsum(keep), 0).astype(np.int32)
        labels.ravel()[at] = numbers[owner]
    return Components(labels, boxes[keep], areas[keep].astype(np.int32))


def _boxes(owner: NDArray[np.int32], at: NDArray[np.intp], count: int, width: int) -> NDArray[np.int32]:
    """The boxes int32 (count, 4) of the components `owner` of the pixels `at`, on a page of that width."""
    # A row of neighbouring pixels is of one component: its ends say as much as all of it.
    starts = np.flatnonzero(np.concatenate([[True], (np.diff(at) != 1) | (at[1:] % width == 0)])[: len(at)])
    stops = np.append(starts[1:], len(at))[: len(starts)] - 1
    owner, y = owner[starts], at[starts] // width
    left, right = np.full(count, width), np.zeros(count, np.intp)
    np.minimum.at(left, owner, at[starts] - y * width)
    np.maximum.at(right, owner, at[stops] - y * width + 1)
    # Rows come from top to bottom: the last value that is put in a place stays.
    top, bottom = np.zeros(count, np.intp), np.zeros(count, np.intp)
    top[owner[::-1]] = y[::-1]
    bottom[owner] = y + 1
    return np.stack([left, top, right, bottom], axis=1).astype(np.int32)
