"""What lines enclose though nobody printed it for a number: stripes, gaps between ruled rows, the insides of digits."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from digitscan.layout.groups import adjoining, largest_gap
from digitscan.layout.net import walled
from digitscan.layout.ruled import Rows
from digitscan.types import Segments

Quad = NDArray[np.float32]

_STRIPE = 12
"""Width of a lone cell, in heights, from which on it may be a row for several numbers: boxes for one have 3 to 8."""

_FEW = 4
"""Cells up to which each is looked at twice: where there are more they are a form's."""

_LOWEST, _CHARACTERS = 10, 6
"""Height, pixels, below which ink is grain, and fewest pieces of more that tell how high writing is."""


def without_stripes(cells: list[Quad], free: Segments, thickness: float, reach: int) -> list[Quad]:
    """The cells without stripes: rows of a table, some of which lines or shades of grey close at both ends.

    Args:
        cells: float32 (4, 2).
        free: the rulings along x that bound no cell: those of the other rows begin and end with the stripe.
        thickness: of the rulings, pixels.
        reach: shortest ruling, pixels.
    """
    lone = [cells[group[0]] for group in adjoining(cells, largest_gap(thickness)) if len(group) == 1]
    long = [cell for cell in lone if np.ptp(cell[:, 0]) > _STRIPE * np.ptp(cell[:, 1])]
    rows = [
        cell
        for cell in long
        if np.count_nonzero(np.maximum(np.abs(free.start - cell[0, 0]), np.abs(free.stop - cell[1, 0])) <= reach) >= 2
    ]
    return [cell for cell in cells if not any(cell is one for one in rows)]


def without_made_up(
    cells: list[Quad], rows: Rows, columns: Segments, sides: Segments, width: int, thickness: float
) -> list[Quad]:
    """The cells without those that lines of ruled rows, strokes of digits and the edge of a table enclose.

    Args:
        cells: float32 (4, 2).
        rows: the rows.
        columns: the upright rulings that surely are some.
        sides: those that may be sides of a table's cells; strokes look like them here and there, and seldom two.
        width: of the image, pixels.
        thickness: of the rulings, pixels.
    """
    reach = thickness / 2 + 4
    kept = [cell for cell in cells if not rows.bounds(cell, thickness + 4) or walled([cell], sides, width, reach)]
    lone = [kept[group[0]] for group in adjoining(kept, largest_gap(thickness)) if len(group) == 1]
    out = [cell for cell in lone if rows.bounds(cell, thickness + 4) and not walled([cell], columns, width, reach)]
    return [cell for cell in kept if not any(cell is one for one in out)]


def without_low(cells: list[Quad], ink: NDArray[np.uint8]) -> list[Quad]:
    """The cells, where they are few, without those that are lower than the writing: the inside of a square 0.

    Args:
        cells: float32 (4, 2).
        ink: uint8 (H, W), nonzero on all ink.
    """
    if not 0 < len(cells) <= _FEW:
        return cells
    # What is lower than the writing beside it was made for none of it.
    lowest = _usual_height(ink)
    return [cell for cell in cells if np.ptp(cell[:, 1]) >= lowest]


def _usual_height(ink: NDArray[np.uint8]) -> float:
    """The usual height, pixels, of the pieces of ink uint8 (H, W) that may be characters; 0 where they are few."""
    heights = cv2.connectedComponentsWithStats(ink, connectivity=8, ltype=cv2.CV_32S)[2][1:, cv2.CC_STAT_HEIGHT]
    heights = heights[heights >= _LOWEST]
    return float(np.median(heights)) if len(heights) >= _CHARACTERS else 0.0
