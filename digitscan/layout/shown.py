"""Ink that shows through from the other side of the sheet is parted from the writing that it runs into.

Whole fields of such ink are left as they are: faint writing is as pale, and a soft copy as soft. But where dark writing
runs into it again and again, it is no writing of this side.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from digitscan.layout.fields import FieldInk
from digitscan.layout.lines import find_lines, split_words, typical_height

_AS_HIGH = 0.75
"""Least height of the dark ink in a field, in that of the pale: units and captions are print, and lower."""

_SEVERAL = 3
"""Fields with both from which on what is pale everywhere shows through."""


def part_shown(
    inks: list[FieldInk], shown: NDArray[np.bool_], sure: NDArray[np.bool_], boxes: NDArray[np.int32]
) -> list[FieldInk]:
    """The fields of a page, what shows through left out of them, or made fields of its own.

    Args:
        inks: the fields.
        shown: bool (N,), which components seem to show through.
        sure: bool (N,), which surely do not.
        boxes: int32 (N, 4), of the components.

    Returns:
        Fields, some of them `FieldInk.shown`, in the order in which they stood.
    """
    if not shown.any():
        return inks
    heights = boxes[:, 3] - boxes[:, 1]
    mixed = [any(_is_mixed(part, shown, sure, heights) for part in ink.parts) for ink in inks]
    several = sum(mixed) >= _SEVERAL
    parted: list[FieldInk] = []
    for ink, both in zip(inks, mixed, strict=True):
        if both:
            parted += _parted(ink, shown, boxes)
        else:
            pale = several and any(shown[part].any() for part in ink.parts)
            parted.append(replace(ink, shown=True) if pale else ink)
    return parted


def _is_mixed(
    part: NDArray[np.intp], shown: NDArray[np.bool_], sure: NDArray[np.bool_], heights: NDArray[np.int32]
) -> bool:
    """Whether components `part` are dark writing and what seems to show through, and nothing in between."""
    dark, pale = part[~shown[part]], part[shown[part]]
    if not (len(dark) and len(pale)):
        return False
    least = _AS_HIGH * heights[pale].max()
    high = dark[heights[dark] >= least]
    return bool(len(high) and sure[high].all())


def _parted(ink: FieldInk, shown: NDArray[np.bool_], boxes: NDArray[np.int32]) -> list[FieldInk]:
    """The dark writing of a field, and, where it is as large as its ink, fields of what shows through beside it."""
    if not ink.free:
        return [replace(ink, parts=tuple(part[~shown[part]] for part in ink.parts))]
    (part,) = ink.parts
    dark, pale = part[~shown[part]], part[shown[part]]
    words = split_words(boxes, dark, typical_height(boxes[dark]))
    own = [ink.around(word, boxes) for word in words]
    return own + [replace(ink.around(pale[line], boxes), shown=True) for line in find_lines(boxes[pale])]
