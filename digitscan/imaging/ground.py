"""From a page to its ink, made straight: what all that is looked for on a page is looked for in.

dark on light ─► grey ─► ink ─► without what lies beside the sheet ─► skew undone; or, where a lattice stands in
perspective, the homography that makes it regular ─► ink
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce

import cv2
import numpy as np
from numpy.typing import NDArray

from digitscan.errors import InputError
from digitscan.imaging.binarize import STEP_OF_PAGE, Ink, binarize, noise_floor
from digitscan.imaging.crumbled import is_black_and_white
from digitscan.imaging.deskew import find_skew, rotation
from digitscan.imaging.grey import to_grey
from digitscan.imaging.lattice import find_lattice
from digitscan.imaging.paper import find_papers, outside
from digitscan.imaging.polarity import dark_on_light, is_black
from digitscan.imaging.rectify import cell_side, is_flat, move, rectification, sharpen, warp
from digitscan.imaging.scaling import coarse_reduction, rescale, square, working_scale
from digitscan.imaging.screened import find_dots, lift_dots
from digitscan.imaging.shaded import frame_shaded
from digitscan.imaging.solid import empty_solid
from digitscan.imaging.streaks import fill_streaks, find_streaks
from digitscan.imaging.thick import is_written_thickly
from digitscan.types import Box, Page, box_quad

_MOST_INK = 0.38
"""Share of the paper that ink covers at most: dense print covers 0.15, a blurred photo of a grid 0.3, noise 0.4."""

_SNIPPET = 450
"""Longest side, pixels as stored, up to which an image is one field cut out: it is neither straightened nor searched
for ruled rows. The smallest real page is a receipt or a label, 800 pixels and more at 150 dpi."""


@dataclass(frozen=True, eq=False)
class Ground:
    """The ink of a page, made straight.

    Attributes:
        ink: in working pixels.
        matrix: float64 (3, 3), from pixels of the upright page to working pixels.
        snippet: whether the page is one field cut out.
        nodes: float32 (R + 1, C + 1, 2), the crossings of its lattice in working pixels, or None.
        page: float32 (4, 2), the corners of the page in working pixels, where there is a lattice.
        bilevel: whether it was scanned in black and white.
        sheet: height and width, working pixels, of the sheet in a photo; None where the page is all there is.
        sheets: float32 (n, 2) each, the outlines of all sheets in it, working pixels, this one first.
    """

    ink: Ink
    matrix: NDArray[np.float64]
    snippet: bool
    nodes: NDArray[np.float32] | None = None
    page: NDArray[np.float32] | None = None
    bilevel: bool = False
    sheet: tuple[int, int] | None = None
    sheets: tuple[NDArray[np.float32], ...] = ()


def lay_out(page: Page, *, fine: bool = False) -> Ground:
    """Find the ink of a page, and undo its skew or perspective.

    Args:
        page: as loaded, reduced or not.
        fine: whether all its pixels are looked at; else a large page is reduced first.

    Raises:
        InputError: it is no page: there is more ink than paper, or it is black.
    """
    pixels = square(page.pixels, page.aspect)
    pixels = pixels if fine or page.reduction > 1 else _coarse(pixels)
    height, width = pixels.shape[:2]
    snippet = max(height, width) <= _SNIPPET
    gray = to_grey(pixels)
    streaks = None if snippet else find_streaks(gray)
    if streaks is not None:
        gray, pixels = fill_streaks(gray, streaks), fill_streaks(pixels, streaks)
    bilevel = not snippet and is_black_and_white(page.pixels)
    dots = find_dots(page.pixels) if bilevel and page.aspect == 1 else None
    if dots is not None:
        gray = pixels = lift_dots(gray, dots, page.pixels.shape[1] / width)
    if not snippet and is_black(page.pixels):
        raise InputError("this is no page: it is black")
    gray = gray if snippet else empty_solid(gray)
    framed = gray if snippet else frame_shaded(gray)
    # White boxes on tinted ground are no chalk on a blackboard.
    if framed is gray:
        turned = dark_on_light(pixels, snippet=snippet)
        gray, pixels = gray if turned is pixels else to_grey(turned), turned
    else:
        gray = framed
    factor = working_scale(height, width)
    scaling = np.diag([factor, factor, 1.0])
    # From the page with all its pixels to those that are looked at.
    reducing = np.diag([width / page.size[0], height / page.size[1], 1.0])
    if snippet:
        return Ground(binarize(rescale(gray, factor)), scaling @ reducing, snippet=True)
    nodes = find_lattice(gray)
    if nodes is not None and not is_flat(nodes):
        return _rectify(gray, nodes, reducing)
    at_scale = rescale(gray, factor)
    while is_written_thickly(at_scale):
        at_scale, factor = rescale(at_scale, 0.5), factor / 2
        scaling = np.diag([factor, factor, 1.0])
    ink = binarize(at_scale, STEP_OF_PAGE)
    outlines = [outline * factor for outline in find_papers(pixels)]
    area, sheet = float(ink.mask.size), None
    if outlines:
        ink, sheet = _on_paper(ink, outlines), _upright_size(outlines[0])
        area = sum(cv2.contourArea(outline) for outline in outlines)
    if cv2.countNonZero(ink.mask) > _MOST_INK * area:
        raise InputError("this is no page: more ink than paper")
    ink, straighten = _straighten(ink)
    upright = np.vstack([straighten, [0, 0, 1]])
    matrix = upright @ scaling
    sheets = tuple(move(outline, upright) for outline in outlines)
    if nodes is None:
        return Ground(ink, matrix @ reducing, False, bilevel=bilevel and dots is None, sheet=sheet, sheets=sheets)
    corners = _corners(height, width, matrix)
    return Ground(ink, matrix @ reducing, False, nodes=move(nodes, matrix), page=corners, sheet=sheet, sheets=sheets)


def _coarse(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """A large page reduced; another as it is."""
    return rescale(pixels, 1 / coarse_reduction(*pixels.shape[:2]))


def _rectify(gray: NDArray[np.uint8], nodes: NDArray[np.float32], reducing: NDArray[np.float64]) -> Ground:
    """The ink of a page whose lattice was made regular; `reducing` leads from all its pixels to those of `gray`."""
    height, width = gray.shape
    matrix, size = rectification(nodes, height, width)
    straight = move(nodes, matrix)
    cell = cell_side(straight)
    ink = binarize(sharpen(warp(gray, matrix, size), cell, cell / cell_side(nodes)))
    beyond = outside(_corners(height, width, matrix), ink.mask.shape, 3)  # the edge's own blur
    ink = Ink(cv2.subtract(ink.contrast, beyond), cv2.subtract(ink.mask, beyond), ink.floor)
    corners = _corners(height, width, matrix)
    return Ground(ink, matrix @ reducing, snippet=False, nodes=straight, page=corners)


def _corners(height: int, width: int, matrix: NDArray[np.float64]) -> NDArray[np.float32]:
    """The corners of a page through a homography, float32 (4, 2)."""
    return move(box_quad(Box(0, 0, width, height)), matrix)


def _upright_size(outline: NDArray[np.float32]) -> tuple[int, int]:
    """Height and width, pixels, of a sheet with an outline float32 (n, 2), which may lie askew."""
    corners = cv2.boxPoints(cv2.minAreaRect(outline))
    sides = np.diff(corners[:3], axis=0)
    first, second = np.hypot(*sides.T).round().astype(int).tolist()
    return (second, first) if abs(sides[0, 0]) > abs(sides[0, 1]) else (first, second)


def _on_paper(ink: Ink, outlines: Sequence[NDArray[np.float32]]) -> Ink:
    """The ink without what lies beside the outlines float32 (n, 2) of the sheets in a photo."""
    height, width = ink.mask.shape
    # The sheet's own edge is a dark line: 0.8 % of the page covers it and its shadow.
    margin = round(0.008 * max(height, width))
    beside = reduce(cv2.bitwise_and, (outside(outline, (height, width), margin) for outline in outlines))
    # A rough desk's grain is not the paper's: measured with it, the floor would be above the ink.
    floor = noise_floor(ink.contrast, cv2.bitwise_not(beside))
    contrast = cv2.subtract(ink.contrast, beside)
    return Ink(contrast, cv2.threshold(contrast, floor, 255, cv2.THRESH_BINARY)[1], floor)


def _straighten(ink: Ink) -> tuple[Ink, NDArray[np.float64]]:
    """Undo the skew: the straight ink, and the float64 (2, 3) matrix that was applied."""
    degrees = find_skew(ink.mask)
    if degrees == 0:
        return ink, np.eye(2, 3)
    matrix, size = rotation(ink.mask.shape[0], ink.mask.shape[1], degrees)
    contrast = cv2.warpAffine(ink.contrast, matrix, size, flags=cv2.INTER_LINEAR)
    mask = cv2.threshold(contrast, ink.floor, 255, cv2.THRESH_BINARY)[1]
    return Ink(contrast, mask, ink.floor), matrix
