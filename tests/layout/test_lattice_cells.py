import numpy as np

from digitscan.layout.frames import Frames
from digitscan.layout.lattice_cells import has_wider_table, may_go_on
from digitscan.types import Box, Field, box_quad

ROWS, COLUMNS = 5, 4


def cell(row, column, width=50, height=50):
    left, top = 100 + 50 * column, 100 + 50 * row
    return box_quad(Box(left, top, left + width, top + height))


CELLS = [cell(row, column) for row in range(ROWS) for column in range(COLUMNS)]


def wider(quads):
    fields = [Field("cell", quad, table=0) for quad in quads]
    none = np.zeros(0, bool)
    return has_wider_table(Frames(fields, none, none, [], None, 2.0, 1.0, 24, False), CELLS, COLUMNS)


def test_a_table_that_has_the_cells_of_the_lattice_and_wider_ones_beside_them_is_the_whole():
    assert not wider(CELLS)
    assert wider([*CELLS, *(cell(row, COLUMNS, width=80) for row in range(ROWS))]), "a column of sums"
    assert wider([*CELLS, *(cell(ROWS, column, height=90) for column in range(COLUMNS))]), "a row of sums"
    assert wider([*CELLS, *(cell(row, -2, width=100) for row in range(1, ROWS))]), "names, one of them not found"


def test_what_is_no_further_row_or_column_leaves_the_lattice_what_it_is():
    strip = cell(0, COLUMNS, height=50 * ROWS)
    assert not wider([*CELLS, strip, strip + 1]), "the edge of the sheet"
    assert not wider([*CELLS, *(cell(row, COLUMNS + 1) for row in range(ROWS))]), "another table"
    assert not wider([*CELLS, cell(0, COLUMNS), cell(1, COLUMNS)]), "two of five"
    most = [quad for i, quad in enumerate(CELLS) if i % 7]
    assert not wider([*most, *(cell(row, COLUMNS) for row in range(ROWS))]), "cells that only the lattice has"


def test_a_lattice_may_be_part_of_a_table_where_most_lines_go_on_at_one_side():
    nodes = np.stack(np.meshgrid(np.arange(5) * 40 + 80, np.arange(6) * 40 + 60), axis=-1).astype(np.float32)
    alone = np.zeros((400, 400), np.uint8)
    for x in nodes[0, :, 0].astype(int):
        alone[60:261, x - 1 : x + 2] = 255
    for y in nodes[:, 0, 1].astype(int):
        alone[y - 1 : y + 2, 80:241] = 255
    alone[57:264, 77:84] = 255  # the thick frame of a puzzle
    assert not may_go_on(nodes, alone)
    across = alone.copy()
    for y in nodes[1:, 0, 1].astype(int):
        across[y : y + 2, 241:330] = 255
    assert may_go_on(nodes, across)
    assert may_go_on(nodes[:, ::-1], across), "from whichever side"
    few = alone.copy()
    few[60:62, 241:330] = few[140:142, 241:330] = 255
    assert not may_go_on(nodes, few)
    below = alone.copy()
    for x in nodes[0, :, 0].astype(int):
        below[260:300, x] = 255
    assert may_go_on(nodes, below)
