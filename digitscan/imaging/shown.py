"""What shows through from the other side of a sheet: ink that is pale beside the page's own, and soft.

Paper spreads the light between its two sides, so that no edge of what shows through is as sharp as one on this side,
where ink is as sharp whether it is dark or pale.
"""

from __future__ import annotations

import math

import cv2
import numpy as np
from numpy.typing import NDArray

_PALE, _DARK = 0.32, 0.6
"""Contrast, in that of the page's dark ink, below which ink may show through, and above which it surely is of this
side: pencil beside print has 0.47 and more."""

_SOFT = 0.75
"""Steepest edge, in its own contrast and in what dark ink has of it, below which ink shows through: drawn forms have
0.95 and more whatever the pen, and what was blurred by 0.25 mm 0.6."""

_QUANTILE = 0.75
"""Quantile of the contrast of all pieces of ink, weighted with their height, that is the dark ink's: on thin paper half
of what is seen may be of the other side."""

_MAYBE = 0.5
"""Mean contrast, in that of dark ink, below which the components are looked at one by one."""

_MOST = 90
"""Percentile of a component's contrast, and of its slopes, that stands for its strongest: what is left of a ruling that
it touches is less of it."""

_SAMPLE = 200
"""Dark components that are looked at, about."""

_LOWEST = 10
"""Height, pixels, from which on a piece of ink may be a character: of lower ones the edges are all there is."""


def find_shown(
    contrast: NDArray[np.uint8], labels: NDArray[np.int32], boxes: NDArray[np.int32]
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which components may show through from the other side, and which surely do not.

    Args:
        contrast: uint8 (H, W), 0 paper … 255 ink, without rulings.
        labels: int32 (H, W), numbers of the components from 1.
        boxes: int32 (N, 4), left, top, right, bottom of the components.

    Returns:
        Two bool (N,): pale and soft ones, and dark ones; most often there are none of the first.
    """
    found = np.zeros(len(boxes), bool)
    heights = boxes[:, 3] - boxes[:, 1]
    tall = heights >= _LOWEST
    if not tall.any():
        return found, tall
    at = np.flatnonzero(labels > 0)
    owner, count = labels.ravel()[at], len(boxes) + 1
    sums, areas = np.bincount(owner, contrast.ravel()[at], count)[1:], np.bincount(owner, minlength=count)[1:]
    means = sums / np.maximum(areas, 1)
    dark = float(np.quantile(means[tall], _QUANTILE, weights=heights[tall], method="inverted_cdf"))
    maybe, sure = np.flatnonzero(tall & (means < _MAYBE * dark)), means >= _DARK * dark
    if not len(maybe):
        return found, sure
    slopes = _slopes(contrast)
    some = np.flatnonzero(tall & sure)
    some = some[:: max(1, len(some) // _SAMPLE)]
    strength, edges = np.median([_edges(contrast, slopes, labels, boxes, i) for i in some.tolist()], axis=0)
    for i in maybe.tolist():
        own, edge = _edges(contrast, slopes, labels, boxes, i)
        found[i] = own < _PALE * strength and edge < _SOFT * edges
    # Where it is there, its dots and crumbs are too low to be judged.
    return (found | (~tall & (means < _PALE * dark)) if found.any() else found), sure


def _edges(
    contrast: NDArray[np.uint8], slopes: NDArray[np.uint8], labels: NDArray[np.int32], boxes: NDArray[np.int32], i: int
) -> tuple[float, float]:
    """How dark component i is, and how steep its edges are in that; of rests of a ruling it touches neither is."""
    left, top, right, bottom = boxes[i].tolist()
    own = labels[top:bottom, left:right] == i + 1
    strength = _most(contrast[top:bottom, left:right][own])
    return strength, _most(slopes[top:bottom, left:right][own]) / max(strength, 1.0)


def _most(values: NDArray[np.uint8]) -> float:
    """The `_MOST`-th percentile of uint8 (n,), n ≥ 1: NumPy's own takes five times as long for a digit."""
    counts = np.bincount(values)
    place = _MOST / 100 * (len(values) - 1)
    below, above = np.searchsorted(np.cumsum(counts), [math.floor(place), math.ceil(place)], side="right").tolist()
    return float(below + (above - below) * (place - math.floor(place)))


def _slopes(contrast: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The larger difference of each pixel's two neighbours along x and along y, uint8 (H, W); 0 at the edge."""
    slopes = np.zeros_like(contrast)
    along = cv2.absdiff(contrast[1:-1, 2:], contrast[1:-1, :-2])
    slopes[1:-1, 1:-1] = cv2.max(along, cv2.absdiff(contrast[2:, 1:-1], contrast[:-2, 1:-1]))
    return slopes
