"""Two pens in one field: a teacher's red mark beside a blue number, or a stamp, would be digits of it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

_FAR = 70.0
"""Distance, in grey levels of red and of blue beside green, of the colours of two pens. In 1,387 fields of drawn forms
written with one pen the furthest two pieces are 48 apart, 99 % at most 17; red marks are 172 and more from a number."""

_STEP = 4
"""Each so many rows and columns a pixel is looked at to say whether there are two pens on the page at all."""

_ROUGH = 0.4
"""Share of that distance from which on the means of pieces of ink, paper at their edges among them, are looked into."""

_RARE = 1.0
"""Percentile of the page's ink below and above which colours are left aside there: specks, the edge of the sheet."""

_LARGE = 0.4
"""Height, in that of the field's highest piece of ink, from which on a piece may be a digit."""

_PLACES = 16
"""Places looked at in each piece, among the darkest quarter of its pixels."""


def find_two_pens(
    pixels: NDArray[np.uint8],
    to_pixels: NDArray[np.float64],
    members: Sequence[NDArray[np.intp]],
    labels: NDArray[np.int32],
    contrast: NDArray[np.uint8],
    boxes: NDArray[np.int32],
) -> NDArray[np.bool_]:
    """Which fields hold ink of two colours.

    Args:
        pixels: uint8 (H', W', 3) blue-green-red, of the page.
        to_pixels: float64 (3, 3), from working pixels to these.
        members: indices of the components of each of N fields.
        labels: int32 (H, W), component numbers from 1.
        contrast: uint8 (H, W), 0 paper … 255 ink.
        boxes: int32 (K, 4), left, top, right, bottom of the components.

    Returns:
        bool (N,).
    """
    found = np.zeros(len(members), bool)
    sampled = labels[::_STEP, ::_STEP]
    y, x = np.nonzero(sampled)
    if not len(x):
        return found
    every = _colours(pixels, to_pixels, x * _STEP, y * _STEP)
    if np.ptp(np.percentile(every, (_RARE, 100 - _RARE), axis=0), axis=0).max() < _FAR:
        return found
    rough = _means(every, sampled[y, x] - 1, len(boxes))
    for number, some in enumerate(members):
        high = boxes[some, 3] - boxes[some, 1]
        large = some[high >= _LARGE * high.max(initial=0)]
        if len(large) < 2 or np.ptp(rough[large], axis=0).max() < _ROUGH * _FAR:
            continue
        places = [_darkest(labels, contrast, boxes[i], i + 1) for i in large.tolist()]
        seen = _colours(pixels, to_pixels, *np.concatenate(places, axis=1))
        ends = np.cumsum([place.shape[1] for place in places])
        colours = np.stack([np.median(one, axis=0) for one in np.split(seen, ends[:-1])])
        found[number] = bool(np.linalg.norm(colours[:, None] - colours, axis=2).max() >= _FAR)
    return found


def _means(colours: NDArray[np.float64], components: NDArray[np.integer], count: int) -> NDArray[np.float64]:
    """The mean of the colours float64 (n, 2) seen of each component, float64 (`count`, 2); 0 of the others."""
    seen = np.maximum(np.bincount(components, minlength=count), 1)
    return np.stack([np.bincount(components, one, minlength=count) / seen for one in colours.T], axis=1)


def _darkest(
    labels: NDArray[np.int32], contrast: NDArray[np.uint8], box: NDArray[np.int32], number: int
) -> NDArray[np.intp]:
    """Where a component is darkest: x and y of up to `_PLACES` working pixels, (2, n)."""
    left, top, right, bottom = box.tolist()
    y, x = np.nonzero(labels[top:bottom, left:right] == number)
    order = np.argsort(contrast[top:bottom, left:right][y, x], kind="stable")
    dark = order[-max(1, len(order) // 4) :]
    dark = dark[np.linspace(0, len(dark) - 1, min(_PLACES, len(dark))).astype(int)]
    return np.stack([x[dark] + left, y[dark] + top])


def _colours(
    pixels: NDArray[np.uint8], to_pixels: NDArray[np.float64], x: NDArray[np.intp], y: NDArray[np.intp]
) -> NDArray[np.float64]:
    """Red and blue beside green, float64 (n, 2), grey levels, at places in working pixels."""
    u, v, w = to_pixels @ np.stack([x, y, np.ones(len(x))])
    column = np.clip(np.rint(u / w), 0, pixels.shape[1] - 1).astype(np.intp)
    row = np.clip(np.rint(v / w), 0, pixels.shape[0] - 1).astype(np.intp)
    blue, green, red = pixels[row, column].T.astype(np.float64)
    return np.stack([red - green, blue - green], axis=1)
