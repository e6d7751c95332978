"""Shades that a scan in black and white made dots of: screens, dithers, coloured paper near the scanner's threshold.

To the eye they are grey. Here they become white, and what is darker than they are by more than their own grain is ink.
Writing and print change from black to white and back a few times in the width of a character, dots at every second to
fifth pixel along rows as well as columns; those of a pale shade stand alone.
"""

from __future__ import annotations

from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

_TILE = 32
"""Side of the squares in which dots are counted, pixels: 3 to 4 mm."""

_FINE, _COARSE = (0.2, 0.003), (0.15, 0.03)
"""Changes between black and white, a pixel, along rows and along columns, of a tile of dots, and the share of the tiles
from which on they are a shade: fine dots have 0.25 to 0.5, coarse ones 0.15, small print 0.13, QR codes more, and they
are small."""

_LONE = 0.025
"""Share of a tile's pixels that are black and stand alone, from which on it is a pale shade: the crumbs of squared
paper's lines are fewer."""

_SOFT = (1.5, 2.2)
"""Standard deviation, pixels, of the Gaussian that makes fine dots grey, and coarse ones: their pitch is 2 to 5 pixels,
and a thin pen 3 wide."""

_SURE, _MAYBE = 3.4, 2.3
"""Standard deviations of the grain that is left above which a pixel is darker than its shade, and above which it is so
where it goes on with such pixels."""

_AROUND = 36
"""How far around the shade is measured, pixels."""

_PASSES = 3
"""How often that is done: what is found to be ink is left out of the next measure."""

_LEAST = 0.06
"""Least grain, of black: where most pixels are alike it cannot be measured."""


class Dots(NamedTuple):
    """Where the dots of a page in black and white are.

    Attributes:
        tiles: bool (h, w), for each tile of the page, from its left top corner on, whether it is a shade.
        soft: standard deviation of the Gaussian that makes them grey, pixels of the page.
    """

    tiles: NDArray[np.bool_]
    soft: float


def find_dots(pixels: NDArray[np.uint8]) -> Dots | None:
    """The dots of a page in black and white, uint8 (H, W); None where it has no shades."""
    height, width = (side // _TILE for side in pixels.shape)
    if min(height, width) < 1:
        return None
    black = cv2.threshold(pixels[: height * _TILE, : width * _TILE], 127, 255, cv2.THRESH_BINARY_INV)[1]
    # The last column and row are compared with themselves: whole tiles are summed several times as fast.
    along = cv2.absdiff(black, cv2.copyMakeBorder(black[:, 1:], 0, 0, 0, 1, cv2.BORDER_REPLICATE))
    across = cv2.absdiff(black, cv2.copyMakeBorder(black[1:], 0, 1, 0, 0, cv2.BORDER_REPLICATE))
    changes = np.minimum(_shares(along, height, width), _shares(across, height, width))
    fine, coarse = ((changes >= least).mean() for least in (_FINE[0], _COARSE[0]))
    is_coarse = bool(coarse >= max(_COARSE[1], 2 * fine))
    if not is_coarse and fine < _FINE[1]:
        return None
    limit = _COARSE[0] if is_coarse else _FINE[0]
    # The sum over a pixel and those around it is one where it stands alone.
    alone = cv2.compare(cv2.boxFilter(black, cv2.CV_16U, (3, 3), normalize=False), 255, cv2.CMP_EQ)
    lone = cv2.bitwise_and(black, alone)
    dotted = (changes >= limit) | (_shares(lone, height, width) >= _LONE)
    # Tiles at the border of a shade are dotted in part.
    tiles = cv2.dilate(dotted.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    return Dots(tiles, _SOFT[is_coarse])


def _shares(image: NDArray[np.uint8], height: int, width: int) -> NDArray[np.float32]:
    """The share of 255 among 0 and 255 in each of `height` by `width` tiles of an image, float32."""
    return cv2.resize(image, (width, height), interpolation=cv2.INTER_AREA).astype(np.float32) / 255


def lift_dots(gray: NDArray[np.uint8], dots: Dots, reduction: float) -> NDArray[np.uint8]:
    """The page with white in place of dots, and with what is darker than they are.

    Args:
        gray: uint8 (H, W), 0 black … 255 white.
        dots: of the page in all its pixels.
        reduction: its size over that of `gray`.

    Returns:
        uint8 (H, W): where there are dots, 0 where all around is black, and 255 where it is no darker than the shade.
    """
    height, width = gray.shape
    soft = dots.soft / reduction
    dark = cv2.GaussianBlur(np.float32(1) - gray.astype(np.float32) / 255, (0, 0), soft)
    around = (2 * round(_AROUND / reduction) + 1,) * 2
    shade = cv2.blur(dark, around)
    # Dots that stand anywhere leave so much grain; ink is darker, and left out when shade and grain are measured.
    chance = np.float32(1 / (2 * np.sqrt(np.pi) * soft)) * np.sqrt(np.clip(shade * (1 - shade), 0, 1))
    grain = chance
    for _ in range(_PASSES):
        paper = (dark <= shade + _SURE * grain).astype(np.float32)
        shade = cv2.blur(dark * paper, around) / np.maximum(cv2.blur(paper, around), 0.01)
        grain = np.minimum(_grain(dark - shade, dots.tiles.shape), chance)
    more = dark - shade
    grain = np.maximum(grain, _LEAST / _SURE)
    share = np.where(_with_cores(more, grain), more / np.maximum(1 - shade, 0.1), 0)
    lifted = np.uint8(255) - np.clip(255 * share, 0, 255).astype(np.uint8)
    here = cv2.resize(dots.tiles.astype(np.uint8), (width, height), interpolation=cv2.INTER_NEAREST)
    return np.where(here > 0, lifted, gray)


def _with_cores(more: NDArray[np.float32], grain: NDArray[np.float32]) -> NDArray[np.bool_]:
    """What may be darker than its shade and is connected to what surely is, bool (H, W): the paler parts of strokes."""
    maybe = (more > _MAYBE * grain).astype(np.uint8)
    labels = cv2.connectedComponents(maybe, connectivity=8, ltype=cv2.CV_32S)[1]
    cores = np.zeros(labels.max() + 1, bool)
    cores[labels[more > _SURE * grain]] = True
    return cores[labels] & (maybe > 0)


def _grain(more: NDArray[np.float32], tiles: tuple[int, int]) -> NDArray[np.float32]:
    """The standard deviation of float32 (H, W) about zero in each tile, float32 (H, W); ink is the lesser part."""
    rows, columns = tiles
    whole = np.abs(cv2.resize(more, (columns * _TILE, rows * _TILE), interpolation=cv2.INTER_AREA))
    by_tile = whole.reshape(rows, _TILE, columns, _TILE).transpose(0, 2, 1, 3).reshape(rows, columns, -1)
    spread = cv2.medianBlur(1.4826 * np.median(by_tile, axis=2).astype(np.float32), 3)
    return np.asarray(cv2.resize(spread, more.shape[::-1], interpolation=cv2.INTER_LINEAR), np.float32)
