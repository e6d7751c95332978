"""How thick the ink is that a segment runs through: a ruling is all of it, in the stroke of a large digit a slice."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from digitscan.types import Segments

_PLACES = 24
"""Places along a segment that are looked at; most of those of a ruling are free of writing."""

_NEARLY, _THICKER, _TINTED = 0.25, 1.6, 4.0
"""Share of the places where a slice of a stroke may be as thin as walls of cells are, and how many times their
thickness its ink has elsewhere at least: digits run into walls, but seldom along three quarters of them. And how many
times at most: beside a wall of a shaded cell is more."""

_PALE, _DARKER = 100, 2.0
"""Darkness of walls, 0–255, below which they are paler than any pen; and how many times as dark a stroke is then: two
pale lines that meet in one wall are thick too."""


def as_thick_as_their_ink(
    lines: Segments, ink: NDArray[np.uint8], shortest: float, reach: int, *, vertical: bool
) -> Segments:
    """The segments, the long ones with the thickness of the ink that they run through.

    Args:
        lines: N segments.
        ink: uint8 (H, W), nonzero on all ink.
        shortest: length, pixels, from which on one is looked at.
        reach: how far its ink is followed to either side, pixels.
        vertical: whether they run along y.
    """
    long = np.flatnonzero(lines.stop - lines.start >= shortest)
    if not len(long):
        return lines
    thickness = lines.thickness.copy()
    extent = np.median(extents(lines.take(long), ink, reach, vertical=vertical), axis=1)
    thickness[long] = np.maximum(thickness[long], extent)
    return replace(lines, thickness=thickness)


def thicker(
    vertical: Segments,
    asked: NDArray[np.bool_],
    walls: NDArray[np.bool_],
    ink: NDArray[np.uint8],
    contrast: NDArray[np.uint8],
    reach: int,
) -> NDArray[np.bool_]:
    """Which segments along y are slices of strokes: nearly everywhere the ink around them is thicker than a wall.

    Args:
        vertical: N segments along y.
        asked: bool (N,), those that are looked at.
        walls: bool (N,), those that surely are sides of cells.
        ink: uint8 (H, W), nonzero on all ink.
        contrast: uint8 (H, W), 0 paper … 255 ink.
        reach: how far ink is followed to either side, pixels.

    Returns:
        bool (N,); none where there is no wall to compare with.
    """
    found = np.zeros(len(vertical), bool)
    if not (asked.any() and walls.any()):
        return found
    usual = np.median(np.quantile(extents(vertical.take(walls), ink, reach, vertical=True), _NEARLY, axis=1))
    thin, half = np.quantile(extents(vertical.take(asked), ink, reach, vertical=True), (_NEARLY, 0.5), axis=1)
    found[asked] = (thin > _THICKER * usual) & (half <= _TINTED * usual)
    if found.any():
        pale = float(np.median(darkness(vertical.take(walls), contrast, vertical=True)))
        if pale < _PALE:
            found[found] = darkness(vertical.take(found), contrast, vertical=True) > _DARKER * pale
    return found


def darkness(lines: Segments, contrast: NDArray[np.uint8], *, vertical: bool) -> NDArray[np.float32]:
    """How dark the ink of each segment is: the median along it of the darkest of three pixels across.

    Args:
        lines: N segments.
        contrast: uint8 (H, W), 0 paper … 255 ink.
        vertical: whether they run along y.

    Returns:
        float32 (N,), 0–255.
    """
    along = np.linspace(lines.start, lines.stop - 1, _PLACES, axis=1)
    across = np.rint(lines.slope[:, None] * along + lines.offset[:, None]).astype(np.intp)
    near = (across[..., None] + np.arange(-1, 2)).clip(0, contrast.shape[vertical] - 1)
    u = along.astype(np.intp)[..., None]
    return np.asarray(np.median((contrast[u, near] if vertical else contrast[near, u]).max(axis=2), axis=1), np.float32)


def extents(lines: Segments, ink: NDArray[np.uint8], reach: int, *, vertical: bool) -> NDArray[np.intp]:
    """How thick the ink is at some places along each segment.

    Args:
        lines: N segments.
        ink: uint8 (H, W), nonzero on all ink.
        reach: how far it is followed to either side, pixels.
        vertical: whether they run along y.

    Returns:
        intp (N, places), pixels.
    """
    along = np.linspace(lines.start, lines.stop - 1, _PLACES, axis=1)
    across = np.rint(lines.slope[:, None] * along + lines.offset[:, None])
    beside = (across.astype(np.intp)[..., None] + np.arange(-reach, reach + 1)).clip(0, ink.shape[vertical] - 1)
    u = along.astype(np.intp)[..., None]
    paper = (ink[u, beside] if vertical else ink[beside, u]) == 0  # (n, places, 2 reach + 1)
    # From the middle outwards to the first paper.
    after = np.where(paper[..., reach:].any(axis=2), paper[..., reach:].argmax(axis=2), reach + 1)
    before = paper[..., reach::-1]
    return np.asarray(after + np.where(before.any(axis=2), before.argmax(axis=2), reach + 1) - 1)
