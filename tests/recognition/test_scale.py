import pytest

from digitscan.recognition.scale import find_scales
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
