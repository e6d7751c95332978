"""True numbers and numbers read, both in reading order → which belongs to which.

Numbers of fields alone would not do: a field that was found too many or not at all would make all that follow it wrong.
So the two sequences are aligned as words are for a word error rate: with the fewest numbers wrong, missed and extra;
among these with the fewest wrong characters; and among these with the most numbers of fields the same.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from .edits import edit_distances
from .results import ReadField
from .truth import NOT_JUDGED, TrueField

Match = tuple[int | None, int | None]
"""Positions of a true field and of one read; None on one side where the other stands alone."""

NUMBER, CHARACTER, ELSEWHERE = 1 << 40, 1 << 20, 1
"""What a number that is wrong costs, a wrong character, and another number of the field. Each is more than all of the
lesser kind together, up to a million characters and fields on a page, so that the sums compare in this order."""


def match_in_order(truth: Sequence[TrueField], read: Sequence[ReadField]) -> list[Match]:
    """Align two sequences of fields; each comes out once, in order.

    Args:
        truth: T fields in reading order.
        read: R fields in reading order.

    Returns:
        The pairs, in order.
    """
    together = pair_costs(truth, read)
    missed = alone_costs(["" if field.value == NOT_JUDGED else field.value for field in truth])
    extra = alone_costs([field.value for field in read])
    table = _least(together, missed, extra)
    matches: list[Match] = []
    i, j = together.shape
    while i or j:
        if i and j and table[i, j] == table[i - 1, j - 1] + together[i - 1, j - 1]:
            i, j = i - 1, j - 1
            matches.append((i, j))
        elif i and table[i, j] == table[i - 1, j] + missed[i - 1]:
            i -= 1
            matches.append((i, None))
        else:
            j -= 1
            matches.append((None, j))
    return matches[::-1]


def match_by_number(truth: Sequence[TrueField], read: Sequence[ReadField]) -> list[Match]:
    """Match fields that have the same page and number, whatever they hold; the others stand alone, at the end."""
    places = {(field.page, field.field): j for j, field in enumerate(read)}
    # Truth without pages numbers the fields of a file with one page.
    matches: list[Match] = [(i, places.pop((field.page or 1, field.field), None)) for i, field in enumerate(truth)]
    return matches + [(None, j) for j in places.values()]


def pair_costs(truth: Sequence[TrueField], read: Sequence[ReadField]) -> NDArray[np.int64]:
    """What it costs to say that a field was read for another: int64 (T, R)."""
    values, numbers = [field.value for field in read], np.array([field.field for field in read], np.int64)
    costs = np.zeros((len(truth), len(read)), np.int64)
    for row, field in zip(costs, truth, strict=True):
        if field.value != NOT_JUDGED:
            edits = edit_distances(field.value, values)
            row += NUMBER * (edits > 0) + CHARACTER * edits
        row += ELSEWHERE * (numbers != field.field)
    return costs


def alone_costs(values: Sequence[str]) -> NDArray[np.int64]:
    """What it costs that a number was missed, or is extra: int64 (N,)."""
    lengths = np.array([len(value) for value in values], np.int64)
    return NUMBER * (lengths > 0) + CHARACTER * lengths + ELSEWHERE


def _least(together: NDArray[np.int64], missed: NDArray[np.int64], extra: NDArray[np.int64]) -> NDArray[np.int64]:
    """Row i, column j: the least cost of the first i true fields and the first j read."""
    before = np.concatenate([[0], np.cumsum(extra)])
    table = np.empty((len(missed) + 1, len(extra) + 1), np.int64)
    table[0] = before
    for i, (costs, miss) in enumerate(zip(together, missed, strict=True), 1):
        best = table[i - 1] + miss
        best[1:] = np.minimum(best[1:], table[i - 1, :-1] + costs)
        # Extra fields add up along the row, all of it at once.
        table[i] = np.minimum.accumulate(best - before) + before
    return table
