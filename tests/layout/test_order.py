import random

from digitscan.layout.order import reading_order
from digitscan.types import Box


def rows(fall=0):
    """Three rows of four boxes, each `fall` pixels lower than the one to its left."""
    return [Box(50 * x, 25 * y + fall * x, 50 * x + 30, 25 * y + fall * x + 20) for y in range(3) for x in range(4)]


def test_rows_are_read_from_top_to_bottom_and_each_from_left_to_right():
    assert reading_order(rows()) == list(range(12))
    assert reading_order(rows()[::-1]) == list(range(12))[::-1]


def test_rows_may_fall_by_more_than_a_row():
    assert reading_order(rows(fall=10)) == list(range(12))


def test_of_two_neighbours_equally_near_the_first_says_which_row_it_is():
    left, right = Box(0, 0, 20, 20), Box(80, 0, 100, 22)
    assert reading_order([left, right, Box(40, 11, 60, 31)]) == [0, 1, 2]


def test_every_box_is_told_once():
    rng = random.Random(3)
    boxes = [Box(x, y, x + 9, y + 9) for x, y in ((rng.randrange(200), rng.randrange(200)) for _ in range(300))]
    assert sorted(reading_order(boxes)) == list(range(300))
