import numpy as np

from digitscan.layout.rows import Baseline, across_lines, join_baselines, stand_on, whole_words
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


def placed(*boxes, lowest=24.0):
    """The lines of components on lines at 100, 180 and 260, where crumbs are lower than `lowest`."""
    lines = [Baseline(np.array([0, 500], np.float32), np.array([y, y], np.float32)) for y in (100, 180, 260)]
    every = np.array(boxes, np.int32)
    return across_lines(lines, every, stand_on(lines, every, 60.0), lowest).tolist()


def test_the_end_of_a_digit_that_reaches_over_a_line_is_with_the_digit():
    """Of 098 the bow of the 9 was left out, and 048 told as sure."""
    stem, bow = (200, 184, 240, 250), (205, 164, 240, 177)
    assert placed(stem, bow) == [2, 2]
    digit, foot = (200, 110, 240, 176), (195, 184, 225, 198)
    assert placed(digit, foot) == [1, 1]
    assert placed(digit, stem, bow) == [1, 2, 1], "a digit of its own row is as near"
    assert placed((300, 184, 340, 250), bow) == [2, 1], "nothing of a digit beside it"
    assert placed(stem, (205, 171, 240, 177)) == [2, 1], "the rest of a ruling is flatter"
    assert placed(stem, bow, lowest=0.0) == [2, 1], "no crumbs without rows"


def test_the_flag_of_a_digit_too_high_above_its_line_is_with_the_digit():
    digit, flag = (200, 110, 240, 178), (180, 108, 194, 122)
    assert placed(digit, flag) == [1, 1]
    assert placed((260, 110, 300, 178), flag) == [1, -1]


def test_a_word_that_goes_on_beyond_the_end_of_its_line_stands_on_it_whole():
    """Pieces of the edges of shaded rows are lines as well: 20 was 2 and 0, the second of them ok."""
    lines = join_baselines(segments((0, 300, 0, 60)), 40, 8)
    boxes = np.array([[250, 15, 280, 58], [290, 15, 320, 58], [328, 15, 358, 58], [420, 15, 450, 58]], np.int32)
    line = stand_on(lines, boxes, 45)
    assert line.tolist() == [0, -1, -1, -1]
    assert whole_words(lines, boxes, line, 45, beyond=True).tolist() == [0, 0, 0, -1]
    # Where there are no rows what stands beside the line for the most part is no writing on it.
    assert whole_words(lines, boxes, line, 45, beyond=False).tolist() == [-1, -1, -1, -1]
    high = boxes - np.array([200, 40, 200, 40], np.int32)
    assert whole_words(lines, high, np.array([0, -1, -1, -1]), 45, beyond=True).tolist() == [0, -1, -1, -1]
