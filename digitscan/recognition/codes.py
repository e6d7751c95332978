"""Columns of words and of codes, such as b6 or G14: some of what is in them looks like digits alone."""

from __future__ import annotations

from collections.abc import Sequence

from digitscan.recognition.decide import Decision
from digitscan.recognition.ones import is_below
from digitscan.types import Field, Status

_FEWEST = 6
"""Fewest fields with ink of a column."""

_WORDS = 0.4
"""Least share of them that are text, or are rather text: a column of numbers has one, its heading."""


def find_codes(fields: Sequence[Field], decisions: Sequence[Decision | None]) -> list[int]:
    """Cells that are told without doubt in a column of words and codes.

    Args:
        fields: of a page.
        decisions: about them; None for text.

    Returns:
        Indices of fields.
    """
    cells = [i for i, field in enumerate(fields) if field.kind == "cell"]
    inked = [i for i in cells if (one := decisions[i]) is None or one.status is not Status.BLANK]
    words = {i for i in inked if (one := decisions[i]) is None or one.doubted}
    if len(words) < _WORDS * _FEWEST:
        return []
    found = []
    for i in inked:
        if (one := decisions[i]) is None or one.status is not Status.OK:
            continue
        column = [j for j in inked if fields[j].table == fields[i].table and is_below(fields[i].box, fields[j].box)]
        if len(column) >= _FEWEST and len(words.intersection(column)) >= _WORDS * len(column):
            found.append(i)
    return found
