"""Ink that is seen by its colour and lost in grey: red on paper as dark as it, pale blue on pale yellow.

Grey is one weighing of three channels for the whole page, and for each there are inks that it does not see. So every
channel is held against its own paper. Ink filters light: of each channel it takes a part, and black ink takes the same
part of all, whatever the colour of the paper. Where one channel loses far more than grey does, there is ink that grey
loses, and it is drawn into the grey page, as strong as it differs from the paper there. Ink that grey shows stays as
it is: colour is stored at half of the resolution and less exactly, and would only make it worse.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

_SIDE = 900
"""Longest side, pixels, of the reduced page on which ink is sought: a pen's line on A4 is 1.5 pixels wide there, and
JPEG keeps colour at half of the page's resolution."""

_STROKE = 9
"""Side of the closing's square at that size: 3 mm on A4. A highlighter's stroke is 4 mm and wider, and is paper."""

_SOLID, _WIDE = 0.7, 3
"""Brightness of the paper under a stroke, in that of the paper around it, below which it is no paper but the inside of
something wide, as a headline or a highlighter's stroke, in which noise and soft edges look like ink; and how many times
wider around is."""

_DARKEST = 48
"""Brightness to which a darker paper is raised before a difference is divided by it, as in `binarize`."""

_GRAIN = 5.0
"""Standard deviations of the colour's own grain above which a pixel may be coloured ink."""

_LEAST = 20
"""Contrast (of 255) that a channel has above grey at least: JPEG at quality 75 keeps colour in steps of 2 to 10."""

_LOST = 2.0
"""How many times the contrast of ink in grey its colour has, from which on grey loses it. Blue and red ink on white
paper have 1.3 to 1.8, in sunlight and in shadow."""

_STRENGTH, _STRONG = 1.5, 2.5
"""A piece must reach the first multiple of the floor somewhere, else it is noise of the colours that passed the floor:
in compressed photos that reaches 1.6, in spots of up to 8 pixels. Below the second it must not lie beside ink that grey
shows: JPEG spreads colour into the blocks around a stroke, at quality 40 with up to 2.0."""

_BESIDE = 7
"""Side of the square, pixels of the reduced page, in which that ink is sought: colour is kept for 2 by 2 pixels."""

_LONG = 9
"""Longer side of a piece of ink, pixels of the reduced page: 3 mm on A4."""

_SAMPLED = 200
"""Rows and columns of which the grain is measured: more do not change it."""

_AROUND = 31
"""Side of the square, pixels of the reduced page, whose median is the paper under a stroke: three times `_STROKE`, for
ink must not be half of it where strokes cross."""


