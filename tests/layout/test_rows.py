import numpy as np

from digitscan.layout.rows import join_baselines, stand_on
from digitscan.types import Segments


def segments(*rows):
    start, stop, slope, offset = (np.array(c, np.float32) for c in zip(*rows, strict=True))
    return Segments(start, stop, slope, offset, np.full(len(start), 3, np.float32))


def test_pieces_of_one_line_are_joined_and_parallel_lines_are_not():
    found = join_baselines(segments((0, 100, 0.01, 50), (120, 300, 0.01, 50), (0, 300, 0.01, 110)), 40, 8)
    assert len(found) == 2
    assert found[0].x[-1] == 300 and found[1].y[0] == 110


def test_a_number_stands_on_the_nearest_line_below_its_middle():
    lines = join_baselines(segments((0, 300, 0, 60), (0, 300, 0, 120)), 40, 8)
    boxes = np.array([[10, 15, 40, 58], [10, 65, 40, 125], [400, 15, 440, 58], [10, 130, 40, 170]])
    assert stand_on(lines, boxes, 45).tolist() == [0, 1, -1, -1]


def test_a_number_far_above_a_line_does_not_stand_on_it():
    lines = join_baselines(
        segments(
            (0, 300, 0, 400),
        ),
        40,
        8,
    )
    assert stand_on(lines, np.array([[10, 15, 40, 58]]), 45).tolist() == [-1]


def test_in_rows_digits_high_above_their_line_stand_on_it_though_print_is_low():
    """The usual height is that of the many letters of the print; a heading above two lines stands on neither."""
    letters = [[10 + 12 * i, 40, 20 + 12 * i, 58] for i in range(30)]
    boxes = np.array([*letters, [200, 5, 230, 42]])
    lines = [(0, 400, 0, 60 * i) for i in (1, 2, 3)]
    assert stand_on(join_baselines(segments(*lines), 40, 8), boxes, 18)[-1] == 0
    assert stand_on(join_baselines(segments(*lines[:2]), 40, 8), boxes, 18)[-1] == -1
