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
