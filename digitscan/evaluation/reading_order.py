"""True numbers and numbers read, both in reading order → which belongs to which.

Numbers of fields alone would not do: a field that was found too many or not at all would make all that follow it wrong.
So the two sequences are aligned as words are for a word error rate: with the fewest numbers wrong, missed and extra;
among these with the fewest wrong characters; and among these with the most numbers of fields the same.
"""

from __future__ import annotations

from collections.abc import Sequence

from .edits import edit_distance
from .results import ReadField
from .truth import NOT_JUDGED, TrueField

Cost = tuple[int, int, int]
"""Numbers wrong, characters wrong, fields with another number: compared in this order."""

Match = tuple[int | None, int | None]
"""Positions of a true field and of one read; None on one side where the other stands alone."""


def match_in_order(truth: Sequence[TrueField], read: Sequence[ReadField]) -> list[Match]:
    """Align two sequences of fields; each comes out once, in order.

    Args:
        truth: T fields in reading order.
        read: R fields in reading order.

    Returns:
        The pairs, in order.
    """
    alone_true = [cost_of(field, None) for field in truth]
    alone_read = [cost_of(None, field) for field in read]
    table = _costs(truth, read, alone_true, alone_read)
    matches: list[Match] = []
    i, j = len(truth), len(read)
    while i or j:
        if i and j and table[i][j] == _sum(table[i - 1][j - 1], cost_of(truth[i - 1], read[j - 1])):
            i, j = i - 1, j - 1
            matches.append((i, j))
        elif i and table[i][j] == _sum(table[i - 1][j], alone_true[i - 1]):
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


def cost_of(true: TrueField | None, read: ReadField | None) -> Cost:
    """What it costs to say that this was read for that; None: that nothing was."""
    number = int(true is None or read is None or true.field != read.field)
    if true is not None and true.value == NOT_JUDGED:
        return 0, 0, number
    written = "" if true is None else true.value
    found = "" if read is None else read.value
    if written == found:
        return 0, 0, number
    return 1, edit_distance(written, found), number


def _costs(
    truth: Sequence[TrueField], read: Sequence[ReadField], alone_true: Sequence[Cost], alone_read: Sequence[Cost]
) -> list[list[Cost]]:
    """Row i, column j: the least cost of the first i true fields and the first j read."""
    first: list[Cost] = [(0, 0, 0)]
    for cost in alone_read:
        first.append(_sum(first[-1], cost))
    rows = [first]
    for true, missed in zip(truth, alone_true, strict=True):
        above = rows[-1]
        row = [_sum(above[0], missed)]
        for j, (field, extra) in enumerate(zip(read, alone_read, strict=True), 1):
            row.append(
                min(
                    _sum(above[j - 1], cost_of(true, field)),
                    _sum(above[j], missed),
                    _sum(row[-1], extra),
                )
            )
        rows.append(row)
    return rows


def _sum(one: Cost, other: Cost) -> Cost:
    return one[0] + other[0], one[1] + other[1], one[2] + other[2]
