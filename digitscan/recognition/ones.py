"""Columns of strokes that are no numbers: tallies and Roman numerals; I, II and III look like 1, 11 and 111."""

from __future__ import annotations

from collections.abc import Sequence

from digitscan.recognition.decide import Decision
from digitscan.types import Box, Field, Status

_FEWEST = 5
"""Fewest fields with ink of a column."""

_OTHERS = 0.4
"""Least share of them that are no numbers, or doubtful ones: IV, V and IX, or five strokes. In a column of marks fewer
are, and not all others are 1s."""

SHARED = 0.5
"""Share of the narrower one's width that two fields of a column have in common."""


def find_strokes(fields: Sequence[Field], decisions: Sequence[Decision | None]) -> list[int]:
    """Cells that are told without doubt, as 1, 11 or 111, in a column in which nothing else is.

    Args:
        fields: of a page.
        decisions: about them; None for text.

    Returns:
        Indices of fields.
    """
    inked = [
        i
        for i, (field, one) in enumerate(zip(fields, decisions, strict=True))
        if field.kind == "cell" and (one is None or one.status is not Status.BLANK)
    ]
    sure = {i for i in inked if _is_sure(decisions[i])}
    ones = {i for i in sure if set(_value(decisions[i])) == {"1"}}
    if not any(len(_value(decisions[i])) > 1 for i in ones):
        return []
    boxes = {i: fields[i].box for i in inked}
    found = []
    for i in sorted(ones):
        column = [j for j in inked if fields[j].table == fields[i].table and is_below(boxes[i], boxes[j])]
        told = [j for j in column if j in sure]
        alike = all(j in ones for j in told) and any(len(_value(decisions[j])) > 1 for j in told)
        if alike and len(column) >= _FEWEST and len(column) - len(told) >= _OTHERS * len(column):
            found.append(i)
    return found


def _is_sure(decision: Decision | None) -> bool:
    return decision is not None and decision.status is Status.OK


def _value(decision: Decision | None) -> str:
    return "" if decision is None else decision.value


def is_below(one: Box, two: Box) -> bool:
    """Whether two fields stand in one column, or are the same."""
    return min(one.right, two.right) - max(one.left, two.left) >= SHARED * min(one.width, two.width)
