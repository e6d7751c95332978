"""Pale lines of a form that a scan in black and white has crumbled: what is left is dots and dashes of any length.

They are taken for points, minus signs and 1s, and what they enclosed is no cell. Many thin pieces in one straight line
across a good part of the page are that line, and are joined, so that it is found as any other ruling is.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

_LEVELS, _RARE = 6, 0.001
"""Most tones that a page in black and white has where it was reduced, and the share of it that a tone takes."""

_STEP = 5
"""Every so many pixels of it are looked at, both ways."""

_THIN = 0.1
"""Thickness of a crumb, in shortest rulings: 0.4 mm on A4; and two pixels at least."""

_CLEAR = 3
"""Pixels around a crumb that are free of thicker ink: the bars and feet of letters, which make lines too, are not."""

_SLOPES = np.linspace(-0.006, 0.006, 13)
"""Slopes that are tried: what is left of the skew, 0.35° to both sides."""

_SPAN, _LONGEST = 0.45, 4.0
"""Least length of such a line, as a share of the page, and longest gap in it but for what writing hides, in shortest
rulings: 16 mm on A4."""

_COVERED, _PART, _FILLED = 0.1, 0.8, 0.85
"""Share of it that is inked at least; and the length of a part, in shortest rulings, 3 mm on A4, and the share of the
parts in which there is a crumb: words have gaps between, and so have walls of combs one below another."""

_SHORT = 0.35
"""Length, in shortest rulings, 1.4 mm on A4, that half of its ink is in pieces of at most: stems of letters in lines of
the same words are longer."""

_USUAL = 3.0
"""How many times as much ink as most rows of the page, and as those beside it, such a line has: grain is everywhere."""

_BESIDE = (4, 11)
"""How far away these are, pixels."""

_GRAIN = 0.03
"""Share of a page that crumbs cover at most: 5 mm squares of which half is left have 0.01."""

_NEAR = 1.5
"""Distance of a crumb from its line, pixels."""


def is_black_and_white(pixels: NDArray[np.uint8]) -> bool:
    """Whether a page, uint8 (H, W) or (H, W, 3), was scanned in black and white, reduced or not."""
    if pixels.ndim == 3:
        return False
    some = pixels[::_STEP, ::_STEP].ravel()
    return int((np.bincount(some, minlength=256) > _RARE * some.size).sum()) <= _LEVELS


def close_crumbs(
    contrast: NDArray[np.uint8], mask: NDArray[np.uint8], shortest: int
) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """The ink with the gaps of crumbled lines filled.

    Args:
        contrast: uint8 (H, W), 0 paper … 255 ink, deskewed.
        mask: uint8 (H, W), nonzero where there is ink.
        shortest: shortest ruling, pixels.

    Returns:
        Contrast and mask, both uint8 (H, W); the same arrays where there is no such line.
    """
    level = _crumbled(mask, shortest)
    upright = _crumbled(cv2.transpose(mask), shortest)
    if not level and not upright:
        return contrast, mask
    contrast, mask = contrast.copy(), mask.copy()
    for one, other in [*level, *((one[::-1], other[::-1]) for one, other in upright)]:
        for image in (contrast, mask):
            cv2.line(image, one, other, 255, 1)
    return contrast, mask


def _crumbled(mask: NDArray[np.uint8], shortest: int) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    """The ends x, y of the crumbled lines along x."""
    thick = max(2, round(_THIN * shortest))
    big = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((thick + 1, 1), np.uint8))
    around = cv2.dilate(big, np.ones((2 * (thick + _CLEAR) + 1,) * 2, np.uint8))
    thin = cv2.bitwise_and(mask, cv2.bitwise_not(around))
    # What is as long as a ruling is found as one: no crumb, and no gap. Sides of boxes in a row lie in one line too.
    long = cv2.morphologyEx(thin, cv2.MORPH_OPEN, np.ones((1, shortest), np.uint8))
    around = cv2.bitwise_or(around, long)
    crumbs = cv2.findNonZero(cv2.bitwise_xor(thin, long))
    height, width = mask.shape
    if crumbs is None or not _COVERED * _SPAN * width <= len(crumbs) <= _GRAIN * mask.size:
        return []
    x, y = crumbs.reshape(-1, 2).T.astype(np.intp)
    # All lines of a page are parallel but for a little: the slope at which most crumbs are in few rows is theirs.
    rows = [np.rint(y - slope * (x - width / 2)).astype(np.intp).clip(0, height - 1) for slope in _SLOPES]
    counts = [np.bincount(row, minlength=height).astype(np.float64) for row in rows]
    best = int(np.argmax([(count**2).sum() for count in counts]))
    smooth = np.convolve(counts[best], np.ones(3), "same")
    least = max(_COVERED * _SPAN * width, _USUAL * float(np.median(smooth)))
    peaks = np.flatnonzero((smooth >= least) & (smooth >= np.roll(smooth, 1)) & (smooth > np.roll(smooth, -1)))
    found: list[tuple[tuple[int, int], tuple[int, int]]] = []
    order = np.argsort(rows[best], kind="stable")
    sorted_rows = rows[best][order]
    for peak in peaks.tolist():
        near = order[slice(*np.searchsorted(sorted_rows, [peak - _BESIDE[1], peak + _BESIDE[1] + 1]))]
        slope = float(_SLOPES[best])
        found += _fitted(x[near], y[near], slope, peak - slope * width / 2, around, shortest)
    return found


def _fitted(
    x: NDArray[np.intp], y: NDArray[np.intp], slope: float, offset: float, around: NDArray[np.uint8], shortest: int
) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    """The ends of the lines that crumbs at x, y make around a line of that slope and offset.

    Args:
        x: intp (n,).
        y: intp (n,).
        slope: of the line.
        offset: of the line, pixels.
        around: uint8 (H, W), nonzero near thicker ink, which hides the line.
        shortest: shortest ruling, pixels.
    """
    height, width = around.shape
    for _ in range(3):
        on = np.abs(y - slope * x - offset) <= _NEAR + 1
        if on.sum() < 3 or np.ptp(x[on]) < _SPAN * width:
            return []
        slope, offset = np.polyfit(x[on], y[on], 1).tolist()
    off = np.abs(y - slope * x - offset)
    beside = ((off >= _BESIDE[0]) & (off <= _BESIDE[1] - 1)).sum() / (2 * (_BESIDE[1] - _BESIDE[0]))
    if (off <= _NEAR).sum() / (2 * _NEAR) < _USUAL * beside:
        return []
    every = np.arange(width)
    line = np.rint(slope * every + offset).astype(np.intp)
    inked = np.zeros(width, bool)
    inked[x[off <= _NEAR]] = True
    hidden = ~inked & (around[line.clip(0, height - 1), every] > 0)
    at = np.flatnonzero(inked | hidden)
    found = []
    for part in np.split(at, np.flatnonzero(np.diff(at) > _LONGEST * shortest) + 1):
        inside = np.flatnonzero(inked[part])
        if not len(inside):
            continue
        first, last = int(part[inside[0]]), int(part[inside[-1]])
        if last - first >= _SPAN * width and _is_line(inked[first : last + 1], hidden[first : last + 1], shortest):
            found.append(((first, int(line[first])), (last, int(line[last]))))
    return found


def _is_line(inked: NDArray[np.bool_], hidden: NDArray[np.bool_], shortest: int) -> bool:
    """Whether crumbs are all along a line, but for where other ink hides it; both bool (n,), pixel by pixel."""
    if inked.mean() < _COVERED:
        return False
    edges = np.flatnonzero(np.diff(np.concatenate([[False], inked, [False]]).astype(np.int8)))
    runs = edges[1::2] - edges[::2]
    if runs[runs <= _SHORT * shortest].sum() < inked.sum() / 2:
        return False
    count = max(1, round(len(inked) / (_PART * shortest)))
    part = np.arange(len(inked)) * count // len(inked)
    size, crumbs, covered = (np.bincount(part, weights, count) for weights in (None, inked, hidden))
    seen = covered < size / 2
    return bool(seen.any() and (crumbs[seen] > 0).mean() >= _FILLED)
