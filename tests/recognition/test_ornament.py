"""Ornaments: one digit over and over."""

import numpy as np

from digitscan.recognition.ornament import find_ornaments
from digitscan.types import Box


def test_one_digit_over_and_over_is_an_ornament():
    """The rings of a border down both sides of a form were 287 noughts, `ok`."""
    boxes, values = [Box(0, 30 * i, 20, 30 * i + 40) for i in range(14)], ["0"] * 14
    lines = ["line"] * 14
    assert find_ornaments(lines, boxes, values) == list(range(14))
    assert find_ornaments(["cell"] * 14, boxes, values) == [], "a table may hold many noughts"
    assert find_ornaments(lines[:8], boxes[:8], values[:8]) == []
    assert find_ornaments(["line"], [Box(0, 0, 400, 20)], ["0" * 15]) == [0]
    assert find_ornaments(["line"], [Box(0, 0, 400, 20)], ["1000000"]) == []
    uneven = [Box(b.left, b.top, b.right + 9 * (i % 3), b.bottom + 8 * (i % 2)) for i, b in enumerate(boxes)]
    assert find_ornaments(lines, uneven, values) == []


def test_a_column_of_noughts_that_a_hand_wrote_is_no_ornament():
    rng = np.random.default_rng(0)
    for _ in range(20):
        boxes = [
            Box(int(x), 60 * i, int(x + wide), int(60 * i + high))
            for i, (x, wide, high) in enumerate(rng.normal((100, 24, 32), (8, 2.4, 3.0), (20, 3)))
        ]
        assert find_ornaments(["row"] * 20, boxes, ["0"] * 20) == []
