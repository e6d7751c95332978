"""The first and last row of a table without a line above or below."""

import numpy as np

from digitscan.layout.open_rows import with_open_rows
from digitscan.types import Box, Segments, box_quad

THICK = 3


def uprights(*rows):
    """Rows of x, start, stop."""
    x, start, stop = (np.array(column, np.float32) for column in zip(*rows, strict=True))
    return Segments(start, stop, np.zeros_like(x), x, np.full_like(x, THICK))


CELLS = [box_quad(Box(102, 100 + 43 * i, 198, 140 + 43 * i)) for i in range(3)]


def boxes(cells):
    return [tuple(np.rint([*cell.min(axis=0), *cell.max(axis=0)]).astype(int).tolist()) for cell in cells]


def test_uprights_that_go_on_make_a_row_above():
    found = with_open_rows(CELLS, uprights((100, 58, 230), (200, 59, 230)), THICK)
    (added,) = boxes(found[3:])
    assert boxes(found[:3]) == boxes(CELLS)
    assert abs(added[1] - 58) <= 1 and added[3] == 97 and (added[0], added[2]) == (102, 198)


def test_and_one_below():
    (added,) = boxes(with_open_rows(CELLS, uprights((100, 96, 269), (200, 96, 268)), THICK)[3:])
    assert added[1] == 229 and abs(added[3] - 268) <= 1


def test_uprights_that_end_with_the_table_or_apart_make_none():
    for ends in ((96, 230), (80, 230), (20, 230)):
        assert len(with_open_rows(CELLS, uprights((100, *ends), (200, *ends)), THICK)) == 3
    assert len(with_open_rows(CELLS, uprights((100, 58, 230), (200, 96, 230)), THICK)) == 3
    assert len(with_open_rows(CELLS, uprights((100, 58, 230), (200, 72, 230)), THICK)) == 3


def test_where_there_is_a_cell_none_is_added():
    above = box_quad(Box(102, 50, 198, 97))
    assert len(with_open_rows([above, *CELLS], uprights((100, 48, 230), (200, 48, 230)), THICK)) == 4
    assert with_open_rows([], uprights((100, 48, 230)), THICK) == []
