import numpy as np
import pytest

from digitscan.recognition.lesser import count_lesser, hangs_below, rises_within
from digitscan.types import Lattice


@pytest.mark.parametrize(
    ("heights", "count"),
    [
        ((50, 30, 26, 26), 3),  # 8 /10, the stroke read as a 1
        ((50, 48, 26, 24), 2),
        ((50, 26), 0),  # a hand's small nought
        ((50, 40, 38), 0),
        ((26, 26, 26), 0),
        ((50,), 0),
        ((), 0),
    ],
)
def test_small_digits_at_the_end_are_counted(heights, count):
    n = len(heights)
    boxes = np.array([(30 * i, 0, 30 * i + 20, high) for i, high in enumerate(heights)], np.int32).reshape(n, 4)
    spans = np.stack([np.arange(n), np.arange(n) + 1], axis=1).astype(np.int32)
    none = np.zeros(n, bool)
    lattice = Lattice(spans, boxes, none, none, 50.0, np.zeros((n, 28, 28), np.uint8))
    assert count_lesser(lattice, range(n)) == count


@pytest.mark.parametrize(
    ("heights", "feet", "rises"),
    [
        ((26, 45, 26), (50, 50, 50), True),  # abs
        ((24, 45, 40, 25), (50, 50, 50, 52), True),
        ((26, 45, 26), (30, 50, 30), False),  # not on one line
        ((45, 26, 26), (50, 50, 50), False),  # the small noughts of 500
        ((30, 45, 44), (50, 50, 50), False),
        ((36, 45, 36), (50, 50, 50), False),
        ((26, 45), (50, 50), False),
    ],
)
def test_one_that_rises_among_lower_ones_is_a_letter(heights, feet, rises):
    n = len(heights)
    boxes = np.array(
        [(30 * i, foot - high, 30 * i + 20, foot) for i, (high, foot) in enumerate(zip(heights, feet, strict=True))]
    )
    spans = np.stack([np.arange(n), np.arange(n) + 1], axis=1).astype(np.int32)
    none = np.zeros(n, bool)
    lattice = Lattice(spans, boxes.astype(np.int32), none, none, 50.0, np.zeros((n, 28, 28), np.uint8))
    assert rises_within(lattice, range(n)) == rises


@pytest.mark.parametrize(
    ("value", "tops", "feet", "told"),
    [
        ("59", (0, 22), (50, 70), True),  # 5g
        ("594", (0, 2, 24), (50, 52, 75), True),
        ("59", (0, 8), (50, 60), False),  # a 9 with a long tail
        ("59", (0, 24), (50, 50), False),  # a small one
        ("50", (0, 22), (50, 70), False),  # no letter looks like that
        ("99", (0, 2), (50, 50), False),
        ("9", (0,), (50,), False),
    ],
)
def test_a_9_below_the_line_of_the_others_is_a_letter(value, tops, feet, told):
    n = len(value)
    boxes = np.array([(30 * i, top, 30 * i + 20, foot) for i, (top, foot) in enumerate(zip(tops, feet, strict=True))])
    spans = np.stack([np.arange(n), np.arange(n) + 1], axis=1).astype(np.int32)
    none = np.zeros(n, bool)
    lattice = Lattice(spans, boxes.astype(np.int32), none, none, 50.0, np.zeros((n, 28, 28), np.uint8))
    assert hangs_below(value, lattice, range(n)) == told
