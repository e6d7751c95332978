"""From decoded ink to what is said about a field: its value, how sure, and whether a person must look.

A field that was printed for a number (a box, a comb, a cell), or that is all of a picture, is always told when ink in
it was not read, and so is a ruled row in a column of numbers. On free lines and other rows, writing that is no number
is text, and text is not what the table is for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import prod

from digitscan.recognition.beside import ACROSS, Beside
from digitscan.recognition.calibrate import calibrate
from digitscan.recognition.decode import Decoded
from digitscan.recognition.fraction import weigh_fraction
from digitscan.recognition.minus import Sign
from digitscan.types import LOW_CONFIDENCE, Status

NOTHING = Beside()
"""Nothing was seen beside the digits."""

DOUBTED = "may be no number"
"""The note about a value that one reader alone would not have given."""

_WORD = 3
"""Characters, in a table's cell that holds text, from which on it is a heading or a name; fewer are for review."""

_SURELY_TEXT = {"cell": 0.2}
"""Probability of text above which a field is not read as a number, by kind; 0.5 for others. It supposes one field of
ten with text, but tables have a column of names and a row of headings. Of 144 numbers in six drawn tables 139 were read
at 0.2 and at 0.5, with 6 and 20 other values."""

_SURELY_NUMBER = 0.001
"""Probability of writing, by both readers, up to which a line is told though as much of it was left out as was read: a
digit beside a smudge has 1e-5 to 1e-4, words have 0.2 and more."""

_HARDLY_TEXT = 0.002
"""The same up to which a free line or a ruled row is told though one reader takes it for writing: of 338 numbers on
drawn tally columns 4 more have a row. In cells of tables names would be told for it: 2 of 60 in two samples."""

_AMONG_NUMBERS = 0.92
"""The same in a column of numbers, where one of a hundred fields holds text and not, as elsewhere, one of ten."""


@dataclass(frozen=True)
class Decision:
    """What is said about a field; the fields are those of `digitscan.types.Reading`, and one more.

    Attributes:
        doubted: whether the glyphs' reader takes the value for writing that is none.
    """

    value: str
    confidence: float
    status: Status
    note: str
    raw_value: str
    doubted: bool = False


def decide(
    kind: str,
    parts: Sequence[Decoded | None],
    min_confidence: float,
    beside: Beside = NOTHING,
    *,
    alone: bool = False,
    among_numbers: bool = False,
) -> Decision | None:
    """Decide about one field.

    Args:
        kind: of the field, as in `digitscan.types.Field`.
        parts: what was decoded in each cell of a comb, else in the one field; None where there is no ink.
        min_confidence: below it a value is for review, 0–1.
        beside: what was seen in it beside its digits.
        alone: whether the field is all there is in a picture that was cut out for it.
        among_numbers: whether it stands in a column of numbers.

    Returns:
        The decision, or None if the field holds text and no number; never None among numbers.
    """
    inked = [part for part in parts if part is not None]
    if not inked:
        return CROSSED if beside.strays else TOO_FAINT if beside.traces else Decision("", 1.0, Status.BLANK, "", "")
    value = raw = "".join(part.value for part in inked)
    skipped = sum(part.skipped for part in inked)
    halves = weigh_fraction(beside.fraction)
    share, fused = prod(part.confidence for part in inked), any(part.fused for part in inked)
    confidence = calibrate(share, fused=fused) * (1 - halves)
    # A comb holds text when all of its cells do; one doubtful cell must not take the others' digits.
    limit = _AMONG_NUMBERS if among_numbers else _SURELY_TEXT.get(kind, 0.5)
    text = min(part.text for part in inked) > limit
    writing = max(1.0 if part.writing is None else part.writing for part in inked)
    sure = bool(value) and not text and writing <= _SURELY_NUMBER
    seen = kind in ("line", "row") and len(value) > skipped and writing <= _HARDLY_TEXT
    if not alone and not sure and not seen and _is_text(kind, len(value), skipped, text):
        return UNREAD if among_numbers else None
    # Where a number is looked for, one that both readers together see is worth more to a person than nothing.
    doubted = text and writing < 0.5
    if doubted:
        text, confidence = False, confidence * (1 - writing)
    notes = _notes(kind, parts, "" if text else value, skipped)
    if doubted and value:
        notes.append(DOUBTED)
    notes += beside.notes(value, halves)
    if text:
        value = ""
    if not value:
        confidence = 0.0
    elif beside.sign is Sign.MINUS:
        value, raw = "-" + value, "-" + raw
    if confidence < min_confidence and not notes:
        notes.append(LOW_CONFIDENCE)
    return Decision(value, confidence, Status.REVIEW if notes else Status.OK, "; ".join(notes), raw, doubted)


