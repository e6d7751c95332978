"""Columns of Roman numerals and of tallies, whose strokes look like 1s."""

from digitscan.recognition.decide import Decision
from digitscan.recognition.ones import find_strokes
from digitscan.types import Box, Field, Status, box_quad


def column(*told, table=0, left=0):
    """Cells one below another: a value that is sure, one for review with a question mark, - for text, "" for blank."""
    fields = [Field("cell", box_quad(Box(left, 50 * i, left + 90, 50 * i + 50)), table=table) for i in range(len(told))]
    decisions = []
    for value in told:
        if value == "-":
            decisions.append(None)
        elif not value:
            decisions.append(Decision("", 1.0, Status.BLANK, "", ""))
        else:
            status = Status.REVIEW if value.endswith("?") else Status.OK
            decisions.append(Decision(value.strip("?"), 0.9, status, "", value.strip("?")))
    return fields, decisions


def test_ones_among_signs_that_are_no_numbers_are_strokes():
    assert find_strokes(*column("11", "-", "111", "?", "1", "-", "", "4?")) == [0, 2, 4]


def test_ones_in_a_column_of_numbers_are_numbers():
    assert find_strokes(*column("11", "-", "111", "?", "1", "-", "27")) == []
    assert find_strokes(*column("11", "1", "111", "11", "1", "-")) == [], "few of them are anything else"
    assert find_strokes(*column("1", "-", "1", "?", "1", "-")) == [], "single strokes may be marks of one point"
    assert find_strokes(*column("11", "-", "?")) == []
    one, other = column("11", "1", "11"), column("-", "-", "?", "-", left=100)
    assert find_strokes(one[0] + other[0], one[1] + other[1]) == [], "another column"
