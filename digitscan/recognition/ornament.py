"""Ornaments that are read as numbers: the rings of a border are noughts, and the bars of a pattern ones."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from digitscan.types import Box

_ROW, _ALIKE, _NEARLY = 12, 0.05, 0.9
"""Times that one digit stands in a row, or by itself one below another, from which on it is an ornament; how much its
sizes differ but for a pixel, and the share of its column that is so: the noughts of a hand differ by more."""

_FREE = ("line", "row", "underline")
"""Kinds of field that were not printed for a number."""


def find_ornaments(kinds: Sequence[str], boxes: Sequence[Box], values: Sequence[str]) -> list[int]:
    """The fields that are ornaments: one digit over and over, as the rings of a border are noughts.

    Args:
        kinds: of the fields of a page.
        boxes: of them.
        values: what was read; empty for nothing.

    Returns:
        Indices, ascending.
    """
    found = {i for i, value in enumerate(values) if len(value) >= _ROW and len(set(value)) == 1}
    single = [i for i, value in enumerate(values) if len(value) == 1 and kinds[i] in _FREE]
    frames = np.array([boxes[i] for i in single], np.float64).reshape(-1, 4)
    digits = np.array([values[i] for i in single])
    wide, high, x = frames[:, 2] - frames[:, 0], frames[:, 3] - frames[:, 1], (frames[:, 0] + frames[:, 2]) / 2
    for place, i in enumerate(single):
        column = np.abs(x - x[place]) <= wide[place]
        same = column & (digits == digits[place]) & (np.abs(high - high[place]) <= _ALIKE * high[place] + 1)
        same &= np.abs(wide - wide[place]) <= _ALIKE * wide[place] + 1
        if same.sum() >= max(_ROW, _NEARLY * column.sum()):
            found.add(i)
    return sorted(found)