PRINTED = "printed on the form, it seems"
"""The note about a number that is one of a printed scale, or looks like those."""


SEVERAL = "several sheets lie in the picture"
"""The note about all numbers of a photo in which more than one sheet has some."""

CODES = "among words and codes, it seems"
"""The note about a number in a column of text."""

STROKES = "strokes in a column of other signs, as Roman numerals are"
"""The note about 1s in a column in which nothing else is a number."""

THROUGH = "a line through several cells, it seems"
"""The note about numbers with a 1 that goes on in the cell above or below."""

SMALLER = "much smaller than the others"
"""The note about a number that may be ditto marks, a candidate or a remark."""


def doubt(decision: Decision | None, note: str) -> Decision | None:
    """The decision about a number of which its place among others says that a person must look; `note` is why."""
    if decision is None or decision.status is Status.BLANK:
        return decision
    return replace(decision, status=Status.REVIEW, note="; ".join(filter(None, [decision.note, note])))


CROSSED = Decision("", 0.0, Status.REVIEW, ACROSS, "")
"""What is said of a field that has no other ink."""

TOO_FAINT = Decision("", 0.0, Status.REVIEW, "too faint to be read", "")
"""What is said of a field that seems blank but for something fainter than ink."""

UNREAD = Decision("", 0.0, Status.REVIEW, "no digit could be read", "")
"""What is said of a cell among numbers whose ink is none."""

_HEADING = 0.5
"""Share of a row or of a column that must be text for its cells to be headings or names."""


_NOTHING_ELSE = 2 / 3
"""Share of a lattice's cells that hold text, where none holds a number, from which on they are no headings: of an
unfilled form a row and a column are."""


def find_headings(
    places: Sequence[tuple[int, int] | None], text: Sequence[bool], numbers: Sequence[bool]
) -> list[bool]:
    """Which cells of a lattice stand in a row or a column of text: headings and names.

    A lattice full of ink in which no number was read has no headings: something else went wrong, which must be told.

    Args:
        places: row and column of each field; None for those that are in no lattice.
        text: whether the field holds writing that is no number.
        numbers: whether a number was read in it.

    Returns:
        A truth value for each field; False for those in no lattice.
    """
    cells = [is_text for place, is_text in zip(places, text, strict=True) if place is not None]
    read = any(number for place, number in zip(places, numbers, strict=True) if place is not None)
    if not read and sum(cells) >= _NOTHING_ELSE * len(cells):
        return [False] * len(places)
    held: dict[tuple[str, int], list[bool]] = {}
    for place, is_text in zip(places, text, strict=True):
        for line in zip(("row", "column"), place or (), strict=False):
            held.setdefault(line, []).append(is_text)
    lines = {line for line, some in held.items() if sum(some) >= _HEADING * len(some)}
    return [place is not None and bool({("row", place[0]), ("column", place[1])} & lines) for place in places]


def _is_text(kind: str, digits: int, skipped: int, text: bool) -> bool:
    """Whether this is writing that is no number, in a place that was not printed for one."""
    if kind in ("box", "comb"):
        return False
    if kind == "cell":
        return (text or digits == 0) and digits + skipped >= _WORD
    return text or digits <= skipped


def _notes(kind: str, parts: Sequence[Decoded | None], value: str, skipped: int) -> list[str]:
    """Reasons for a person to look, in words."""
    notes = []
    if not value:
        notes.append("no digit could be read")
    elif skipped or any(part is not None and part.text > 0.5 for part in parts):
        notes.append("something in the field was not read")
    if kind == "comb":
        filled = [bool(part is not None and part.value) for part in parts]
        inside = filled[filled.index(True) : len(filled) - filled[::-1].index(True)] if any(filled) else []
        if not all(inside):
            notes.append("empty cell between digits")
    return notes