def restore_lost_ink(gray: NDArray[np.uint8], pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Draw into a grey page the ink that only the colours show.

    Args:
        gray: uint8 (H, W), 0 black … 255 white, made of `pixels`.
        pixels: uint8 (H, W, 3) blue-green-red.

    Returns:
        uint8 (H, W): `gray` itself where nothing is lost, else a copy in which ink is as dark, in shares of its paper,
        as its colour is from that of the paper, each channel counting as much as they differ in it.
    """
    small, factor = _reduced(pixels)
    size = (small.shape[1], small.shape[0])
    labels, count = _lost(small, cv2.resize(gray, size, interpolation=cv2.INTER_AREA))
    return gray if count == 0 else _drawn(gray, pixels, small, labels, count, factor)


def _reduced(pixels: NDArray[np.uint8]) -> tuple[NDArray[np.uint8], int]:
    """The page on which ink is sought, and how many pixels became one of it along each side."""
    height, width = pixels.shape[:2]
    factor = int(np.ceil(max(height, width) / _SIDE))
    if factor == 1:
        return pixels, 1
    size = (-(-width // factor), -(-height // factor))
    return cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), factor


def _paper(channel: NDArray[np.uint8], side: int = _STROKE) -> NDArray[np.uint8]:
    """What uint8 (H, W) is without strokes; broad stains and stripes are paper, up to their edge."""
    square = cv2.getStructuringElement(cv2.MORPH_RECT, (side, side))
    return cv2.morphologyEx(channel, cv2.MORPH_CLOSE, square, borderType=cv2.BORDER_REPLICATE)


def _contrast(channel: NDArray[np.uint8], paper: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """What ink takes of the light of its paper, both uint8 (H, W): 0 … 255."""
    return cv2.divide(cv2.subtract(paper, channel), cv2.max(paper, _DARKEST), scale=255)


def _lost(small: NDArray[np.uint8], gray: NDArray[np.uint8]) -> tuple[NDArray[np.int32], int]:
    """The pieces of ink that grey loses.

    Args:
        small: uint8 (h, w, 3).
        gray: uint8 (h, w).

    Returns:
        int32 (h, w), 0 or the number of the piece from 1, and how many there are.
    """
    paper = _paper(gray)
    seen = _contrast(gray, paper)
    channels = cv2.split(small)
    papers = [_paper(channel) for channel in channels]
    strongest = np.zeros_like(seen)
    for channel, its_paper in zip(channels, papers, strict=True):
        strongest = cv2.max(strongest, _contrast(channel, its_paper))
    more = cv2.subtract(strongest, seen)
    floor = _floor(more)
    coloured = cv2.threshold(more, floor, 255, cv2.THRESH_BINARY)[1]
    smooth = cv2.blur(more, (3, 3))
    # Most pages end here: none of their colour is so strong, or all of it is seen in grey.
    if cv2.minMaxLoc(smooth)[1] < _STRENGTH * floor or not _anywhere(coloured, strongest, seen):
        return np.zeros(more.shape, np.int32), 0
    for each in (paper, *papers):
        coloured = cv2.subtract(coloured, _solid(each))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(coloured, connectivity=8, ltype=cv2.CV_32S)
    owner = labels.ravel()
    inked = np.flatnonzero(owner)
    owner = owner[inked]
    colour = np.bincount(owner, strongest.ravel()[inked], count)
    grey = np.bincount(owner, seen.ravel()[inked], count)
    beside = cv2.dilate(cv2.blur(seen, (3, 3)), np.ones((_BESIDE, _BESIDE), np.uint8))
    around = np.bincount(owner, beside.ravel()[inked], count)
    peak = np.zeros(count, np.uint8)
    np.maximum.at(peak, owner, smooth.ravel()[inked])
    long = stats[:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]].max(axis=1) >= _LONG
    grey = np.where(peak < _STRONG * floor, around, grey)
    lost = long & (peak >= _STRENGTH * floor) & (colour >= _LOST * grey)
    lost[0] = False
    numbers = np.where(lost, np.cumsum(lost), 0).astype(np.int32)
    return numbers[labels], int(lost.sum())


def _solid(paper: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Where the paper uint8 (h, w) of a channel is the inside of something wide, or at its edge: 255, else 0."""
    around = _paper(paper, _WIDE * _STROKE)
    solid = cv2.compare(paper, cv2.multiply(around, _SOLID), cv2.CMP_LT)
    return cv2.dilate(solid, np.ones((_STROKE, _STROKE), np.uint8))


def _anywhere(coloured: NDArray[np.uint8], strongest: NDArray[np.uint8], seen: NDArray[np.uint8]) -> bool:
    """Whether grey loses any pixel of coloured ink, all uint8 (h, w): what it loses whole it loses somewhere."""
    lost = cv2.compare(strongest, cv2.multiply(seen, _LOST), cv2.CMP_GE)
    return cv2.countNonZero(cv2.bitwise_and(lost, coloured)) > 0


def _floor(more: NDArray[np.uint8]) -> int:
    """The contrast above which colour is not the paper's own grain, from its median and median absolute deviation."""
    step = max(1, min(more.shape) // _SAMPLED)
    sample = more[::step, ::step]
    middle = float(np.median(sample))
    spread = 1.4826 * float(np.median(cv2.absdiff(sample, (middle, 0.0, 0.0, 0.0))))
    return int(max(_LEAST, middle + _GRAIN * spread))


def _drawn(
    gray: NDArray[np.uint8],
    pixels: NDArray[np.uint8],
    small: NDArray[np.uint8],
    labels: NDArray[np.int32],
    count: int,
    factor: int,
) -> NDArray[np.uint8]:
    """The grey page with `count` pieces of ink, int32 (h, w) of the reduced page, drawn into it."""
    paper = np.stack([_median(small[..., channel]) for channel in range(3)], axis=-1)
    differs = paper.astype(np.float32) - small
    owner = labels.ravel()
    inked = np.flatnonzero(owner)
    sums = [np.bincount(owner[inked], differs[..., i].ravel()[inked], count + 1) for i in range(3)]
    difference = np.stack(sums, axis=-1)
    weights = difference / np.maximum(np.abs(difference).sum(axis=1, keepdims=True), 1e-9)
    # Their soft edges belong to them.
    wide = cv2.dilate(labels.astype(np.float32), np.ones((3, 3), np.uint8))
    rows, columns = _enlarged(np.argwhere(wide > 0), factor, gray.shape)
    at = rows // factor, columns // factor
    number = wide[at].astype(np.intp)
    taken = ((paper[at].astype(np.float32) - pixels[rows, columns]) * weights[number]).sum(axis=1)
    light = _median(cv2.resize(gray, small.shape[1::-1], interpolation=cv2.INTER_AREA))[at].astype(np.float32)
    share = np.clip(taken / np.maximum(light, _DARKEST), 0, 1)
    drawn = gray.copy()
    drawn[rows, columns] = np.minimum(gray[rows, columns], light * (1 - share))
    return drawn


def _median(channel: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The paper under the strokes of uint8 (h, w)."""
    return cv2.medianBlur(np.ascontiguousarray(channel), _AROUND)


def _enlarged(
    places: NDArray[np.intp], factor: int, shape: tuple[int, ...]
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Rows and columns of the page's pixels that became those of the reduced one, (n, 2)."""
    steps = np.stack(np.meshgrid(np.arange(factor), np.arange(factor), indexing="ij"), axis=-1).reshape(1, -1, 2)
    rows, columns = (places[:, None] * factor + steps).reshape(-1, 2).T
    inside = (rows < shape[0]) & (columns < shape[1])
    return rows[inside], columns[inside]
