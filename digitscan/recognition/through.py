"""A line that runs down through several cells and says "the same again", or nothing: it is a 1 in each of them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from digitscan.recognition.ones import is_below
from digitscan.recognition.typeface import Glyphs
from digitscan.types import Box, Field

_REACHES = 0.12
"""Room, in heights of the cell, between a 1 and the line above or below it, up to which it may go on beyond it."""

_MEETS = 0.3
"""How far beside each other, in heights of the cell, the ends of two that are one line may be: it may lean."""

_NEXT = 0.25
"""How far apart, in its height, the sides of two cells are at most that lie one below the other."""


def find_through(fields: Sequence[Field], glyphs: Sequence[Glyphs]) -> list[int]:
    """Cells with nothing but a 1 that goes on in the cell above or below.

    Args:
        fields: of a page.
        glyphs: the digits that were read in each; none where nothing was told.

    Returns:
        Indices of fields, ascending.
    """
    down: list[tuple[int, Box, float]] = []
    up: list[tuple[int, Box, float]] = []
    for i, (field, own) in enumerate(zip(fields, glyphs, strict=True)):
        if field.kind != "cell" or own.value != "1":
            continue
        left, top, right, bottom = own.boxes[0].tolist()
        cell, middle = field.box, (left + right) / 2
        if cell.bottom - bottom <= _REACHES * cell.height:
            down.append((i, cell, middle))
        if top - cell.top <= _REACHES * cell.height:
            up.append((i, cell, middle))
    found: set[int] = set()
    tops = np.array([cell.top for _, cell, _ in up], np.float64)
    for i, cell, middle in down:
        for k in np.flatnonzero(np.abs(tops - cell.bottom) <= _NEXT * cell.height).tolist():
            j, below, other = up[k]
            if is_below(cell, below) and abs(middle - other) <= _MEETS * cell.height:
                found |= {i, j}
    return sorted(found)
