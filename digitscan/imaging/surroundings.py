"""What lies around a sheet in a photo: a desk, or more of the paper.

The two sides of the outline are compared place by place, where the same light falls on both. Another colour and a
rough surface tell a desk. Darkness alone does not: a shadow's edge is a side of the lit part of a sheet. But a shadow
takes the same part of all colours, and is not all around.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

import cv2
import numpy as np
from numpy.typing import NDArray

_PLACES = 120
"""Places along the outline that are looked at."""

_ACROSS = 7
"""Pixels by which the two places that are compared lie inside and outside of the outline, on a page of 400: between
them lie the blur of the edge and the shadow that the sheet throws."""

_FURTHER = 2.5
"""How many times as far outside its surface is looked at: a shadow's soft edge along the outline is no surface."""

_SEEN = (0.25, 0.6)
"""Share of the outline that lies in the picture, below which there is nothing to compare, and below which darkness
alone may be a shadow that covers a side of the picture."""

_AGREED = 0.85
"""Share of the places at which the sides must differ: a finger, or what lies on the edge, does not."""

_TONE = 0.1
"""Difference of the channels' shares of the light, summed, from which on colours differ: white paper in warm and in
cold light differ by 0.03, in light and in shadow by less, white paper and wood by 0.2."""

_DARKEST = 96
"""Sum of the channels to which a darker pixel is raised: in the dark their shares are noise."""

_DARK, _BLACK = 0.45, 0.2
"""Brightness outside, in that inside, below which it may be a dark desk, and below which it is no shadow."""

_ROUGH = 3.0
"""How many times as rough as the sheet a desk is that is told by its surface."""

_LEAST = 5.0
"""Least roughness of such a desk, in 255ths of the light."""

_ALIKE = 2.0
"""How many times as dark on one side as on another a desk may seem that is told by darkness alone."""

_SAME, _MOSTLY = 0.6, 0.5
"""Brightness far outside, in the sheet's, from which on it may be the same paper, and the share of what lies there
that is so when the paper goes on: the other page of an open book is lit as this one, a grey desk is darker."""

_APART = 10
"""Pixels between two sheets on one desk, on a page of 400, from which on neither is the other page of a book."""

_PALEST = 48
"""Brightness to which a darker pixel is raised before differences are divided by it."""


def roughness(closed: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """How much neighbouring pixels differ.

    Args:
        closed: uint8 (h, w) or (h, w, 3), without writing.

    Returns:
        uint8 (h, w): in 255ths of the light there, the largest of the channels.
    """
    gradient = cv2.morphologyEx(closed, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8))
    share = cv2.divide(gradient, np.maximum(closed, np.uint8(_PALEST)), scale=255)
    return share if share.ndim == 2 else reduce(cv2.max, cv2.split(share))


def is_surrounded(
    hull: NDArray[np.float32], closed: NDArray[np.uint8], others: Sequence[NDArray[np.float32]] = ()
) -> bool:
    """Whether what surrounds a sheet is something else.

    Args:
        hull: float32 (n, 2), x, y of its convex outline.
        closed: uint8 (h, w) or (h, w, 3), the page reduced to some 400 pixels, without writing.
        others: float32 (n, 2) each, outlines of what may be other sheets: those that lie apart do not speak against it.
    """
    places, seen = _places(hull, closed.shape[1], closed.shape[0])
    inner, outer, further = (places[:, i] for i in range(3))
    if seen < _SEEN[0]:
        return False
    smooth = cv2.blur(closed, (5, 5)).reshape(*closed.shape[:2], -1).astype(np.float32)
    within, beyond = smooth[inner[:, 1], inner[:, 0]], smooth[outer[:, 1], outer[:, 0]]
    dark = (beyond.sum(axis=1) + 1) / (within.sum(axis=1) + 1)
    surely, toned = _is_rougher(closed, inner, further), np.zeros(len(places), bool)
    if closed.ndim == 3:
        own, other, grey = _tone(within), _tone(beyond), np.full(3, 1 / 3)
        # A page may lie around a coloured note, so that what has no colour is no desk by its colour.
        toned = (np.abs(other - own).sum(axis=1) >= _TONE) & (np.abs(other - grey).sum(axis=1) >= _TONE)
        surely |= toned
    darker = ~surely & (dark < _DARK)
    # What is dark between two pages is the fold of a book as often as a desk, if it has no colour of its own.
    apart = others if toned.mean() >= _AGREED else ()
    if (surely | darker).mean() < _AGREED or _goes_on(hull, closed, smooth, apart):
        return False
    return bool(darker.mean() <= 1 - _AGREED) or _is_no_shadow(dark, darker, seen)


