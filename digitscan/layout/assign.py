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

_TILE = 16
"""Side, pixels, of the tiles by which components far from any cell are told: smaller than what is between fields."""

_MANY = 3
"""Cells from which on a component reaches into many: digits of two neighbours touch, and a stamp covers more."""

_SMALL = 0.3
"""Area, in that of the largest cell, below which a cell may be a box in the corner of another."""

_CUT = -2
"""Stands for the cell of a component that is cut."""


class Assigned(NamedTuple):
    """Components and their cells.

    Attributes:
        labels: int32 (H, W), 0 for paper, else the component 1…M.
        boxes: int32 (M, 4), left, top, right, bottom.
        areas: int32 (M,), pixels.
        owner: int32 (M,), the cell of each, -1 for none.
        across: bool (M,), which are pieces of one that reaches far into many cells.
    """

    labels: NDArray[np.int32]
    boxes: NDArray[np.int32]
    areas: NDArray[np.int32]
    owner: NDArray[np.int32]
    across: NDArray[np.bool_]


def assign_to_cells(
    labels: NDArray[np.int32], boxes: NDArray[np.int32], areas: NDArray[np.int32], quads: list[Quad], margin: float
) -> Assigned:
    """Give each component to a cell, cutting those that reach far into several.

    Args:
        labels: int32 (H, W), 0 for paper, else the component 1…N; changed in place where components are cut.
        boxes: int32 (N, 4), left, top, right, bottom of the components.
        areas: int32 (N,), their pixels.
        quads: C cells, float32 (4, 2).
        margin: pixels by which cells are widened (half a ruling).

    Returns:
        The components, those that are cut as one for each cell they reach into, in the order of the old ones.
    """
    outlines = _widened(quads, margin)
    cells = np.zeros(labels.shape, np.uint16)  # more cells than that have no room on a page
    # Boxes in the corners of cells are drawn onto these.
    sizes = np.array([cv2.contourArea(outline) for outline in outlines])
    for i in np.argsort(sizes < _SMALL * sizes.max(), kind="stable").tolist():
        cv2.fillConvexPoly(cells, outlines[i], i + 1)
    owner, sure = _by_corners(boxes, cells, outlines)
    for i in np.flatnonzero(~sure).tolist():
        left, top, right, bottom = boxes[i].tolist()
        owner[i] = _most(np.bincount(cells[top:bottom, left:right][labels[top:bottom, left:right] == i + 1]))
    if (owner == _CUT).any():
        return _cut(labels, boxes, areas, owner, cells)
    return Assigned(labels, boxes, areas, owner, np.zeros(len(boxes), bool))


def _widened(quads: list[Quad], margin: float) -> NDArray[np.int32]:
    """The corners of the cells, int32 (C, 4, 2), moved outwards by `margin` pixels along x and along y."""
    corners = np.stack(quads)
    middle = corners.mean(axis=1, keepdims=True)
    return np.rint(corners + margin * np.sign(corners - middle)).astype(np.int32)


