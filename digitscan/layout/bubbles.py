"""Bubbles: the printed circles of answer sheets that are filled to choose what is printed in them, and hold no writing.

A bubble's ring looks like a box with a digit in it, and there are dozens on a sheet. A round 0 looks like a ring, but
nothing is inside it, and no hand draws many that are as round and as large as each other.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from digitscan.layout.cells import Hole

_SMALLEST = 10
"""Diameter of a ring's inside, pixels, below which print in it cannot be read, and is not."""

_POINTS = 8
"""Fewest points of a round contour."""

_LARGEST = 1.75
"""The same, in shortest rulings, above which a ring may be a place to write in: 7 mm on A4. Bubbles have 3 to 5 mm."""

_SHAPE = (0.6, 2.0)
"""Width of a ring's inside in its heights: there are round bubbles, lying ones and standing ones."""

_ROUND = 0.07
"""Largest spread of the ring's radius, in the radius, width and height made equal: a square has 0.11."""

_FILL = (0.72, 0.85)
"""Share of its upright box that the inside of a ring fills; a circle has 0.785, and boxes with cut corners more."""

_ALIKE = 0.12
"""Most that the bubbles of a sheet differ in size."""

_FEWEST, _PRINTED = 8, 0.5
"""Rings of a size that are bubbles, and the share of them that must have something in them: the others' letters were
lost, or are filled over."""

_WIDEST, _ROUNDS = 10.0, 4
"""Largest diameter of a ring to write in, in shortest rulings, 40 mm on A4; and how many there are of one size at
least, with something in them: a pen's circles around numbers differ, and are three on a page at most."""

_INSIDE = 0.5
"""Width and height, in those of the ring's inside, of the box in which print is looked for."""

_RING = 1.35
"""Size, in that of the ring's inside, up to which ink is the bubble's."""


class Bubbles(NamedTuple):
    """The bubbles of a page.

    Attributes:
        middles: float32 (K, 2), x and y, pixels.
        size: float32 (2,), width and height of the inside of their rings, pixels; 0 where there are none.
    """

    middles: NDArray[np.float32]
    size: NDArray[np.float32]

    def hold(self, points: NDArray[np.floating]) -> NDArray[np.bool_]:
        """Which of N points, float (N, 2), lie in one of them: bool (N,)."""
        if not len(self.middles) or not len(points):
            return np.zeros(len(points), bool)
        far = 2 * (points[:, None] - self.middles) / self.size
        return np.asarray(((far**2).sum(axis=2) <= _RING**2).any(axis=1))

    def own(self, boxes: NDArray[np.int32]) -> NDArray[np.bool_]:
        """Which components are theirs, bool (N,): a ring or a piece of one, what is printed in it, what fills it.

        Args:
            boxes: int32 (N, 4), left, top, right, bottom.
        """
        small = (boxes[:, 2:] - boxes[:, :2] <= _RING * self.size).all(axis=1)
        return small & self.hold((boxes[:, :2] + boxes[:, 2:]) / 2)


NO_BUBBLES = Bubbles(np.zeros((0, 2), np.float32), np.zeros(2, np.float32))


def find_bubbles(holes: Sequence[NDArray[np.int32]], ink: NDArray[np.uint8], shortest: int) -> Bubbles:
    """Find the bubbles of a page.

    Args:
        holes: int32 (n, 1, 2) each, the inner contours of the ink.
        ink: uint8 (H, W), nonzero on all ink.
        shortest: ruling looked at, pixels.
    """
    found = [box for hole in holes if (box := _ring(hole, _LARGEST * shortest)) is not None]
    if len(found) < _FEWEST:
        return NO_BUBBLES
    boxes = np.array(found, np.float32)
    size = boxes[:, 2:]
    alike = (np.abs(size - size[:, None]) <= _ALIKE * size).all(axis=2)
    same = boxes[alike[int(alike.sum(axis=1).argmax())]]
    if len(same) < _FEWEST or np.mean([_has_print(ink, box) for box in same]) < _PRINTED:
        return NO_BUBBLES
    return Bubbles(same[:, :2] + (same[:, 2:] - 1) / 2, np.median(same[:, 2:], axis=0).astype(np.float32))


def find_rounds(
    holes: Sequence[NDArray[np.int32]], ink: NDArray[np.uint8], shortest: int, cells: Sequence[NDArray[np.float32]]
) -> list[Hole]:
    """The printed circles of a page that are large enough to write a number in, as the lids of tubes in a rack.

    Args:
        holes: int32 (n, 1, 2) each, the inner contours of the ink.
        ink: uint8 (H, W), nonzero on all ink.
        shortest: ruling looked at, pixels.
        cells: float32 (4, 2) each, those that are known: a circle in one of them is its own.
    """
    least, most = _LARGEST * shortest, _WIDEST * shortest
    # What runs into a ring from its inside dents it.
    hulls = [cv2.convexHull(hole) for hole in holes if min(cv2.boundingRect(hole)[2:]) >= least]
    found = [(hull, box) for hull in hulls if (box := _ring(hull, most)) is not None]
    if len(found) < _ROUNDS:
        return []
    boxes = np.array([box for _, box in found], np.float32)
    size = boxes[:, 2:]
    alike = (np.abs(size - size[:, None]) <= _ALIKE * size).all(axis=2)
    same = np.flatnonzero(alike[int(alike.sum(axis=1).argmax())]).tolist()
    if len(same) < _ROUNDS or sum(_has_print(ink, boxes[i]) for i in same) < _ROUNDS:
        return []
    middles = boxes[:, :2] + boxes[:, 2:] / 2
    quads = np.stack(cells) if len(cells) else np.zeros((0, 4, 2), np.float32)
    lows, highs = quads.min(axis=1), quads.max(axis=1)
    rounds = []
    for i in same:
        left, top, width, height = boxes[i].tolist()
        corners = [(left, top), (left + width, top), (left + width, top + height), (left, top + height)]
        if not ((lows < middles[i]) & (middles[i] < highs)).all(axis=1).any():
            rounds.append(Hole(np.array(corners, np.float32), 1.0, found[i][0]))
    return rounds


def _ring(hole: NDArray[np.int32], largest: float) -> tuple[int, int, int, int] | None:
    """Left, top, width and height of a round hole; None of another, or of one with a diameter above `largest`."""
    if len(hole) < _POINTS:
        return None
    left, top, width, height = cv2.boundingRect(hole)
    if min(width, height) < _SMALLEST or max(width, height) > largest:
        return None
    if not _SHAPE[0] <= width / height <= _SHAPE[1]:
        return None
    # A contour leaves out the points on straight lines: those of a box are its corners, as far away one as the other.
    if not _FILL[0] <= cv2.contourArea(hole) / ((width - 1) * (height - 1)) <= _FILL[1]:
        return None
    points = hole.reshape(-1, 2) - (left + (width - 1) / 2, top + (height - 1) / 2)
    radii = np.hypot(*(points / (width, height)).T)
    return (left, top, width, height) if radii.std() <= _ROUND * radii.mean() else None


def _has_print(ink: NDArray[np.uint8], box: NDArray[np.float32]) -> bool:
    """Whether there is ink in a ring, given by its left, top, width and height."""
    middle, half = box[:2] + (box[2:] - 1) / 2, _INSIDE / 2 * box[2:]
    (left, top), (right, bottom) = np.rint(middle - half).astype(int), np.rint(middle + half).astype(int)
    return bool(ink[top : bottom + 1, left : right + 1].any())
