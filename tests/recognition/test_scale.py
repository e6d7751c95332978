import pytest

from digitscan.recognition.scale import find_lists, find_scales
from digitscan.types import Box


def row(values, top=0, pitch=50, left=0):
    """Fields 30 wide and 40 high at even distances."""
    return [Box(left + pitch * i, top, left + pitch * i + 30, top + 40) for i in range(len(values))], list(values)


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ("1 2 3 4 5", [0, 1, 2, 3, 4]),
        ("8 9 10 11", [0, 1, 2, 3]),
        ("1 2 0 4 5", [0, 1, 2, 3, 4]),  # 3 has a circle around it
        ("1 2 6 4 5 17", [0, 1, 2, 3, 4]),
        ("1 2 3 20", []),
        ("12 7 15 9 18", []),
        ("5 5 5 5 5", []),
        ("1 2 3 4 9 9 9 8", [0, 1, 2, 3]),  # 8 is where it would be, among others that are not
        ("3 9 5 6 1 8 0 2", []),  # 3, 5, 6 and 8 are where they would be, by chance: 9 and 1 are not
        ("5 4 3 2 1", []),
        ("2 4 6 8", []),
        ("", []),
    ],
)
def test_what_counts_on_is_a_scale(values, found):
    assert find_scales(*row(values.split())) == found


def test_numbers_that_count_on_at_uneven_distances_are_none():
    boxes = [Box(x, 0, x + 30, 40) for x in (0, 50, 170, 210)]
    assert find_scales(boxes, ["1", "2", "3", "4"]) == []


def test_the_same_scale_in_another_row_is_known_by_two_of_its_numbers():
    boxes, values = row("12345")
    again = row("12905", top=60)
    one = row("15999", top=120)
    assert find_scales(boxes + again[0] + one[0], values + again[1] + one[1]) == [0, 1, 2, 3, 4, 5, 6, 9]


def test_a_column_that_counts_on_is_none():
    boxes = [Box(0, 60 * i, 30, 60 * i + 40) for i in range(5)]
    assert find_scales(boxes, list("12345")) == []


def column(values, left=0, pitch=60, top=0, width=30):
    """Fields 40 high at even distances, one below another."""
    return [Box(left, top + pitch * i, left + width, top + pitch * i + 40) for i in range(len(values))], list(values)


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ("1 2 3 4 5 6", [0, 1, 2, 3, 4, 5]),
        ("8 9 10 11 12", [0, 1, 2, 3, 4]),
        ("1 2 3 4", []),
        ("1 2 3 0 5 6 7", [0, 1, 2, 4, 5, 6]),  # 4 was not read
        ("3 5 7 9 11 13", []),
        ("12 7 15 9 18 3", []),
        ("101 102 103 104 105", []),
        ("", []),
    ],
)
def test_numbers_that_count_on_downwards_are_those_of_rows(values, found):
    assert find_lists(*column(values.split())) == found


def test_answers_beside_the_numbers_of_questions_are_none_of_them():
    numbers, answers = column("12345"), column(["7", "2", "9", "4", "6"], left=100)
    assert find_lists(numbers[0] + answers[0], numbers[1] + answers[1]) == [0, 1, 2, 3, 4]
    uneven = [Box(0, top, 30, top + 40) for top in (0, 60, 200, 230, 400)]
    assert find_lists(uneven, list("12345")) == []


def test_numbers_between_which_others_stand_are_no_list():
    """0, 1, 2, 3 and 4 stood at even distances in a column of 25 marks."""
    assert find_lists(*column("4756760028971378274839404")) == []