def _goes_on(
    hull: NDArray[np.float32],
    closed: NDArray[np.uint8],
    smooth: NDArray[np.float32],
    others: Sequence[NDArray[np.float32]],
) -> bool:
    """Whether the same paper lies on the other side of what bounds a sheet: an open book has a dark fold between.

    Args:
        hull: float32 (n, 2), x, y of its convex outline.
        closed: uint8 (h, w) or (h, w, 3).
        smooth: float32 (h, w, channels), the same smoothed.
        others: as in `is_surrounded`.
    """
    corners, reach = np.rint(hull).astype(np.int32), round(_FURTHER * _ACROSS)
    inside = cv2.fillConvexPoly(np.zeros(closed.shape[:2], np.uint8), corners, 1)
    beyond = cv2.dilate(inside, np.ones((2 * reach + 1, 2 * reach + 1), np.uint8)) == 0
    near = cv2.dilate(inside, np.ones((2 * _APART + 1, 2 * _APART + 1), np.uint8))
    for one in others:
        sheet = cv2.fillConvexPoly(np.zeros_like(inside), np.rint(one).astype(np.int32), 1)
        # The other page of a book lies close by.
        if not (sheet & near).any():
            beyond &= sheet == 0
    if not beyond.any():
        return False
    usual = cv2.blur(roughness(closed), (_ACROSS, _ACROSS))
    own, other = smooth[inside == 1], smooth[beyond]
    middle = np.median(own, axis=0, keepdims=True)
    same = other.sum(axis=1) >= _SAME * middle.sum()
    same &= usual[beyond] <= max(_LEAST, _ROUGH * float(np.median(usual[inside == 1])))
    if smooth.shape[-1] == 3:
        same &= np.abs(_tone(other) - _tone(middle)).sum(axis=1) < _TONE
    return bool(same.mean() >= _MOSTLY)


def _is_no_shadow(dark: NDArray[np.float32], darker: NDArray[np.bool_], seen: float) -> bool:
    """Whether the places that differ by darkness alone are a black desk: alike all around, or too dark for a shadow."""
    low, high = np.percentile(dark[darker], [10, 90])
    if high < _BLACK:
        return True
    return bool(seen >= _SEEN[1] and darker.mean() >= _AGREED and high <= _ALIKE * max(low, 0.02))


def _is_rougher(closed: NDArray[np.uint8], inner: NDArray[np.intp], outer: NDArray[np.intp]) -> NDArray[np.bool_]:
    """At which places (n,) the surface outside is much rougher than the sheet."""
    usual = cv2.blur(roughness(closed), (_ACROSS, _ACROSS))
    within, beyond = usual[inner[:, 1], inner[:, 0]], usual[outer[:, 1], outer[:, 0]]
    return (beyond >= _LEAST) & (beyond >= _ROUGH * np.median(within))


def _tone(colours: NDArray[np.float32]) -> NDArray[np.float32]:
    """The channels' shares of the light, float32 (n, 3)."""
    raised = colours + np.maximum(_DARKEST - colours.sum(axis=1, keepdims=True), 0) / 3
    return raised / raised.sum(axis=1, keepdims=True)


def _places(hull: NDArray[np.float32], width: int, height: int) -> tuple[NDArray[np.intp], float]:
    """Places x, y along an outline that are in the picture, intp (n, 3, 2): inside, outside, further outside.

    And the share that they are of all. What lies further outside and beyond the picture is moved to its edge.
    """
    closed = np.concatenate([hull, hull[:1]])
    length = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(closed, axis=0), axis=1))])
    at = np.linspace(0, length[-1], _PLACES, endpoint=False)
    points = np.stack([np.interp(at, length, closed[:, axis]) for axis in (0, 1)], axis=-1)
    along = np.roll(points, -1, axis=0) - np.roll(points, 1, axis=0)
    normal = np.stack([along[:, 1], -along[:, 0]], axis=-1)
    normal /= np.maximum(np.linalg.norm(normal, axis=1, keepdims=True), 1e-6)
    normal *= np.where(((points - hull.mean(axis=0)) * normal).sum(axis=1) >= 0, 1, -1)[:, None]
    steps = np.array([-1, 1, _FURTHER])[:, None] * _ACROSS
    places = np.rint(points[:, None] + steps * normal[:, None]).astype(np.intp)
    size = np.array([width, height])
    seen = ((places[:, :2] >= 0) & (places[:, :2] < size)).all(axis=(1, 2))
    return np.clip(places[seen], 0, size - 1), float(seen.mean())
