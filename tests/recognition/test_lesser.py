import numpy as np
import pytest

from digitscan.recognition.lesser import count_lesser
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
