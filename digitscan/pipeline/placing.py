"""Where on the page as stored the digits and the fields stand that were found in working pixels."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from digitscan.imaging.rectify import move
from digitscan.orientation import box_to_stored
from digitscan.pipeline.pages import SegmentedPage
from digitscan.recognition.decode import Decoded
from digitscan.types import Box, Digit, Lattice

_CORNERS = ((0, 1), (2, 1), (2, 3), (0, 3))
"""The sides of a box that meet in each of its corners, in the order of `digitscan.types.box_quad`."""


_AT_EDGE = 0.0015
"""Distance from the edge of a page, in its longer side, at which what touches the edge ends: two pixels of 1,400."""


class DrawnDigit(NamedTuple):
    """A digit that was read, before it is known where on the page as stored it stands.

    Attributes:
        value: which of the ten.
        corners: float32 (4, 2), working pixels.
        probabilities: float32 (11,), of the ten digits, then of not-a-digit.
    """

    value: str
    corners: NDArray[np.float32]
    probabilities: NDArray[np.float32]


def drawn_digits(part: Lattice, found: Decoded, rows: NDArray[np.float32]) -> list[DrawnDigit]:
    """The digits of a decoded lattice; none where it cannot spell what was read.

    Args:
        part: N candidates.
        found: what was read.
        rows: float32 (N, 11), the candidates' probabilities.
    """
    if len(found.chosen) != len(found.value):
        return []
    corners = part.boxes[np.array(found.chosen, np.intp)][:, _CORNERS].astype(np.float32)
    # A copy of each row: a view would keep the probabilities of the whole batch in memory.
    return [
        DrawnDigit(value, own, rows[candidate].copy())
        for value, own, candidate in zip(found.value, corners, found.chosen, strict=True)
    ]


def place_digits(page: SegmentedPage, digits: Sequence[DrawnDigit]) -> list[Digit]:
    """Digits with their boxes on the page as stored."""
    boxes = page_boxes(page, [digit.corners for digit in digits])
    return [Digit(digit.value, box, digit.probabilities) for digit, box in zip(digits, boxes, strict=True)]


def page_boxes(page: SegmentedPage, quads: Sequence[NDArray[np.float32]]) -> list[Box]:
    """The boxes, in pixels of the page as stored, around corners float32 (4, 2) each in working pixels.

    All at once: a page has hundreds, and each call costs as much as the work for a hundred.
    """
    if not quads:
        return []
    points, (width, height) = move(np.stack(quads), page.to_page), page.size
    # As `Box.clip` does, for all of them at once.
    first = np.clip(np.floor(points.min(axis=1)), 0, (width - 1, height - 1))
    last = np.maximum(np.minimum(np.ceil(points.max(axis=1)), page.size), first + 1)
    edges = np.concatenate([first, last], axis=1).astype(np.intp)
    return [box_to_stored(Box(*sides), *page.stored_size, page.orientation) for sides in edges.tolist()]


def at_page_edge(page: SegmentedPage, boxes: NDArray[np.int32]) -> bool:
    """Whether any of the boxes int32 (n, 4) in working pixels reaches to the edge of the page."""
    points = move(boxes[:, _CORNERS].astype(np.float32), page.to_page)
    near = _AT_EDGE * max(page.size)
    return bool((points < near).any() or (points > np.array(page.size) - near).any())
