"""Which ink belongs to which cell: whole strokes stay whole, also where they leave their cell."""

from __future__ import annotations

from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

Quad = NDArray[np.float32]

_WHOLE = 0.75
"""Share of a component's ink in cells that must lie in one of them for all of it to go there."""

_INSIDE = 0.5
"""Share of a component's ink that must lie in cells at all: printed text that runs over a box is not in it."""

_CUT = -2
"""Stands for the cell of a component that is cut."""


class Assigned(NamedTuple):
    """Components and their cells.

    Attributes:
        labels: int32 (H, W), 0 for paper, else the component 1…M.
        boxes: int32 (M, 4), left, top, right, bottom.
        areas: int32 (M,), pixels.
        owner: int32 (M,), the cell of each, -1 for none.
    """

    labels: NDArray[np.int32]
    boxes: NDArray[np.int32]
    areas: NDArray[np.int32]
    owner: NDArray[np.int32]


def assign_to_cells(
    labels: NDArray[np.int32], boxes: NDArray[np.int32], areas: NDArray[np.int32], quads: list[Quad], margin: float
) -> Assigned:
    """Give each component to a cell, cutting those that reach far into several.

    Args:
        labels: int32 (H, W), 0 for paper, else the component 1…N.
        boxes: int32 (N, 4), left, top, right, bottom of the components.
        areas: int32 (N,), their pixels.
        quads: C cells, float32 (4, 2).
        margin: pixels by which cells are widened (half a ruling).

    Returns:
        The components, those that are cut as one for each cell they reach into, in the order of the old ones.
    """
    at = np.flatnonzero(labels > 0)
    label, cell = labels.ravel()[at] - 1, _draw(quads, labels.shape, margin).ravel()[at]
    # Nearly all components lie in one cell, or in none, whole: only of the others pixels have to be counted.
    target = np.zeros(len(boxes), np.int32)
    target[label] = cell
    mixed = np.zeros(len(boxes), bool)
    mixed[label[cell != target[label]]] = True
    target -= 1
    some = np.flatnonzero(mixed[label])
    target[mixed] = _target_cells(label[some], cell[some], len(boxes))[mixed]
    if not (target == _CUT).any():
        return Assigned(labels, boxes, areas, target)
    return _cut(labels, boxes, areas, target, at, cell)


def _target_cells(label: NDArray[np.int32], cell: NDArray[np.int32], count: int) -> NDArray[np.int64]:
    """For each component: the cell from 0 that takes all of it, -1 for none, or _CUT.

    Args:
        label: int32 (n,), the component 0…N - 1 of each pixel.
        cell: int32 (n,), 0 outside, else 1 + its cell.
        count: the number of components, N.
    """
    pairs, pixels = np.unique(_pairs(label, cell), return_counts=True)
    label, cell = np.divmod(pairs, _FACTOR)
    total = np.bincount(label, pixels, count)
    within = np.bincount(label, np.where(cell > 0, pixels, 0), count)
    order = np.lexsort((pixels, cell > 0))  # the largest share in a cell comes last and stays
    best = np.zeros(count, np.int64)
    most = np.zeros(count)
    best[label[order]] = cell[order]
    most[label[order]] = np.where(cell[order] > 0, pixels[order], 0)
    target = best - 1
    target[within < _INSIDE * total] = -1
    target[(within >= _INSIDE * total) & (most < _WHOLE * within)] = _CUT
    return target


_FACTOR = 1 << 32
"""More than there are cells: labels and cells as one number, in the order of both."""


def _pairs(label: NDArray[np.int32], cell: NDArray[np.int32]) -> NDArray[np.int64]:
    return label.astype(np.int64) * _FACTOR + cell


def _cut(
    labels: NDArray[np.int32],
    boxes: NDArray[np.int32],
    areas: NDArray[np.int32],
    target: NDArray[np.int32],
    at: NDArray[np.intp],
    cell: NDArray[np.int32],
) -> Assigned:
    """Part the components whose target is _CUT into one for each cell, and number all anew.

    Args:
        labels: as in `assign_to_cells`.
        boxes: likewise.
        areas: likewise.
        target: int32 (N,), the cell of each component, or _CUT.
        at: intp (n,), flat index of each pixel of ink, ascending.
        cell: int32 (n,), 0 outside, else 1 + its cell.
    """
    label = labels.ravel()[at] - 1
    some = np.flatnonzero((target == _CUT)[label])
    pieces, piece = np.unique(_pairs(label[some], cell[some]), return_inverse=True)
    origin = np.concatenate([np.flatnonzero(target != _CUT), pieces // _FACTOR])
    owner = np.concatenate([target[target != _CUT], pieces % _FACTOR - 1])
    y, x = np.divmod(at[some], labels.shape[1])
    measured = _measure(piece, x, y, len(pieces))
    order = np.argsort(origin, kind="stable")
    number = np.empty(len(order), np.int32)
    number[order] = np.arange(1, len(order) + 1)
    whole = len(origin) - len(pieces)
    numbers = np.zeros(len(boxes), np.int32)
    numbers[origin[:whole]] = number[:whole]
    new = np.zeros_like(labels)
    new.ravel()[at] = numbers[label]
    new.ravel()[at[some]] = number[whole:][piece]
    boxes, areas = (np.concatenate([old[origin[:whole]], of]) for old, of in zip((boxes, areas), measured, strict=True))
    return Assigned(new, boxes[order], areas[order], owner[order].astype(np.int32))


def _measure(
    piece: NDArray[np.intp], x: NDArray[np.intp], y: NDArray[np.intp], count: int
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Boxes int32 (count, 4) and areas int32 (count,) of pieces of the pixels x, y."""
    boxes = np.zeros((count, 4), np.int32)
    boxes[:, :2] = np.iinfo(np.int32).max
    for side, values in enumerate((x, y)):
        np.minimum.at(boxes[:, side], piece, values)
        np.maximum.at(boxes[:, side + 2], piece, values + 1)
    return boxes, np.bincount(piece, minlength=count).astype(np.int32)


def _draw(quads: list[Quad], shape: tuple[int, int], margin: float) -> NDArray[np.int32]:
    """int32 (H, W): 0 outside, else 1 + index of the cell; cells are widened by `margin` pixels on every side."""
    canvas = np.zeros(shape, np.int32)
    for number, quad in enumerate(quads, start=1):
        middle = quad.mean(axis=0)
        offset = quad - middle
        cv2.fillConvexPoly(canvas, np.rint(middle + offset + margin * np.sign(offset)).astype(np.int32), number)
    return canvas
