"""Columns of words and of codes, such as b6 or G14: some of what is in them looks like digits alone."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from digitscan.recognition.decide import Decision
from digitscan.recognition.ones import SHARED
from digitscan.types import Field, Status

_FEWEST = 6
"""Fewest fields with ink of a column."""

_WORDS = 0.4
"""Least share of them that are text, or are rather text: a column of numbers has one, its heading."""


_AS_WIDE = 0.25
"""Difference of the logarithms of their widths up to which cells one below another are one column: forms have rows of
different cells."""


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
    words = [i for i in inked if (one := decisions[i]) is None or one.doubted]
    sure = [i for i in inked if (one := decisions[i]) is not None and one.status is Status.OK]
    if len(words) < _WORDS * _FEWEST or not sure:
        return []
    places = np.array([(*fields[i].box, fields[i].table) for i in inked])
    widths = np.maximum(places[:, 2] - places[:, 0], 1)
    is_word = np.isin(inked, words)
    found = []
    for i in sure:
        left, _, right, _ = fields[i].box
        shared = np.minimum(places[:, 2], right) - np.maximum(places[:, 0], left)
        column = shared >= SHARED * np.minimum(places[:, 2] - places[:, 0], right - left)
        column &= (places[:, 4] == fields[i].table) & (np.abs(np.log(widths / max(1, right - left))) <= _AS_WIDE)
        count = np.count_nonzero(column)
        if count >= _FEWEST and np.count_nonzero(column & is_word) >= _WORDS * count:
            found.append(i)
    return found
