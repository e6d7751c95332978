"""Cells filled with black, or with a grey that a scan in black and white made black: no number belongs there.

Their lines have gone under in them, and the cells beside them are open on that side. Such a patch is told from a blot
and from what a marker has blacked out by its straight edges, and from marks for machines by the lines that meet it. It
is made an empty cell.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from digitscan.imaging.scaling import rescale

_REDUCTION = 4
"""Whether there is anything of the kind is looked for at a quarter of the size."""

_DARK = 0.55
"""Brightness, in that of the paper around, below which a patch is dark: lighter tints are told apart by themselves."""

_AROUND = 61
"""Side of the square, on the reduced page, whose brightest pixel is the paper around."""

_SIDE = 60
"""A patch is at least a sixtieth of the page's longest side wide and high, 5 mm on A4: wider than strokes, in photos of
a part of a page too."""

_GRAIN = 5
"""Side of the square of the median by which the white grain of a grey patch is closed."""

_EDGE, _EDGED = 0.8, 0.9
"""Length of a straight piece of its outline, in that, and the share of the outline that such pieces are."""

_SQUARE = 8.0
"""Degrees by which these may leave the right angle to the longest of them: perspective does."""

_STRAIGHT = 2.5
"""Pixels by which its outline leaves straight edges at most: a scan's raggedness."""

_WHITE = 6
"""Longest side, pixels, of what is white in it, but for single pixels: a heading in white on black is left as it is."""

_EVEN = (12, 0.1)
"""Difference of neighbouring grey levels, grain closed, and the share of a patch with larger ones, in print at most: a
pen's strokes are uneven."""

_FEWEST = 3
"""Fewest patches of a page: who blacks out one number with a marker is not to lose it without a word."""

_RIM, _MOSTLY = 9, 0.25
"""Width, pixels, of what is looked at around a patch, and the share of it that may be dark: lines, writing, and the
corners of other patches, but not the rest of a heading which the words in it have cut to pieces."""

_SMALLEST = 1200
"""Longest side, pixels, of a page: a number cut out of one may have strokes of any width."""

_LARGEST = 0.2
"""Share of the page that a patch, of cells that touch, covers at most."""

_MORE = 0.05
"""Ink that goes on from it, in its own area, where it is a cell of a table."""

_THIN = 5
"""Width of a line that meets a patch at most, pixels: two that cross at its corner are no single one."""

_CORNER = 15
"""Distance, pixels, from a corner of a patch within which a line that meets it is its own edge."""

_LINE = 2
"""Pixels at its edge that stay dark: its lines."""