def _by_corners(
    boxes: NDArray[np.int32], cells: NDArray[np.uint16], outlines: NDArray[np.int32]
) -> tuple[NDArray[np.int32], NDArray[np.bool_]]:
    """The cell of each component whose box tells it, and whether it does: nearly all lie in one cell, or far from any.

    Args:
        boxes: int32 (N, 4), of the components.
        cells: uint16 (H, W), 0 outside, else 1 + index of the cell.
        outlines: int32 (C, 4, 2), of the cells.

    Returns:
        int32 (N,), the cell at the top left corner, -1 for none; and bool (N,).
    """
    left, top, right, bottom = boxes.T
    corners = np.stack([cells[y, x] for y in (top, bottom - 1) for x in (left, right - 1)])
    # Cells are convex, and none lies in another: with its corners all of the box is in the cell.
    inside = (corners == corners[0]).all(axis=0) & (corners[0] > 0)
    near = np.zeros((cells.shape[0] // _TILE + 1, cells.shape[1] // _TILE + 1), np.uint8)
    low, high = outlines.min(axis=1), outlines.max(axis=1)
    for (first_x, first_y), (last_x, last_y) in zip(
        (np.maximum(low, 0) // _TILE).tolist(), (high // _TILE).tolist(), strict=True
    ):
        near[first_y : last_y + 1, first_x : last_x + 1] = 1
    total = cv2.integral(near)
    x0, y0, x1, y1 = left // _TILE, top // _TILE, (right - 1) // _TILE + 1, (bottom - 1) // _TILE + 1
    outside = total[y1, x1] - total[y0, x1] - total[y1, x0] + total[y0, x0] == 0
    return corners[0].astype(np.int32) - 1, inside | outside


def _most(pixels: NDArray[np.intp]) -> int:
    """The cell that takes all of a component with so many pixels outside cells and in each of them, or -1, or _CUT."""
    within = int(pixels[1:].sum())
    if within == 0 or within < _INSIDE * (within + pixels[0]):
        return -1
    most = pixels[1:].max()
    return int(np.flatnonzero(pixels[1:] == most)[-1]) if most >= _WHOLE * within else _CUT


def _cut(
    labels: NDArray[np.int32],
    boxes: NDArray[np.int32],
    areas: NDArray[np.int32],
    owner: NDArray[np.int32],
    cells: NDArray[np.uint16],
) -> Assigned:
    """Part the components whose owner is _CUT into one for each cell, and number all anew, in place.

    Args:
        labels: as in `assign_to_cells`.
        boxes: likewise.
        areas: likewise.
        owner: int32 (N,), the cell of each component, -1 for none, or _CUT.
        cells: uint16 (H, W), 0 outside, else 1 + index of the cell.
    """
    pieces = [piece for i in np.flatnonzero(owner == _CUT).tolist() for piece in _pieces(labels, boxes[i], i, cells)]
    whole = np.flatnonzero(owner != _CUT)
    origin = np.concatenate([whole, [piece.origin for piece in pieces]]).astype(np.intp)
    order = np.argsort(origin, kind="stable")
    number = np.empty(len(order), np.int32)
    number[order] = np.arange(1, len(order) + 1)
    numbers = np.zeros(len(boxes) + 1, np.int32)
    numbers[1 + whole] = number[: len(whole)]
    at = np.flatnonzero(labels > 0)
    labels.ravel()[at] = numbers[labels.ravel()[at]]
    for piece, new in zip(pieces, number[len(whole) :].tolist(), strict=True):
        labels[piece.y, piece.x] = new
    measured = np.array(
        [(p.x.min(), p.y.min(), p.x.max() + 1, p.y.max() + 1, len(p.x), p.cell) for p in pieces], np.int32
    )
    every = np.concatenate([np.column_stack([boxes, areas, owner])[whole], measured])[order]
    parts = np.bincount([piece.origin for piece in pieces if piece.cell >= 0], minlength=len(boxes))
    return Assigned(labels, every[:, :4], every[:, 4], every[:, 5], parts[origin[order]] >= _MANY)


class _Piece(NamedTuple):
    """The pixels x, y, intp (n,), of the component `origin` that lie in a cell, -1 for outside cells."""

    origin: int
    cell: int
    x: NDArray[np.intp]
    y: NDArray[np.intp]


def _pieces(labels: NDArray[np.int32], box: NDArray[np.int32], i: int, cells: NDArray[np.uint16]) -> list[_Piece]:
    """The pieces of component i in the order of the cells."""
    left, top, right, bottom = box.tolist()
    y, x = np.nonzero(labels[top:bottom, left:right] == i + 1)
    y, x = y + top, x + left
    cell = cells[y, x]
    return [_Piece(i, k - 1, x[cell == k], y[cell == k]) for k in np.unique(cell).tolist()]
