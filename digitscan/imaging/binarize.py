"""Grey pixels become ink: uneven light is flattened, and each stroke is cut at a share of its own strength.

One threshold for a page loses pencil beside print, and a threshold by neighbourhood (Niblack, Sauvola) loses pencil
beside a dark ruling and finds ink in the texture of security paper. Here a low threshold, set by the page's own noise,
finds everything that might be ink; then each connected piece is cut again at a fixed share of *its own* peak contrast.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

_REDUCTION = 4
"""The background is estimated at a quarter of the size: light changes slowly, and it costs a sixteenth."""

_STROKE = 13
"""Side of the closing's square at that size: strokes and rulings up to 52 working pixels vanish from the background."""

STEP, STEP_OF_PAGE = 0.15, 0.07
"""Share by which the smoothed background exceeds the background beside it where light ends at an edge: over the width
of the smoothing uneven light changes by 0.05. On whole pages the edges of pale stripes and of a marker's ink are such
ones as well; in lattices and single fields what is read may be larger than a stroke of a page."""

_EDGE = 5
"""Side of the square, at that size, over which the darker side of such an edge is taken: the edge's own softness."""

_SHADOW = 0.3
"""Brightness, in that of the brightest nearby, below which there is no shadow but ink, as that of a thick marker."""

_NOISE = 1.8
"""Standard deviations of the paper's own grain above which a pixel may be ink. Faint strokes on patterned paper want
it low, as what is only grain is left out later: 686 of 880 cheque amounts are read at 1.8 and 632 at 2.5, of 1,600 mark
cells 1,555 and 1,557."""

_ROUNDING = 3
"""Contrast added for the coarse steps of 8-bit pixels, whose spread can be estimated as zero."""

_HIGHEST = 96
"""Highest floor: ink is darker than that on any paper, and what is not has no edge to be found."""

_DARKEST = 48
"""Brightness to which a darker background is raised before contrast is divided by it."""

_FAINTEST = 14
"""Contrast (of 255) below which nothing is ink, on the smoothest paper: JPEG at quality 75 rings by about 10."""


@dataclass(frozen=True, eq=False)
class Ink:
    """Where ink is and how strong.

    Attributes:
        contrast: uint8 (H, W), 0 paper … 255 black ink on white paper, uneven light removed.
        mask: uint8 (H, W), 255 where there is ink, else 0.
        floor: the contrast below which nothing counts as ink on this page.
    """

    contrast: NDArray[np.uint8]
    mask: NDArray[np.uint8]
    floor: int


def flatten(gray: NDArray[np.uint8], step: float = STEP) -> NDArray[np.uint8]:
    """Contrast against the local background.

    Args:
        gray: uint8 (H, W), 0 black … 255 white.
        step: `STEP` or `STEP_OF_PAGE`.

    Returns:
        uint8 (H, W): 255 · (1 - grey / background), clipped; 0 is paper.
    """
    height, width = gray.shape
    small = cv2.resize(gray, (max(1, width // _REDUCTION), max(1, height // _REDUCTION)), interpolation=cv2.INTER_AREA)
    square = cv2.getStructuringElement(cv2.MORPH_RECT, (_STROKE, _STROKE))
    background = cv2.morphologyEx(small, cv2.MORPH_CLOSE, square, borderType=cv2.BORDER_REPLICATE)
    background = _smoothed(background, step)
    light = background.min() >= _DARKEST
    background = cv2.resize(background, (width, height), interpolation=cv2.INTER_LINEAR)
    difference = cv2.subtract(background, gray)
    # A background near black (a desk, a scanner's lid) must not turn its own noise into strong ink.
    return cv2.divide(difference, background if light else cv2.max(background, _DARKEST), difference, scale=255)


def _smoothed(background: NDArray[np.uint8], step: float) -> NDArray[np.uint8]:
    """The background uint8 (h, w) without its grain; on either side of a shadow's edge that of this side.

    Smoothed over the edge it would be brighter than the paper in the shadow, and that would be ink.
    """
    smooth = cv2.blur(background, (_STROKE, _STROKE), borderType=cv2.BORDER_REPLICATE)
    darker = cv2.erode(background, np.ones((_EDGE, _EDGE), np.uint8))
    steps = cv2.compare(cv2.multiply(smooth, 1 - step), darker, cv2.CMP_GT)
    if cv2.countNonZero(steps) == 0:
        return smooth
    # Further from the edge smoothing changes less, but all of it would be ink.
    steps = cv2.dilate(steps, np.ones((_STROKE, _STROKE), np.uint8))
    brightest = cv2.dilate(background, np.ones((2 * _STROKE + 1, 2 * _STROKE + 1), np.uint8))
    shaded = cv2.compare(darker, cv2.multiply(brightest, _SHADOW), cv2.CMP_GE)
    cv2.copyTo(darker, cv2.bitwise_and(steps, shaded), smooth)
    return smooth


def noise_floor(contrast: NDArray[np.uint8], paper: NDArray[np.uint8] | None = None) -> int:
    """The contrast above which a pixel of this page may be ink, from the spread of the paper's own grain.

    The median and the median absolute deviation are used, which ink, a minority of the pixels, hardly moves.

    Args:
        contrast: uint8 (H, W).
        paper: uint8 (H, W), nonzero where the sheet is; None where it is everywhere.
    """
    steps = slice(None, None, max(1, contrast.shape[0] // 512)), slice(None, None, max(1, contrast.shape[1] // 512))
    sample = contrast[steps]
    if paper is not None and paper[steps].any():
        sample = sample[paper[steps] > 0].reshape(1, -1)
    counts = cv2.calcHist([np.ascontiguousarray(sample)], [0], None, [256], [0, 256]).ravel().astype(np.intp)
    levels = np.arange(256.0)
    middle = _median(levels, counts)
    spread = 1.4826 * _median(np.abs(levels - middle), counts)
    return int(min(max(_FAINTEST, middle + _NOISE * spread + _ROUNDING), _HIGHEST))


def _median(values: NDArray[np.float64], counts: NDArray[np.intp]) -> float:
    """The median of values (K,), each of which stands there so many times (K,)."""
    order = np.argsort(values, kind="stable")
    until = np.cumsum(counts[order])
    middle = order[np.searchsorted(until, [(until[-1] - 1) // 2, until[-1] // 2], side="right")]
    return float(values[middle].mean())


def binarize(gray: NDArray[np.uint8], step: float = STEP) -> Ink:
    """The ink of a page at the low threshold of its noise: complete, but with the noise's own peaks in it.

    Args:
        gray: uint8 (H, W), 0 black … 255 white.
        step: as `flatten` takes it.

    Returns:
        The ink; `find_components` makes it exact once rulings are out of it.
    """
    contrast = flatten(gray, step)
    floor = noise_floor(contrast)
    mask = cv2.threshold(contrast, floor, 255, cv2.THRESH_BINARY)[1]
    return Ink(contrast, mask, floor)
