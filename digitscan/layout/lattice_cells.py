"""The cells of a lattice found by itself, as in a photo of a puzzle, take their place among the frames of its page."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from digitscan.layout.frames import Frames
from digitscan.types import Box, Field, quad_box

Quad = NDArray[np.float32]

_MAIN = 0.2
"""Share of the page from which on a lattice is what the page is for."""


_ALIKE, _FOUND = 0.8, 0.98
"""Least share of the area of a lattice's cell and of one among the frames that both have, for them to be the same; and
the share of the lattice's cells that are found so in a table of which the lattice is a part."""

_BESIDE, _MOST = 0.25, 0.5
"""Distance, in heights of the lattice's cells, up to which a cell among the frames adjoins one of them, and differs
from it in height (of a further row, in width); and the share of the rows that a further column has at least."""


_ON, _INKED = (0.15, 0.45), 0.8
"""How far from the lattice its lines are followed, in cells, beyond the thick frame of a puzzle; and the share of that
way that is inked where a line goes on."""


def may_go_on(nodes: NDArray[np.float32], mask: NDArray[np.uint8]) -> bool:
    """Whether most lines of a lattice go on at one of its sides, so that it may be a part of a wider table.

    Args:
        nodes: float32 (R + 1, C + 1, 2), x, y of its crossings, pixels.
        mask: uint8 (H, W), nonzero on ink.
    """
    ends = ((nodes[:, 0], nodes[:, 1]), (nodes[:, -1], nodes[:, -2]), (nodes[0], nodes[1]), (nodes[-1], nodes[-2]))
    way = np.linspace(*_ON, 12)[None, :, None]
    near = np.stack(np.meshgrid([-1, 0, 1], [-1, 0, 1]), axis=-1).reshape(1, 1, 9, 2)
    for last, before in ends:
        # A pixel to every side: lines are not quite straight.
        points = np.rint(last[:, None] + way * (last - before)[:, None])[:, :, None] + near
        x, y = np.moveaxis(points.astype(np.intp), -1, 0)
        inked = mask[y.clip(0, mask.shape[0] - 1), x.clip(0, mask.shape[1] - 1)].any(axis=2)
        if (inked.mean(axis=1) >= _INKED).mean() >= _MOST:
            return True
    return False


def has_wider_table(frames: Frames, cells: list[Quad], columns: int) -> bool:
    """Whether frames that were found without a lattice hold its cells, and more beside them: columns of another width.

    Args:
        frames: as `find_frames` gives them for all ink of the page.
        cells: of the lattice, row by row.
        columns: how many make a row.
    """
    boxes = [quad_box(quad) for quad in cells]
    known = np.array([field.box for field in frames.fields if field.kind == "cell"], np.float64).reshape(-1, 4)
    if len(known) <= len(cells):
        return False
    found = sum(_most_alike(box, known) >= _ALIKE for box in boxes)
    if found < _FOUND * len(cells):
        return False
    reach = _BESIDE * float(np.median([box.height for box in boxes]))
    grid = np.array(boxes, np.float64).reshape(-1, columns, 4)
    sides = ((grid[:, 0], 0), (grid[:, -1], 2), (grid[0], 1), (grid[-1], 3))
    return any(_adjoining(line, known, side, reach) >= _MOST * len(line) for line, side in sides)


def _adjoining(line: NDArray[np.float64], others: NDArray[np.float64], side: int, reach: float) -> int:
    """How many boxes of the line float64 (N, 4) have one of the others (M, 4) at that side, as high (or wide) as they.

    Args:
        line: the outer boxes of a lattice.
        others: boxes.
        side: 0 left, 1 top, 2 right, 3 bottom.
        reach: how far apart they are at most, pixels.
    """
    apart = np.abs(line[:, None, side] - others[None, :, (side + 2) % 4])
    ends = [1, 3] if side in (0, 2) else [0, 2]
    differ = np.abs(line[:, None, ends] - others[None][..., ends]).max(axis=2)
    return int((np.maximum(apart, differ) <= reach).any(axis=1).sum())


def _most_alike(box: Box, others: NDArray[np.float64]) -> float:
    """The largest share of the area of a box and of another, float64 (N, 4) in all, that both have."""
    left, top, right, bottom = others.T
    width = np.minimum(right, box.right) - np.maximum(left, box.left)
    height = np.minimum(bottom, box.bottom) - np.maximum(top, box.top)
    shared = np.maximum(width, 0) * np.maximum(height, 0)
    return float(np.max(shared / ((right - left) * (bottom - top) + box.area - shared), initial=0.0))


def add_lattice(frames: Frames, cells: list[Quad], columns: int, thickness: float, page: Quad) -> Frames:
    """The frames with the cells of a lattice, which `find_frames` has not seen.

    Args:
        frames: of what stands around the lattice.
        cells: its cells, row by row.
        columns: how many make a row.
        thickness: of its lines, pixels.
        page: the corners of the page, in the same pixels.
    """
    around = quad_box(np.concatenate(cells))
    kept = replace(frames, fields=[field for field in frames.fields if not _overlap(field.box, around)])
    if around.area >= _MAIN * cv2.contourArea(page):
        # What the page is for: lines printed beside it are no rows to write on, and what its edge cuts is another page.
        kept = replace(kept, fields=_whole(kept.fields, page), baselines=[], rows=None)
    table = 1 + max((field.table for field in kept.fields), default=-1)
    inside = [Field("cell", quad, table=table, place=divmod(i, columns)) for i, quad in enumerate(cells)]
    # Each side of these cells is known by itself: ink beyond it is the line's.
    return replace(kept, fields=kept.fields + inside, thickness=max(frames.thickness, thickness), margin=1.0)


def _overlap(box: Box, other: Box) -> bool:
    """Whether two boxes share pixels."""
    return max(box.left, other.left) < min(box.right, other.right) and max(box.top, other.top) < min(
        box.bottom, other.bottom
    )


def _whole(fields: list[Field], page: Quad) -> list[Field]:
    """The fields of tables that the edge of the page does not cut: no cell of theirs has less than its size to it."""
    cut = {field.table for field in fields if _near_edge(field.box, page)}
    return [field for field in fields if field.table not in cut and not _near_edge(field.box, page)]


def _near_edge(box: Box, page: Quad) -> bool:
    """Whether a box is nearer to the edge of the page than it is wide or high."""
    middle = ((box.left + box.right) / 2, (box.top + box.bottom) / 2)
    return cv2.pointPolygonTest(page, middle, True) < 1.5 * max(box.width, box.height)
