"""Combs and boxes without an upper line."""

from dataclasses import replace

import numpy as np
import pytest

from digitscan.layout.open_combs import open_cells, with_open
from digitscan.types import Box, Segments, box_quad

THICKNESS, REACH = 2.0, 25


def segments(*rows):
    """Segments (start, stop, place) square to the page."""
    start, stop, place = np.array(rows, np.float32).reshape(-1, 3).T
    return Segments(start, stop, np.zeros_like(place), place, np.full_like(place, THICKNESS))


def comb(count, *, pitch=30, height=40, left=100, foot=200, more=()):
    """|_|_|: the line, and the uprights with some more (x, height, distance of the foot from the line)."""
    walls = [(foot - height, foot + 1, left + pitch * i) for i in range(count + 1)]
    strokes = [(foot - off - tall, foot - off, x) for x, tall, off in more]
    return segments((left, left + pitch * count + 1, foot)), segments(*walls, *strokes)


def sides(cells):
    cells = [cell for one in cells for cell in (one if isinstance(one, list) else [one])]
    return sorted(tuple(np.rint(cell[[0, 2]]).astype(int).ravel().tolist()) for cell in cells)


@pytest.mark.parametrize("count", [1, 2, 3, 5, 8])
def test_uprights_on_a_line_are_the_walls_of_a_comb(count):
    """Of 96 numbers in drawn questionnaires none was right."""
    found = open_cells(*comb(count), THICKNESS, REACH)
    assert sides(found) == [(101 + 30 * i, 160, 129 + 30 * i, 199) for i in range(count)]


def test_digits_as_high_as_the_walls_hide_none_and_add_none():
    level, upright = comb(4, more=[(117, 39, 0), (145, 25, 4)])
    assert [len(one) for one in open_cells(level, upright, THICKNESS, REACH)] == [4]
    # A wall that a digit hides is where the others say.
    hidden = np.arange(len(upright)) != 2
    assert [len(one) for one in open_cells(level, upright.take(hidden), THICKNESS, REACH)] == [4]


def test_walls_may_go_on_below_the_line():
    level, upright = comb(3)
    longer = replace(upright, stop=upright.stop + 10)
    assert [len(one) for one in open_cells(level, longer, THICKNESS, REACH)] == [3]


def test_the_round_of_a_0_on_a_line_in_a_cell_is_no_box():
    """110 in a table's cell was lost: its 0 was a box, and the cell none."""
    round_of_0 = open_cells(*comb(1), THICKNESS, REACH)
    cell = box_quad(Box(20, 130, 200, 220))
    assert with_open([cell], round_of_0) == [cell]
    assert len(with_open([cell], open_cells(*comb(2), THICKNESS, REACH))) == 2


def test_a_wide_one_is_a_box_for_a_whole_number():
    assert sides(open_cells(*comb(1, pitch=200), THICKNESS, REACH)) == [(101, 160, 299, 199)]
    assert not open_cells(*comb(1, pitch=700), THICKNESS, REACH), "a line with something at both ends"


def test_digits_on_a_line_are_no_walls():
    line = segments((100, 300, 200))
    ones = segments((165, 198, 130), (160, 198, 170), (163, 198, 240))
    assert not open_cells(line, ones, THICKNESS, REACH)
    ends = segments((160, 198, 100), (178, 198, 299))
    assert not open_cells(line, ends, THICKNESS, REACH), "of different heights"
    table = segments((20, 201, 100), (20, 201, 299))
    assert not open_cells(line, table, THICKNESS, REACH), "too high"


def test_what_has_an_upper_line_is_left_to_others():
    level, upright = comb(3)
    assert not open_cells(level.join(segments((90, 200, 160))), upright, THICKNESS, REACH)


def test_of_two_combs_one_below_the_other_the_gap_between_is_no_cell():
    opened = open_cells(*comb(2), THICKNESS, REACH)
    between = box_quad(Box(101, 100, 129, 199))
    known = box_quad(Box(131, 160, 159, 199))
    assert sides(with_open([between, known], opened)) == [(101, 160, 129, 199), (131, 160, 159, 199)]
    assert with_open([between], []) == [between]
