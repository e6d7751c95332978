"""Fields in which no number was found, though they stand in a column of numbers: a person must look at them."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

import numpy as np

from digitscan.recognition.decide import Decision
from digitscan.types import Box, Field, Status

_NUMBERS = 2
"""Fewest numbers, one below another in ruled rows, that are a column; there must be as many as fields without one."""

_BELOW = 0.5
"""Share of the narrower one's width that two fields of a column have in common."""

_SIZES = (0.5, 2.0, 2.5)
"""Least and largest height, and largest width, of a field in a column, in medians of its numbers: rests of rulings are
lower, and lines of writing longer."""

_TEXTS = 2
"""Other cells with text in a row, and none with a number, from which on it is one of headings, wherever it stands."""


def find_unread(fields: Sequence[Field], decisions: Sequence[Decision | None]) -> list[int]:
    """Ruled rows and cells of tables in which no number was found, though they stand in a column of numbers.

    Args:
        fields: of a page; of ruled rows, where their ink is.
        decisions: about them; None for text.

    Returns:
        The indices of such fields.
    """
    rows = find_unread_rows([field.kind for field in fields], [field.box for field in fields], decisions)
    cells = [i for i, field in enumerate(fields) if field.kind == "cell" and field.place is None]
    tables = [fields[i].table for i in cells]
    found = find_unread_cells(tables, [fields[i].box for i in cells], [decisions[i] for i in cells])
    return sorted([*rows, *(cells[i] for i in found)])


def find_unread_cells(tables: Sequence[int], boxes: Sequence[Box], decisions: Sequence[Decision | None]) -> list[int]:
    """Cells in which no number was found, in a column that holds more numbers than text.

    Args:
        tables: the table of each cell.
        boxes: of the cells.
        decisions: about them; None for text.

    Returns:
        The indices of such cells. Headings and names are none: above a heading stands no number, and few beside it; in
        a column of names are few, too.
    """
    text = np.array([one is None for one in decisions], bool)
    number = np.array([one is not None and one.value != "" for one in decisions], bool)
    left, top, right, bottom = np.array(boxes, np.float64).reshape(-1, 4).T
    number_of = np.array(tables)
    unread = []
    for i in np.flatnonzero(text).tolist():
        same = number_of == number_of[i]
        same[i] = False
        shared = np.minimum(right, right[i]) - np.maximum(left, left[i])
        column = same & (shared >= _BELOW * np.minimum(right - left, right[i] - left[i]))
        shared = np.minimum(bottom, bottom[i]) - np.maximum(top, top[i])
        row = same & (shared >= _BELOW * np.minimum(bottom - top, bottom[i] - top[i]))
        above = (column & number & (bottom <= (top[i] + bottom[i]) / 2)).any()
        texts, numbers = (row & text).sum(), (row & number).sum()
        heading = not numbers and texts >= _TEXTS if above else numbers < max(_NUMBERS, 1 + texts)
        if not heading and (column & number).sum() >= max(_NUMBERS, 1 + (column & text).sum()):
            unread.append(i)
    return unread


def find_unread_rows(kinds: Sequence[str], boxes: Sequence[Box], decisions: Sequence[Decision | None]) -> list[int]:
    """Ruled rows in which no number was found, though they stand in a column of numbers.

    Args:
        kinds: of the fields of a page.
        boxes: of their ink.
        decisions: about them; None for text.

    Returns:
        The indices of such fields.
    """
    numbers = [
        i for i, one in enumerate(decisions) if kinds[i] == "row" and one is not None and one.status is not Status.BLANK
    ]
    text = [i for i, one in enumerate(decisions) if kinds[i] == "row" and one is None]
    unread = []
    for i in text:
        column = [boxes[k] for k in numbers if _is_below(boxes[i], boxes[k])]
        others = sum(_is_below(boxes[i], boxes[k]) for k in text)
        if len(column) >= max(_NUMBERS, others):
            height = boxes[i].height / median(box.height for box in column)
            width = boxes[i].width / median(box.width for box in column)
            if _SIZES[0] <= height <= _SIZES[1] and width <= _SIZES[2]:
                unread.append(i)
    return unread


def _is_below(box: Box, other: Box) -> bool:
    """Whether two fields stand one below the other, or are the same."""
    shared = min(box.right, other.right) - max(box.left, other.left)
    return shared >= _BELOW * min(box.width, other.width)
