"""Light writing on a dark ground, as chalk on a blackboard or a negative, made dark on light."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from digitscan.imaging.paper import find_papers
from digitscan.imaging.scaling import rescale

_SIDE = 400
"""Longest side, pixels, of the reduced picture that is looked at."""

_GROUND = 0.35
"""Place of the usual brightness between the darkest and the lightest, 0–1, below which the ground is dark."""

_ENDS = (2, 50, 99.8)
"""Percentiles of brightness: the darkest, the usual, and the lightest; of a page one number covers 0.3 per cent."""

_LEAST = 50
"""Grey levels between the darkest and the lightest from which on there is something to be read."""

_BLACK = 24
"""Usual brightness, 0–255, below which a picture with nothing light in it is black: paper in poor light has more."""

_STROKE, _STROKE_OF_SNIPPET = 10, 3
"""Part of the shorter side that a stroke is wide at most: a tenth, and a third in a picture of one number. What is
wider is no stroke but paper on a dark desk."""

_STROKES = 0.8
"""Share of what is light that must be strokes."""


def is_black(pixels: NDArray[np.uint8]) -> bool:
    """Whether a picture, uint8 (H, W) or (H, W, 3), is black all over, as a photo in the dark."""
    _, usual, high = _percentiles(_planes(pixels))
    return usual < _BLACK and high - usual < _LEAST


def dark_on_light(pixels: NDArray[np.uint8], *, snippet: bool) -> NDArray[np.uint8]:
    """A picture as its negative where what is written on it is lighter than its ground, else as it is.

    Args:
        pixels: uint8 (H, W) grey or (H, W, 3) blue-green-red.
        snippet: whether it is one number cut out.
    """
    planes = _planes(pixels)
    low, usual, high = _percentiles(planes)
    if high - low < _LEAST or usual - low >= _GROUND * (high - low):
        return pixels
    if not _are_strokes(pixels, (low + high) / 2, snippet):
        return pixels
    # Rulings cut a small sheet on a large dark desk into strips as narrow as strokes.
    outline = None if snippet else next(iter(find_papers(pixels)), None)
    if outline is not None:
        corners = np.rint(outline / _step(pixels)).astype(np.int32)
        sheet = cv2.fillConvexPoly(np.zeros(planes[0].shape, np.uint8), corners, 1)
        low, usual, high = _percentiles([plane[sheet == 1] for plane in planes])
        if usual - low >= _GROUND * (high - low):
            return pixels
    return cv2.bitwise_not(pixels)


def _step(pixels: NDArray[np.uint8]) -> int:
    """Which pixels of a picture are looked at: one of so many, along each side."""
    return max(1, max(pixels.shape[:2]) // _SIDE)


def _planes(pixels: NDArray[np.uint8]) -> list[NDArray[np.uint8]]:
    """The colours of some pixels of a picture, uint8 (h, w) each."""
    step = _step(pixels)
    small = pixels[::step, ::step]
    return [small] if small.ndim == 2 else list(np.moveaxis(small, 2, 0))


def _percentiles(planes: Sequence[NDArray[np.uint8]]) -> list[float]:
    """`_ENDS` of the brightness, the mean of the colours, each uint8 of the same shape, counted and not sorted."""
    sums = sum(plane.astype(np.int32) for plane in planes)
    below = np.cumsum(np.bincount(np.ravel(sums)))
    places = np.array(_ENDS) / 100 * below[-1]
    found: list[float] = (np.searchsorted(below, places) / len(planes)).tolist()
    return found


def _are_strokes(pixels: NDArray[np.uint8], level: float, snippet: bool) -> bool:
    """Whether what is lighter than `level` is thin."""
    small = rescale(pixels, min(1.0, _SIDE / max(pixels.shape[:2])))
    gray = small if small.ndim == 2 else small.mean(axis=2)
    light = (gray > level).astype(np.uint8)
    side = max(3, min(light.shape) // (_STROKE_OF_SNIPPET if snippet else _STROKE))
    # Beyond the edge nothing is light: a stroke that runs out of the picture is no wider for it.
    wide = cv2.morphologyEx(
        light, cv2.MORPH_OPEN, np.ones((side, side), np.uint8), borderType=cv2.BORDER_CONSTANT, borderValue=0
    )
    return bool(wide.sum() <= (1 - _STROKES) * light.sum())
