"""What a number's place among the others says against it: print, ditto marks, strokes, words, another sheet."""

from __future__ import annotations

from collections.abc import Sequence

from digitscan.pipeline.print import find_print
from digitscan.recognition.codes import find_codes
from digitscan.recognition.decide import CODES, PRINTED, SEVERAL, SMALLER, STROKES, THROUGH, Decision, doubt
from digitscan.recognition.ones import find_strokes
from digitscan.recognition.smaller import find_smaller
from digitscan.recognition.through import find_through
from digitscan.recognition.typeface import Glyphs, join_glyphs
from digitscan.types import Field

Decisions = list[Decision | None]


def doubt_among_others(
    fields: Sequence[Field],
    glyphs: Sequence[Glyphs],
    lesser: Sequence[int],
    sheets: Sequence[int],
    decisions: Sequence[Decision | None],
) -> Decisions:
    """The decisions about the fields of a page, those made doubtful that the others speak against.

    Args:
        fields: N of a page.
        glyphs: the digits that were read in each; none where nothing was told.
        lesser: how many of them, at the end, are much lower than the others.
        sheets: the sheet that each is on, as in `SegmentedPage`.
        decisions: so far; None for text.
    """
    told = _doubt_some(decisions, find_print(fields, glyphs, lesser), PRINTED)
    nothing = join_glyphs([])
    valued = [own if one is not None and one.value else nothing for own, one in zip(glyphs, told, strict=True)]
    told = _doubt_some(told, find_smaller(fields, valued), SMALLER)
    told = _doubt_some(told, find_through(fields, valued), THROUGH)
    told = _doubt_some(told, find_strokes(fields, told), STROKES)
    told = _doubt_some(told, find_codes(fields, told), CODES)
    numbers = [one is not None and one.value != "" for one in told]
    with_numbers = {sheet for sheet, told_one in zip(sheets, numbers, strict=False) if told_one and sheet >= 0}
    # Sheets that lie differently are straightened as one, and what is a row on one is none on the other.
    return [doubt(one, SEVERAL) for one in told] if len(with_numbers) > 1 else told


def _doubt_some(decisions: Sequence[Decision | None], some: Sequence[int], note: str) -> Decisions:
    """The decisions, those with the indices `some` made doubtful for the reason `note`."""
    found = list(decisions)
    for i in some:
        found[i] = doubt(found[i], note)
    return found
