"""The skew of a page, found from its ink and undone.

At the right angle the ink of text lines and rulings falls into few rows, and that of vertical rulings into few columns.
The angle that makes the projection profiles most uneven is taken (Postl 1986; the criterion is the sum of squares of
neighbouring differences, Bloomberg 1995, doi:10.1117/12.205832), first coarsely, then finely.
"""

from __future__ import annotations

from functools import cache, partial

import cv2
import numpy as np
from numpy.typing import NDArray

from digitscan.imaging.scaling import rescale

LARGEST_SKEW = 15.0
"""Degrees searched on either side; a scanner's feeder skews by 3, a photo by 10."""

_USUAL = 3.0
"""Degrees within which nearly all scans lie."""

_COARSE, _FINE = 1.0, 0.05
"""Steps in degrees. 0.05° over 2,480 pixels is 2 pixels, the width of a thin ruling."""

_POINTS = 20_000
"""Pixels of ink looked at: more do not move the result (the profile has about 1,000 bins)."""

_SIDE = 1000
"""Longest side of the page the profile is taken of, pixels."""

_INKED = 64
"""Value, of 255, from which on a reduced pixel counts as ink: a quarter of it, as thin rulings are reduced to that."""

_FEWEST = 200
"""Pixels of ink without which no angle is looked for: a digit or two."""

_GAIN = 1.15
"""The profile must become this much more uneven than that of the page as it is, else the page is left alone."""


def find_skew(mask: NDArray[np.uint8]) -> float:
    """The angle by which the page is turned.

    Args:
        mask: uint8 (H, W), nonzero where there is ink.

    Returns:
        Degrees, positive when the lines fall to the right (turned clockwise); 0.0 where nothing says so.
    """
    scale = min(1.0, _SIDE / max(mask.shape))
    small = rescale(mask, scale)
    inked = np.flatnonzero(small > _INKED)
    if len(inked) < _FEWEST:
        return 0.0
    y, x = np.divmod(inked[:: max(1, len(inked) // _POINTS)], small.shape[1])
    # Points on the pixels' own lattice would make some angles uneven by themselves: they are spread over their pixels.
    spread = np.random.default_rng(0).random((2, len(x)), np.float32)
    unevenness = cache(partial(_unevenness, x + spread[0], y + spread[1]))
    coarse = np.arange(-LARGEST_SKEW, LARGEST_SKEW + _COARSE / 2, _COARSE)
    best = max(coarse.tolist(), key=unevenness)
    # Lines are sharp only within a fraction of a degree: look a quarter apart before the fine search.
    best = max((best + np.arange(-_COARSE, _COARSE + 0.01, 0.25)).tolist(), key=unevenness)
    # Columns of digits may stand level askew, with the lines between two of the coarse steps: where most pages lie.
    usual = max(np.arange(-_USUAL, _USUAL + 0.01, 0.25).tolist(), key=unevenness)
    best = usual if unevenness(usual) >= _GAIN * unevenness(best) else best
    best = max((best + np.arange(-0.25, 0.25 + _FINE / 2, _FINE)).tolist(), key=unevenness)
    return 0.0 if abs(best) < _FINE or unevenness(best) < _GAIN * unevenness(0.0) else best


def rotation(height: int, width: int, degrees: float) -> tuple[NDArray[np.float64], tuple[int, int]]:
    """The matrix that undoes a skew, and the size of the page it gives.

    Args:
        height: of the page in pixels.
        width: of the page in pixels.
        degrees: as `find_skew` returns them.

    Returns:
        float64 (2, 3) that maps (x, y, 1) of the page to the straight page, and (width, height) that hold all of it.
    """
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    cosine, sine = abs(matrix[0, 0]), abs(matrix[0, 1])
    size = (round(width * cosine + height * sine), round(width * sine + height * cosine))
    matrix[:, 2] += (size[0] - width) / 2, (size[1] - height) / 2
    return matrix, size


def _unevenness(x: NDArray[np.float64], y: NDArray[np.float64], degrees: float) -> float:
    """How uneven the projections of the points (x, y) are, seen at that angle."""
    radians = np.deg2rad(degrees)
    cosine, sine = np.float32(np.cos(radians)), np.float32(np.sin(radians))
    return _roughness(y * cosine - x * sine) + _roughness(x * cosine + y * sine)


def _roughness(position: NDArray[np.float64]) -> int:
    """Sum of squared differences of neighbouring bins, one pixel wide, of positions, which are moved to 0."""
    position -= position.min()
    bins = np.bincount(position.astype(np.intp))
    steps = bins[1:] - bins[:-1]
    return int(steps @ steps + bins[0] ** 2 + bins[-1] ** 2)
