"""Rulings are taken out of the ink; the strokes that cross them, touch them or lie on them stay.

A ruling has one profile across it, nearly everywhere (`digitscan.imaging.levelled`), and what is no part of that is a
stroke (`digitscan.imaging.strokes`). A stroke that crosses steeply is mended besides, where ink reaches the ruling from
both sides.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from digitscan.imaging.levelled import Levelled, level
from digitscan.imaging.ruling import Rulings
from digitscan.imaging.strokes import EDGE_STRENGTH, find_strokes


def remove_rulings(
    contrast: NDArray[np.uint8], mask: NDArray[np.uint8], rulings: Rulings, step: float = 1.0
) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Take rulings out of the ink.

    Args:
        contrast: uint8 (H, W), 0 paper … 255 ink.
        mask: uint8 (H, W), nonzero where there is ink.
        rulings: only those that are surely rulings.
        step: pixels by which the thickness of a ruling may differ from its usual one: in black and white a line that
            lies askew has steps.

    Returns:
        Contrast and mask without them, both uint8 (H, W).
    """
    across = level(contrast, mask, rulings.horizontal, rulings.lying, vertical=False)
    down = level(contrast, mask, rulings.vertical, rulings.standing, vertical=True)
    if across is None and down is None:
        return contrast, mask
    found = [(lines, vertical) for lines, vertical in ((across, False), (down, True)) if lines is not None]
    rest, bare, left = mask.copy(), contrast.copy(), mask.copy()
    for lines, _ in found:
        rest.ravel()[lines.at[lines.near][lines.covered]] = 0
    for lines, vertical in found:
        gone = _lines(lines, contrast, rest, step, vertical=vertical)
        bare.ravel()[gone] = left.ravel()[gone] = 0
    return bare, left


def _lines(
    rulings: Levelled, contrast: NDArray[np.uint8], rest: NDArray[np.uint8], step: float, *, vertical: bool
) -> NDArray[np.intp]:
    """Pixels of the rulings of one direction that are no strokes: flat indices, intp (n,).

    Args:
        rulings: of that direction.
        contrast: uint8 (H, W).
        rest: uint8 (H, W), ink without any ruling; written on, and left as it was.
        step: as in `remove_rulings`.
        vertical: whether the rulings run along y.
    """
    at, page = rulings.at[rulings.near], rest.ravel()
    own = at[rulings.covered]
    # All ink but that of the rulings of the other direction.
    page[own] = 255
    dark, faint = find_strokes(rulings, rest, step)
    page[own] = 0
    out = rulings.covered & ~dark
    gone = at[out]
    # Grain on both sides of a ruling is no stroke through it.
    weakest = int(np.ceil(EDGE_STRENGTH * np.median(rulings.peak)))
    doubtful = at[out & faint]
    reach = int(np.median(rulings.band.sum(axis=0))) + 1
    stays = doubtful[_crossed(doubtful, contrast, rest, weakest, reach, vertical=vertical)]
    # Where rulings meet a pixel belongs to several, and stays if one of them says so.
    page[stays] = 255
    gone = gone[page[gone] == 0]
    page[stays] = 0
    return gone


def _crossed(
    at: NDArray[np.intp],
    contrast: NDArray[np.uint8],
    rest: NDArray[np.uint8],
    weakest: int,
    reach: int,
    *,
    vertical: bool,
) -> NDArray[np.bool_]:
    """Which pixels of rulings have strokes on both sides of them.

    Args:
        at: intp (n,), flat index of each pixel.
        contrast: uint8 (H, W).
        rest: uint8 (H, W), ink without any ruling.
        weakest: contrast from which on ink is a stroke.
        reach: as in `_between`.
        vertical: whether the rulings run along y.
    """
    if not len(at):
        return np.zeros(0, bool)
    y = at // rest.shape[1]
    x = at - y * rest.shape[1]
    v = x if vertical else y
    near = np.zeros((rest.shape[1] if vertical else rest.shape[0], 1), np.uint8)
    near[v] = 1
    # Most rulings of a page lie one behind the other: only the rows near them are looked at, side by side.
    near = cv2.dilate(near, np.ones((2 * reach + 1, 1), np.uint8)).ravel()
    kept, place = np.flatnonzero(near), np.cumsum(near, dtype=np.intp) - 1
    rest, contrast = (np.take(image, kept, axis=1 if vertical else 0) for image in (rest, contrast))
    pen = cv2.bitwise_and(rest, cv2.compare(contrast, weakest, cv2.CMP_GE))
    through = _between(pen, reach, vertical=vertical)
    return through[(y, place[x]) if vertical else (place[y], x)] > 0


def _between(rest: NDArray[np.uint8], reach: int, *, vertical: bool) -> NDArray[np.uint8]:
    """Pixels with ink of `rest` on both sides of them, across rulings, within `reach`, uint8 (H, W).

    The strokes may lean: the ink on the two sides may stand up to half of `reach` along the ruling.
    """
    across, along = (reach + 1, 1), (1, max(1, reach // 2) * 2 + 1)
    before, after = (0, reach), (0, 0)
    if vertical:
        across, along, before = across[::-1], along[::-1], before[::-1]
    line, sideways = np.ones(across, np.uint8), np.ones(along, np.uint8)
    above, below = cv2.dilate(rest, line, anchor=before), cv2.dilate(rest, line, anchor=after)
    leaning = cv2.bitwise_and(cv2.dilate(above, sideways), cv2.dilate(below, sideways))
    return cv2.bitwise_or(cv2.bitwise_and(above, below), cv2.erode(leaning, sideways))
