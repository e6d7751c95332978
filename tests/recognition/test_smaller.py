"""Numbers that are much smaller than others: ditto marks, pencilled candidates, remarks."""

import numpy as np

from digitscan.recognition.smaller import find_smaller
from digitscan.recognition.typeface import Glyphs
from digitscan.types import Box, Field, box_quad


def cells(*numbers, kind="cell", cell=60, lattice=False):
    """Fields with a number each, given by its value and the height of its digits."""
    places = [(i, 0) if lattice else None for i in range(len(numbers))]
    fields = [Field(kind, box_quad(Box(0, 80 * i, 200, 80 * i + cell)), place=at) for i, at in enumerate(places)]
    glyphs = []
    for value, high in numbers:
        boxes = np.array([(30 * k, 0, 30 * k + 20, high) for k in range(len(value))], np.int32).reshape(-1, 4)
        glyphs.append(Glyphs(value, boxes, np.zeros((len(value), 28, 28), np.uint8)))
    return fields, glyphs


COLUMN = [("38", 40), ("407", 42), ("9", 39), ("112", 41), ("26", 40), ("5", 43)]


def test_two_low_strokes_are_ditto_marks_and_high_ones_eleven():
    assert find_smaller(*cells(*COLUMN, ("11", 20))) == [6]
    assert find_smaller(*cells(*COLUMN, ("11", 36), ("25", 20))) == []
    assert find_smaller(*cells(*COLUMN, ("25", 16))) == [6], "a remark"


def test_several_small_digits_among_single_ones_are_candidates():
    puzzle = [(str(i), 40) for i in range(1, 8)]
    assert find_smaller(*cells(*puzzle, ("258", 26), lattice=True)) == [7]
    assert find_smaller(*cells(*puzzle, ("8", 26), lattice=True)) == []
    assert find_smaller(*cells(*COLUMN, ("258", 26), lattice=True)) == [], "numbers are of several digits there"
    assert find_smaller(*cells(*puzzle, ("10", 26))) == [], "a mark of ten that was made to fit its cell"


def test_few_others_and_fields_of_another_height_say_nothing():
    assert find_smaller(*cells(*COLUMN[:4], ("11", 18))) == []
    fields, glyphs = cells(*COLUMN)
    small = cells(("11", 18), cell=30)
    assert find_smaller(fields + small[0], glyphs + small[1]) == []
    assert find_smaller(*cells(*COLUMN, ("11", 18), ("", 0), kind="row")) == [6]
