"""Numbers that are much smaller than those of the other fields like theirs: ditto marks, candidates, notes.

Two short strokes below a number say that it stands there once more, and look like 11; in the cells of a puzzle small
digits, several beside each other, are what its solver thinks of and no answer. Either is told by its height alone.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from digitscan.recognition.typeface import Glyphs
from digitscan.types import Field

_OTHERS = 5
"""Fewest other fields of like height whose numbers say how high one is written."""

_LIKE = 0.25
"""Largest difference in height of two fields with sides all around that are alike, as a part of it."""

_MUCH = 0.45
"""Height, in the median of the others, below which a number is much smaller. The lowest that is right on 45 photos and
pages has 0.53."""

_STROKES = 0.62
"""The same of one or two strokes, which ditto marks are."""

_SEVERAL = 0.7
"""The same of several digits in a lattice where the others are single ones: pencilled candidates have 0.5 to 0.69."""

_OPEN = ("line", "row", "underline")
"""Kinds of field that are as high as what is written in them."""


def find_smaller(fields: Sequence[Field], glyphs: Sequence[Glyphs]) -> list[int]:
    """Fields whose numbers are much smaller than those of others like them.

    Args:
        fields: of a page.
        glyphs: the digits that were read in each; none where nothing was told.

    Returns:
        Indices of fields.
    """
    kinds: dict[str, list[int]] = {}
    for i, own in enumerate(glyphs):
        if own.value and fields[i].kind != "comb":
            kinds.setdefault(fields[i].kind, []).append(i)
    found = []
    for kind, some in kinds.items():
        high = np.array([glyphs[i].heights.max() for i in some])
        tall = np.array([fields[i].box.height for i in some], np.float64)
        length = np.array([len(glyphs[i].value) for i in some])
        for place, i in enumerate(some):
            like = np.ones(len(some), bool) if kind in _OPEN else np.abs(tall - tall[place]) <= _LIKE * tall[place]
            like[place] = False
            if like.sum() < _OTHERS:
                continue
            single = fields[i].place is not None and np.median(length[like]) == 1
            if high[place] < _limit(glyphs[i].value, single=single) * np.median(high[like]):
                found.append(i)
    return sorted(found)


def _limit(value: str, *, single: bool) -> float:
    """The height, in that of other numbers, from which on a value is as high as they are."""
    if single and len(value) > 1:
        return _SEVERAL
    return _STROKES if value in ("1", "11") else _MUCH
