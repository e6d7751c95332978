"""Among words and codes what looks like a number is told to a person."""

from digitscan.recognition.codes import find_codes
from digitscan.recognition.decide import Decision
from digitscan.types import Box, Field, Status, box_quad


def column(*told, table=0, left=0):
    """Cells one below another: a sure value, a doubtful one with ?, one that is rather text with *, - for text."""
    fields = [Field("cell", box_quad(Box(left, 50 * i, left + 90, 50 * i + 50)), table=table) for i in range(len(told))]
    decisions = []
    for value in told:
        if value == "-":
            decisions.append(None)
        elif not value:
            decisions.append(Decision("", 1.0, Status.BLANK, "", ""))
        else:
            status, number = (Status.REVIEW if value[-1] in "?*" else Status.OK), value.strip("?*")
            decisions.append(Decision(number, 0.9, status, "", number, doubted=value.endswith("*")))
    return fields, decisions


def test_numbers_among_codes_are_found():
    assert find_codes(*column("66*", "3*", "-", "92", "", "8*", "4?", "17")) == [3, 7]


def test_numbers_in_a_column_of_numbers_are_none():
    assert find_codes(*column("-", "66", "3*", "92", "8", "4?", "17", "5")) == []
    assert find_codes(*column("-", "3*", "92", "-")) == [], "too few to tell"
    assert find_codes(*column("?", "?", "92", "?", "?", "?", "17")) == [], "nothing could be read, which is no word"


def test_another_column_or_table_says_nothing():
    numbers, words = column("66", "3", "92", "8", "4", "17"), column("-", "-", "8*", "-", "-", "9*", left=100)
    assert find_codes(numbers[0] + words[0], numbers[1] + words[1]) == []
    words = column("-", "-", "8*", "-", "-", "9*", "5*", table=1)
    assert find_codes(numbers[0] + words[0], numbers[1] + words[1]) == []
