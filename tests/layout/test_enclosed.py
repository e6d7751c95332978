import numpy as np

from digitscan.layout.enclosed import complete_column, lone_strokes
from digitscan.layout.rows import Baseline
from digitscan.layout.ruled import find_rows
from digitscan.types import Segments


def ruled(ys):
    rows = find_rows([Baseline(np.array([0, 500], np.float32), np.array([y, y], np.float32)) for y in ys])
    assert rows is not None
    return rows


def upright(*columns):
    """Segments of 4 pixels through all rows at these x."""
    return Segments(
        *(np.array([value] * len(columns), np.float32) for value in (95, 505, 0)),
        np.array(columns, np.float32),
        np.full(len(columns), 4, np.float32),
    )


def cell(top, bottom, left=0, right=500):
    return np.array([[left, top], [right, top], [right, bottom], [left, bottom]], np.float32)


def extents(cells):
    return sorted((*each[0].round().tolist(), *each[2].round().tolist()) for each in cells)


def test_strokes_of_digits_that_reach_from_line_to_line_are_no_walls():
    """They parted cells of a column: of 045 and of 001 parts were told as sure."""
    rows = ruled(range(100, 501, 80))
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
    pieces = Segments(*columns)
    found = lone_strokes(np.ones(6, bool), pieces, rows, 4.0)
    assert found.tolist() == [False, True, False, False, False, False]
    crossed = Segments(*np.array([(181, 259, -0.05, 350, 4), (101, 179, 0.05, 335, 4)], np.float32).T)
    assert lone_strokes(np.ones(2, bool), crossed, rows, 4.0).all(), "they lean to both sides"
    # Without the others the piece may be a stroke as well; what is taken for no wall proves none.
    alone = np.array([True, True, True, True, False, False])
    assert lone_strokes(alone, pieces, rows, 4.0).tolist() == [False, True, False, True, False, False]


def test_rows_of_a_closed_column_whose_cells_were_not_found_are_cells():
    """Digits that broke the lines had joined three rows in one cell, and their numbers had no place to stand in."""
    rows, walls = ruled(range(100, 581, 80)), upright(0, 500)
    whole = [cell(y, y + 80) for y in range(100, 501, 80)]
    assert extents(complete_column([*whole[:1], *whole[2:]], rows, walls)) == extents(whole)
    joined = [cell(100, 340), *whole[3:]]
    assert extents(complete_column(joined, rows, walls)) == extents(whole)
    part = [cell(100, 180, right=240), *whole[1:]]
    assert extents(complete_column(part, rows, walls)) == extents(whole)


def test_other_tables_keep_the_cells_they_have():
    rows = ruled(range(100, 581, 80))
    some = [cell(y, y + 80) for y in range(100, 421, 80)]
    for walls in (upright(0), upright(0, 250, 500), upright(30, 300)):
        assert complete_column(some, rows, walls) is some
    assert complete_column(some[:2], rows, upright(0, 500)) == some[:2], "its lines bound few cells"
    parted = [*some[1:], cell(500, 580), cell(100, 180, right=250), cell(100, 180, left=250)]
    assert extents(complete_column(parted, rows, upright(0, 500))) == extents(parted), (
        "two walls of one row are printed"
    )
