"""Which fields of a page hold print that is no answer: scales and numbers of questions, and what looks the same."""

from __future__ import annotations

from collections.abc import Sequence

from digitscan.recognition.ornament import find_ornaments
from digitscan.recognition.scale import find_lists, find_scales
from digitscan.recognition.typeface import Glyphs, find_same_type
from digitscan.types import Box, Field


def find_print(fields: Sequence[Field], glyphs: Sequence[Glyphs], small: Sequence[int]) -> list[int]:
    """Fields whose numbers are printed on the form, it seems.

    Args:
        fields: of a page.
        glyphs: the digits that were read in each; none where nothing was told.
        small: how many of them, at the end, are known to be print beside the number.

    Returns:
        Indices of fields.
    """
    places: list[int] = []
    boxes: list[Box] = []
    values: list[str] = []
    for i, (field, own) in enumerate(zip(fields, glyphs, strict=True)):
        # Little boxes with one number each, side by side, are taken for the cells of a comb.
        single = field.kind == "comb" and _counts_on(own.value)
        for value, box in zip(own.value, own.boxes.tolist(), strict=True) if single else [(own.value, field.box)]:
            places.append(i)
            boxes.append(Box(*box))
            values.append(value)
    scales = {places[k] for find in (find_scales, find_lists) for k in find(boxes, values)}
    ornaments = find_ornaments(
        [field.kind for field in fields], [field.box for field in fields], [own.value for own in glyphs]
    )
    known = [glyphs[i] for i in sorted(scales)]
    known += [_last(one, count) for one, count in zip(glyphs, small, strict=True) if count]
    return sorted(scales.union(ornaments, find_same_type(glyphs, known)))


def _counts_on(value: str) -> bool:
    """Whether the digits of a comb count on from cell to cell but for one of them: of an ID some do by chance."""
    steps = [int(digit) - place for place, digit in enumerate(value)]
    return bool(steps) and max(steps.count(step) for step in set(steps)) >= len(steps) - 1


def _last(glyphs: Glyphs, count: int) -> Glyphs:
    return Glyphs(glyphs.value[-count:], glyphs.boxes[-count:], glyphs.pictures[-count:])
