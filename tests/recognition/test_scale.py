import numpy as np
import pytest

from digitscan.recognition.scale import find_lists, find_patterns, find_scales
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


def test_one_digit_over_and_over_is_an_ornament():
    """The rings of a border down both sides of a form were 287 noughts, `ok`."""
    boxes, values = column("0" * 14, pitch=30, width=20)
    lines = ["line"] * 14
    assert find_patterns(lines, boxes, values) == list(range(14))
    assert find_patterns(["cell"] * 14, boxes, values) == [], "a table may hold many noughts"
    assert find_patterns(lines[:8], boxes[:8], values[:8]) == []
    assert find_patterns(["line"], [Box(0, 0, 400, 20)], ["0" * 15]) == [0]
    assert find_patterns(["line"], [Box(0, 0, 400, 20)], ["1000000"]) == []
    uneven = [Box(b.left, b.top, b.right + 9 * (i % 3), b.bottom + 8 * (i % 2)) for i, b in enumerate(boxes)]
    assert find_patterns(lines, uneven, values) == []


def test_numbers_between_which_others_stand_are_no_list():
    """0, 1, 2, 3 and 4 stood at even distances in a column of 25 marks."""
    assert find_lists(*column("4756760028971378274839404")) == []


def test_a_column_of_noughts_that_a_hand_wrote_is_no_ornament():
    rng = np.random.default_rng(0)
    for _ in range(20):
        boxes = [
            Box(int(x), 60 * i, int(x + wide), int(60 * i + high))
            for i, (x, wide, high) in enumerate(rng.normal((100, 24, 32), (8, 2.4, 3.0), (20, 3)))
        ]
        assert find_patterns(["row"] * 20, boxes, ["0"] * 20) == []
