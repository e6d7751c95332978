"""Which ink belongs to which cell: whole strokes stay whole, also where they leave their cell."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

Quad = NDArray[np.float32]

_WHOLE = 0.75
"""Share of a component's ink in cells that must lie in one of them for all of it to go there."""

_INSIDE = 0.5
"""Share of a component's ink that must lie in cells at all: printed text that runs over a box is not in it."""


def assign_to_cells(
    labels: NDArray[np.int32], count: int, quads: list[Quad], margin: float
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Give each component to a cell, cutting those that reach far into several.

    Args:
        labels: int32 (H, W), 0 for paper, else the component 1…count.
        count: the number of components.
        quads: C cells, float32 (4, 2).
        margin: pixels by which cells are widened (half a ruling).

    Returns:
        New labels int32 (H, W), and int32 (M,) with the cell of each new component, -1 for none.
    """
    cells = _draw(quads, labels.shape, margin)
    inked = np.flatnonzero(labels)
    label, cell = labels.ravel()[inked], cells.ravel()[inked]
    pairs, part, pixels = np.unique(
        label.astype(np.int64) * (len(quads) + 1) + cell, return_inverse=True, return_counts=True
    )
    pair_label, pair_cell = np.divmod(pairs, len(quads) + 1)
    target = _target_cells(pair_label, pair_cell, pixels, count)
    # A component that goes whole to one cell is one new component; a cut one is a new component per cell.
    whole = target[pair_label] != _CUT
    owner = np.where(whole, target[pair_label], pair_cell - 1)
    key = np.where(whole, pair_label * (len(quads) + 2), pair_label * (len(quads) + 2) + pair_cell + 1)
    _, first, number = np.unique(key, return_index=True, return_inverse=True)
    new = np.zeros(labels.size, np.int32)
    new[inked] = number[part].astype(np.int32) + 1
    return new.reshape(labels.shape), owner[first].astype(np.int32)


_CUT = -2


def _target_cells(
    label: NDArray[np.int64], cell: NDArray[np.int64], pixels: NDArray[np.int64], count: int
) -> NDArray[np.int64]:
    """For each label 0…count: the cell from 0 that takes all of it, -1 for none, or _CUT."""
    total = np.bincount(label, pixels, count + 1)
    within = np.bincount(label, np.where(cell > 0, pixels, 0), count + 1)
    order = np.lexsort((pixels, cell > 0))  # the largest share in a cell comes last and stays
    best = np.zeros(count + 1, np.int64)
    most = np.zeros(count + 1)
    best[label[order]] = cell[order]
    most[label[order]] = np.where(cell[order] > 0, pixels[order], 0)
    target = best - 1
    target[within < _INSIDE * total] = -1
    target[(within >= _INSIDE * total) & (most < _WHOLE * within)] = _CUT
    return target


def _draw(quads: list[Quad], shape: tuple[int, int], margin: float) -> NDArray[np.int32]:
    """int32 (H, W): 0 outside, else 1 + index of the cell; cells are widened by `margin` pixels on every side."""
    canvas = np.zeros(shape, np.int32)
    for number, quad in enumerate(quads, start=1):
        middle = quad.mean(axis=0)
        offset = quad - middle
        cv2.fillConvexPoly(canvas, np.rint(middle + offset + margin * np.sign(offset)).astype(np.int32), number)
    return canvas
