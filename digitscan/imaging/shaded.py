"""Fields that are printed as a shade and not as a frame: white boxes on tinted ground, tinted boxes on white.

Forms whose colour is dropped by scanners look like that, and many others. The shade is lifted to the paper's white, and
each field is given the frame that print left out, so that all that comes after knows one kind of field.
"""

from __future__ import annotations

from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from digitscan.imaging.rectangles import find_rectangles, find_stripes, make_cells, select_alike
from digitscan.imaging.scaling import rescale

_REDUCTION = 4
"""Grey levels are counted at a quarter of the size: the mean of sixteen pixels has little grain."""

_WIDTH = 4
"""Grey levels on either side of its middle that are one tone: print and scanners are not more even than that."""

_SPREAD, _NARROW = 16, 0.6
"""Grey levels on either side among which a tone has so large a share: the light of photographs spreads theirs."""

_LEAST = 0.02
"""Share of a page that a tone covers at least: six boxes of 50 by 8 millimetres cover 0.04 of A4."""

_APART, _VALLEY = 9, 0.4
"""Fewest grey levels between two tones, and most that there may be between them, in what the rarer one has."""

_DARKEST = 0.5
"""Darkest tint, in the paper's brightness: ink is darker."""

_INK = 0.12
"""How much darker than the tint ink is, in the paper's brightness."""

_STROKE = 9
"""Side of a square that fits into no stroke, pixels: what it does not fit into is not the shape of a field."""


_LINE = 2
"""Thickness of the frames, pixels."""


class _Tones(NamedTuple):
    """Brightness of the paper and of the tint, 0–255."""

    paper: int
    tint: int


def frame_shaded(gray: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """A page with its shaded fields framed and without their shade; the page itself where it has none.

    Args:
        gray: uint8 (H, W), 0 black … 255 white, evenly lit.
    """
    tones = _find_tones(gray)
    if tones is None:
        return gray
    light = cv2.compare(gray, (tones.paper + tones.tint) // 2, cv2.CMP_GT)
    ink = cv2.compare(gray, tones.tint - _INK * tones.paper, cv2.CMP_LT)
    # Between a stroke and white paper its blur has the tint's brightness.
    bare = cv2.bitwise_or(light, cv2.dilate(ink, np.ones((3, 3), np.uint8)))
    square = np.ones((_STROKE, _STROKE), np.uint8)
    tinted = cv2.morphologyEx(cv2.bitwise_not(light), cv2.MORPH_OPEN, square)
    white = cv2.morphologyEx(bare, cv2.MORPH_OPEN, square)
    fields = [
        *find_rectangles(white, light, cv2.bitwise_not(bare)),
        *find_rectangles(tinted, cv2.bitwise_not(ink), light),
    ]
    if len(fields := select_alike(fields)) == 0:
        return gray
    stripes = find_stripes(fields)
    cells = make_cells([field for field, is_stripe in zip(fields, stripes, strict=True) if not is_stripe])
    lifted = cv2.convertScaleAbs(gray, alpha=tones.paper / tones.tint)
    framed = np.where(tinted > 0, lifted, gray)
    cv2.polylines(framed, [np.rint(field).astype(np.int32) for field in cells], True, tones.paper // 4, _LINE)
    return framed


def _find_tones(gray: NDArray[np.uint8]) -> _Tones | None:
    """The paper's white and the brightest tint of an evenly lit page; None where it has one tone alone."""
    small = rescale(gray, 1 / _REDUCTION)
    counts = cv2.calcHist([small], [0], None, [256], [0, 256]).ravel() / small.size
    near = np.convolve(counts, np.ones(2 * _WIDTH + 1), "same")
    smooth = np.convolve(counts, np.ones(3) / 3, "same")
    around = np.convolve(counts, np.ones(2 * _SPREAD + 1), "same")
    tops = [
        level
        for level in range(_WIDTH, 256)
        if near[level] >= max(_LEAST, _NARROW * around[level])
        and smooth[level] == smooth[max(0, level - _APART) : level + _APART + 1].max()
    ]
    for tint, paper in zip(tops[-2::-1], tops[:0:-1], strict=False):
        between = smooth[tint + 1 : paper].min(initial=1.0)
        if tint >= _DARKEST * paper and between <= _VALLEY * min(smooth[tint], smooth[paper]):
            return _Tones(paper, tint)
    return None
