"""How thick the ink is that a segment runs through: a ruling is all of it, in the stroke of a large digit a slice."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from digitscan.types import Segments

_PLACES = 24
"""Places along a segment that are looked at; most of those of a ruling are free of writing."""


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
    some = lines.take(long)
    along = np.linspace(some.start, some.stop - 1, _PLACES, axis=1)
    across = np.rint(some.slope[:, None] * along + some.offset[:, None])
    beside = (across.astype(np.intp)[..., None] + np.arange(-reach, reach + 1)).clip(0, ink.shape[vertical] - 1)
    u = along.astype(np.intp)[..., None]
    paper = (ink[u, beside] if vertical else ink[beside, u]) == 0  # (n, places, 2 reach + 1)
    # From the middle outwards to the first paper.
    after = np.where(paper[..., reach:].any(axis=2), paper[..., reach:].argmax(axis=2), reach + 1)
    before = paper[..., reach::-1]
    extent = after + np.where(before.any(axis=2), before.argmax(axis=2), reach + 1) - 1
    thickness = lines.thickness.copy()
    thickness[long] = np.maximum(thickness[long], np.median(extent, axis=1))
    return replace(lines, thickness=thickness)
