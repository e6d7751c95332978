"""Columns of Roman numerals and of tallies, whose strokes look like 1s."""

from told_column import column

from digitscan.recognition.ones import find_strokes


def test_ones_among_signs_that_are_no_numbers_are_strokes():
    assert find_strokes(*column("11", "-", "111", "?", "1", "-", "", "4?")) == [0, 2, 4]


def test_ones_in_a_column_of_numbers_are_numbers():
    assert find_strokes(*column("11", "-", "111", "?", "1", "-", "27")) == []
    assert find_strokes(*column("11", "1", "111", "11", "1", "-")) == [], "few of them are anything else"
    assert find_strokes(*column("1", "-", "1", "?", "1", "-")) == [], "single strokes may be marks of one point"
    assert find_strokes(*column("11", "-", "?")) == []
    one, other = column("11", "1", "11"), column("-", "-", "?", "-", left=100)
    assert find_strokes(one[0] + other[0], one[1] + other[1]) == [], "another column"
