"""Writing with strokes so thick that they would pass for uneven light: a number that a marker writes over a whole page.

The background of a page is what remains when strokes are closed (`digitscan.imaging.binarize`); in a stroke wider than
that closing there is only background. Such a page is looked at smaller, where its strokes are as thin as any.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from digitscan.imaging.scaling import rescale

_REDUCTION = 8
"""One pixel of the first look: six of them are about as wide as the widest stroke that the background leaves out."""

_WIDEST, _AROUND = 6, 38
"""Sides, at that size, of the squares that close what is no thick stroke, and that close any stroke."""

_DARK = 0.62
"""Brightness, in that of the paper around, below which such a place is ink: shadows are lighter, or reach the edge."""

_SPAN = 0.6
"""Longest side of a thick piece of writing, as a share of the page's; what is larger is a picture."""

_THIN = 4
"""One pixel of the second look, which measures thin strokes."""

_CONTRAST = 0.25
"""Contrast, of the paper's brightness, of a thin stroke."""

_FINE = 5
"""Side of the square, at that size, that fits into no stroke of fine writing: 20 pixels."""

_SMALLEST = 3
"""Least longer side, at that size, of a piece of fine writing; smaller ones are grain."""

_MOST, _AREA = 6, 0.1
"""Pieces of fine writing from which on the page is written on finely as well, and share of the area of all ink, for
rulings and what touches them are one piece: then its thick ones are bars, headings, pictures or scribbles."""


def is_written_thickly(gray: NDArray[np.uint8]) -> bool:
    """Whether all writing on a page has strokes wider than about 50 pixels.

    Args:
        gray: uint8 (H, W), 0 black … 255 white.
    """
    height, width = gray.shape
    if min(height, width) < _AROUND * _REDUCTION:
        return False
    small = _reduced(gray, _REDUCTION)
    paper = _closed(small, _AROUND)
    closed = _closed(small, _WIDEST)
    thick = cv2.compare(closed, cv2.multiply(paper, _DARK), cv2.CMP_LT)
    if cv2.countNonZero(thick) == 0:
        return False
    stats = cv2.connectedComponentsWithStats(thick, connectivity=8)[2]
    left, top, wide, high = stats[1:, :4].T
    inside = (left > 0) & (top > 0) & (left + wide < small.shape[1]) & (top + high < small.shape[0])
    if not (inside & (np.maximum(wide / small.shape[1], high / small.shape[0]) <= _SPAN)).any():
        return False
    return not _is_written_finely(gray)


def _is_written_finely(gray: NDArray[np.uint8]) -> bool:
    """Whether more than specks of the ink is fine writing, or ruled."""
    page = _reduced(gray, _THIN)
    paper = _closed(page, _AROUND * _REDUCTION // _THIN)
    ink = cv2.compare(cv2.subtract(paper, page), cv2.multiply(paper, _CONTRAST), cv2.CMP_GT)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    fine = np.maximum(stats[:, cv2.CC_STAT_HEIGHT], stats[:, cv2.CC_STAT_WIDTH]) >= _SMALLEST
    fine[np.unique(labels[cv2.erode(ink, np.ones((_FINE, _FINE), np.uint8)) > 0])] = False
    fine[0] = False
    area = stats[:, cv2.CC_STAT_AREA]
    return bool(np.count_nonzero(fine) >= _MOST or area[fine].sum() >= _AREA * area[1:].sum())


def _reduced(gray: NDArray[np.uint8], times: int) -> NDArray[np.uint8]:
    return rescale(gray, 1 / times)


def _closed(gray: NDArray[np.uint8], side: int) -> NDArray[np.uint8]:
    square = cv2.getStructuringElement(cv2.MORPH_RECT, (side, side))
    return cv2.morphologyEx(gray, cv2.MORPH_CLOSE, square, borderType=cv2.BORDER_REPLICATE)
