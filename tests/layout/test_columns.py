"""Cells of a table that strokes parted."""

from itertools import pairwise

import numpy as np

from digitscan.layout.columns import whole_columns
from digitscan.types import Box, box_quad

COLUMNS, ROWS, HIGH = (100, 180, 300, 360), 6, 40


def table(parted=(), lean=0.0):
    """Cells of three columns, those (row, column) with walls at shares of their width parted there."""
    cells = []
    for i in range(ROWS):
        for j in range(len(COLUMNS) - 1):
            left, right = COLUMNS[j] + lean * i, COLUMNS[j + 1] - 2 + lean * i
            walls = [left, *(left + share * (right - left) for share in dict(parted).get((i, j), ())), right]
            for a, b in pairwise(walls):
                cells.append(box_quad(Box(round(a), 50 + 42 * i, round(b), 50 + 42 * i + HIGH)))
    return cells


def extents(cells):
    return sorted(tuple(cell[[0, 2]].round().astype(int).ravel().tolist()) for cell in cells)


def test_a_stroke_in_one_row_parts_nothing():
    """A 1 from line to line was a wall, and 18 was 8, and ok."""
    found = whole_columns(table({(2, 1): (0.4,)}), 10)
    assert extents(found) == extents(table())


def test_two_strokes_in_one_cell_and_in_a_photographed_table():
    for lean in (0.0, 1.5):
        assert extents(whole_columns(table({(3, 1): (0.3, 0.6), (0, 0): (0.5,)}, lean), 10)) == extents(table((), lean))


def test_a_column_that_is_parted_in_several_rows_stays_so():
    parted = table({(i, 1): (0.5,) for i in (2, 3, 4)})
    assert extents(whole_columns(parted, 10)) == extents(parted)


def test_few_cells_and_none_are_left_as_they_are():
    few = table({(2, 1): (0.4,)})[:5]
    assert whole_columns(few, 10) == few
    assert whole_columns([], 10) == []
    comb = [box_quad(Box(100 + 32 * i, 100, 130 + 32 * i, 140)) for i in range(9)]
    assert extents(whole_columns(comb, 10)) == extents(comb)
    assert np.array_equal(np.stack(whole_columns(comb, 10)), np.stack(comb))


def barred(cells, which, share=0.5):
    """Cells, those of the list `which` parted by a bar at that share of their height."""
    found = []
    for i, cell in enumerate(cells):
        left, top, right, foot = (*cell[0], *cell[2])
        bar = top + share * (foot - top)
        parts = [(top, bar), (bar + 2, foot)] if i in which else [(top, foot)]
        found += [box_quad(Box(round(left), round(a), round(right), round(b))) for a, b in parts]
    return found


def test_the_bar_of_a_4_parts_no_cell():
    """Without its bar, which was taken for a line, a 4 in a comb's cell was a 1, and ok."""
    cells = table()
    assert extents(whole_columns(barred(cells, {4, 7, 10}), 10)) == extents(cells)
    assert extents(whole_columns(barred(cells, {13}, share=0.3), 10)) == extents(cells)


def test_a_column_with_two_cells_in_each_row_stays_so():
    cells = barred(table(), {1, 4, 7, 10, 13, 16})
    assert extents(whole_columns(cells, 10)) == extents(cells)
