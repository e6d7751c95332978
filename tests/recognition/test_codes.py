"""Among words and codes what looks like a number is told to a person."""

from told_column import column

from digitscan.recognition.codes import find_codes


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
