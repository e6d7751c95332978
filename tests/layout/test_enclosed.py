import numpy as np

from digitscan.layout.enclosed import lone_strokes
from digitscan.layout.rows import Baseline
from digitscan.layout.ruled import find_rows
from digitscan.types import Segments


def test_strokes_of_digits_that_reach_from_line_to_line_are_no_walls():
    """They parted cells of a column: of 045 and of 001 parts were told as sure."""
    ys = range(100, 501, 80)
    rows = find_rows([Baseline(np.array([0, 500], np.float32), np.array([y, y], np.float32)) for y in ys])
    assert rows is not None
    columns = np.array(
        [
            (100, 500, 0.0, 0, 4),  # a wall through all rows
            (181, 259, -0.2, 350, 4),  # the stem of a slanted 4
            (260, 340, 0.0, 400, 4),  # a short wall, square to the lines
            (105, 160, 0.0, 300, 4),  # a piece of a worn wall
            (265, 330, 0.01, 298, 4),  # and another
            (350, 415, 0.0, 299, 4),  # and another
        ],
        np.float32,
    ).T
    upright = Segments(*columns)
    found = lone_strokes(np.ones(6, bool), upright, rows, 4.0)
    assert found.tolist() == [False, True, False, False, False, False]
    # Without the others the piece may be a stroke as well; what is taken for no wall proves none.
    alone = np.array([True, True, True, True, False, False])
    assert lone_strokes(alone, upright, rows, 4.0).tolist() == [False, True, False, True, False, False]