def empty_solid(gray: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """A page with its filled cells emptied; the page itself where it has none.

    Args:
        gray: uint8 (H, W), 0 black … 255 white.
    """
    if max(gray.shape) < _SMALLEST:
        return gray
    side = max(gray.shape) // _SIDE
    small = rescale(gray, 1 / _REDUCTION)
    light = cv2.dilate(small, np.ones((_AROUND, _AROUND), np.uint8))
    if not _has_patch(cv2.compare(small, cv2.convertScaleAbs(light, alpha=_DARK), cv2.CMP_LT), side // _REDUCTION):
        return gray
    paper = cv2.resize(light, gray.shape[::-1])
    dark = cv2.compare(gray, cv2.convertScaleAbs(paper, alpha=_DARK), cv2.CMP_LT)
    solid = cv2.morphologyEx(cv2.medianBlur(dark, _GRAIN), cv2.MORPH_OPEN, _square(side))
    _, labels, stats, _ = cv2.connectedComponentsWithStats(dark)
    # Not the outer ones alone: a dark desk surrounds all.
    contours, nested = cv2.findContours(solid, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
    emptied, found = gray.copy(), 0
    for contour, (_, _, _, parent) in zip(contours, nested[0] if nested is not None else (), strict=True):
        if parent < 0 and _is_cell(contour, gray.shape, side) and _goes_on(contour, labels, stats):
            found += _empty(contour, emptied, dark, paper)
    return emptied if found >= _FEWEST else gray


def _goes_on(contour: NDArray[np.int32], labels: NDArray[np.int32], stats: NDArray[np.int32]) -> bool:
    """Whether ink goes on from a patch, int32 (n, 1, 2): `labels` and `stats` are those of all components."""
    x, y = contour[:, 0].T
    counts = np.bincount(labels[y, x])
    counts[0] = 0  # white grain
    whole = stats[int(counts.argmax()), cv2.CC_STAT_AREA]
    return bool(counts.any() and whole >= (1 + _MORE) * cv2.contourArea(contour))


def _has_patch(dark: NDArray[np.uint8], side: int) -> bool:
    """Whether something dark on a reduced page, uint8 (h, w), is as wide as a patch, and no desk at its edge."""
    wide = cv2.morphologyEx(dark, cv2.MORPH_OPEN, _square(max(2, side)))
    count, _, stats, _ = cv2.connectedComponentsWithStats(wide)
    left, top, width, height, area = stats[1:count].T
    inside = (np.minimum(left, top) > 0) & (left + width < dark.shape[1]) & (top + height < dark.shape[0])
    return bool((inside & (area <= _LARGEST * dark.size)).any())


def _empty(
    contour: NDArray[np.int32],
    gray: NDArray[np.uint8],
    dark: NDArray[np.uint8],
    paper: NDArray[np.uint8],
) -> bool:
    """Empty a patch of a page, if it is full and lies on paper; whether it was.

    Args:
        contour: int32 (n, 1, 2), its outline.
        gray: uint8 (H, W), the page, which is drawn on.
        dark: uint8 (H, W), 255 where the page is dark.
        paper: uint8 (H, W), how bright the paper is.
    """
    left, top, width, height = cv2.boundingRect(contour)
    around = np.s_[max(0, top - _RIM) : top + height + _RIM, max(0, left - _RIM) : left + width + _RIM]
    moved = contour - (around[1].start, around[0].start)
    patch = cv2.drawContours(np.zeros_like(dark[around]), [moved], -1, 255, cv2.FILLED)
    rim = cv2.dilate(patch, _square(2 * _RIM + 1)) - patch
    own, light = gray[around], paper[around]
    white = cv2.morphologyEx(cv2.bitwise_and(patch, cv2.bitwise_not(dark[around])), cv2.MORPH_OPEN, _square(2))
    _, _, sizes, _ = cv2.connectedComponentsWithStats(white)
    if sizes[1:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]].max(initial=0) > _WHITE:
        return False
    slopes = cv2.morphologyEx(cv2.medianBlur(own, _GRAIN), cv2.MORPH_GRADIENT, _square(3))
    inner = slopes[cv2.erode(patch, _square(2 * _GRAIN + 1)) > 0]
    if len(inner) and (inner > _EVEN[0]).mean() > _EVEN[1]:
        return False
    beside = cv2.bitwise_and(dark[around], rim)
    if cv2.countNonZero(beside) > _MOSTLY * cv2.countNonZero(rim):
        return False
    lines = _across(moved, beside)
    inside = (cv2.erode(patch, _square(2 * _LINE + 1)) > 0) & (lines == 0)
    own[inside] = light[inside]
    return True


def _across(contour: NDArray[np.int32], rim: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The lines that meet a patch, drawn on through it: it may be several cells, and their neighbours' sides end at it.

    Args:
        contour: int32 (n, 1, 2), its outline.
        rim: uint8 (h, w), what is dark around it.

    Returns:
        uint8 (h, w), 255 on the lines, which do not end with the patch.
    """
    corners = cv2.approxPolyDP(contour, _STRAIGHT, True)[:, 0].astype(np.float64)
    edges = np.roll(corners, -1, axis=0) - corners
    longest = edges[int(np.hypot(*edges.T).argmax())]
    longest = longest / np.hypot(*longest) * sum(rim.shape)
    other = np.array([-longest[1], longest[0]])
    level, upright = (longest, other) if abs(longest[0]) > abs(longest[1]) else (other, longest)
    drawn = np.zeros_like(rim)
    count, _, stats, middles = cv2.connectedComponentsWithStats(rim)
    for i in range(1, count):
        width, height = stats[i, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]]
        along = level if width > height else upright
        near = np.hypot(*(corners - middles[i]).T).min() <= _CORNER
        if max(width, height) >= _RIM - _LINE and min(width, height) <= _THIN and not near:
            first, last = np.rint(np.array([middles[i] - along, middles[i] + along])).astype(int).tolist()
            cv2.line(drawn, first, last, 255, _LINE)
    return drawn


def _is_cell(contour: NDArray[np.int32], shape: tuple[int, ...], side: int) -> bool:
    """Whether an outline, int32 (n, 1, 2), has straight edges, and is neither the page's own edge nor as large."""
    left, top, width, height = cv2.boundingRect(contour)
    if min(left, top) <= 1 or left + width >= shape[1] - 1 or top + height >= shape[0] - 1:
        return False
    if cv2.contourArea(contour) > _LARGEST * shape[0] * shape[1]:
        return False
    corners = cv2.approxPolyDP(contour, _STRAIGHT, True)[:, 0].astype(np.float64)
    x, y = (np.roll(corners, -1, axis=0) - corners).T
    length, degrees = np.hypot(x, y), np.degrees(np.arctan2(y, x))
    turned = np.abs((degrees - degrees[int(length.argmax())] + 45) % 90 - 45)
    straight = length[(length >= _EDGE * side) & (turned <= _SQUARE)].sum()
    return len(corners) >= 4 and bool(straight >= _EDGED * length.sum())


def _square(side: int) -> NDArray[np.uint8]:
    return np.ones((side, side), np.uint8)
