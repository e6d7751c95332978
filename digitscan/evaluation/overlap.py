"""True boxes and boxes read → which belongs to which, by where they lie and not by what they hold."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from digitscan.types import Box

from .assignment import assign
from .reading_order import Match

_INSIDE = 0.5
"""Two boxes may be the same field if they share at least half of the smaller one. Measured by the smaller, since one
may be drawn around the ink and the other around the printed box; by half, since a neighbour is never so near."""


def match_by_overlap(truth: Sequence[Box], read: Sequence[Box]) -> list[Match]:
    """Match boxes so that the sum of their overlaps (intersection over union) is largest.

    Args:
        truth: T boxes, pixels of the page as stored.
        read: R boxes, likewise.

    Returns:
        Pairs of positions in the order of truth, then the boxes read that stand alone.
    """
    shared = overlaps(truth, read)
    columns: dict[int, int] = {}
    if shared.size:
        wide = shared if len(truth) <= len(read) else shared.T
        chosen = assign(-wide)
        pairs = enumerate(chosen.tolist())
        columns = dict(pairs) if wide is shared else {column: row for row, column in pairs}
        columns = {row: column for row, column in columns.items() if shared[row, column] > 0}
    alone = sorted(set(range(len(read))) - set(columns.values()))
    return [(row, columns.get(row)) for row in range(len(truth))] + [(None, column) for column in alone]


def overlaps(truth: Sequence[Box], read: Sequence[Box]) -> NDArray[np.float64]:
    """Intersection over union of each two boxes.

    Returns:
        float64 (T, R), 0–1; 0 where they share less than half of the smaller one.
    """
    one = np.array(truth, np.float64).reshape(-1, 1, 4)
    other = np.array(read, np.float64).reshape(1, -1, 4)
    size = np.minimum(one[..., 2:], other[..., 2:]) - np.maximum(one[..., :2], other[..., :2])
    shared = np.maximum(size, 0).prod(axis=-1)
    areas = [(boxes[..., 2:] - boxes[..., :2]).prod(axis=-1) for boxes in (one, other)]
    same = shared >= _INSIDE * np.minimum(*areas)
    return np.where(same, shared / (areas[0] + areas[1] - shared), 0)
