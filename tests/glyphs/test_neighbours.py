import numpy as np

from digitscan.glyphs.neighbours import may_go_on, neighbours, tell_neighbours
from digitscan.types import Lattice

SHAPE = (100, 90)
WHOLE = [28, 10, 62, 90]


def told(*boxes, shape=SHAPE):
    return neighbours(np.array(boxes, np.int32).reshape(-1, 4), shape).tolist()


def test_what_the_side_edges_cut_belongs_to_the_neighbours():
    assert told([0, 10, 20, 90], WHOLE, [70, 12, 90, 88]) == [True, False, True]


def test_a_line_from_top_to_bottom_is_none_of_the_digit():
    assert told(WHOLE, [74, 0, 80, 100]) == [False, True]


def test_the_bar_of_a_five_may_reach_the_edge():
    assert told(WHOLE, [45, 8, 90, 18]) == [False, False]


def test_without_a_whole_digit_in_the_middle_nothing_is_told():
    assert told([0, 10, 50, 90], [60, 10, 90, 90]) == [False, False]
    assert told([0, 10, 20, 90], [22, 10, 40, 90], [45, 10, 66, 90]) == [False, False, False]
    assert told() == []


def test_a_wide_snippet_is_a_number_and_keeps_all_of_its_digits():
    assert told([0, 10, 40, 90], [100, 10, 140, 90], [200, 10, 240, 90], shape=(100, 240)) == [False] * 3


def test_atoms_of_one_component_are_told_too():
    spans = np.array([[0, 1], [0, 2], [1, 2]], np.int32)
    boxes = np.array([[0, 10, 22, 90], [0, 10, 66, 90], [24, 10, 66, 90]], np.int32)
    lattice = Lattice(spans, boxes, np.zeros(2, bool), np.array([False, True]), 80.0, np.zeros((3, 28, 28), np.uint8))
    cut = tell_neighbours(lattice, SHAPE).cut
    assert cut is not None and cut.tolist() == [True, False]


def test_two_digits_of_which_one_reaches_the_edge_may_go_on_outside():
    def goes_on(*boxes, shape=SHAPE):
        return may_go_on(np.array(boxes, np.int32).reshape(-1, 4), shape)

    assert goes_on([0, 10, 20, 90], WHOLE) and goes_on(WHOLE, [70, 12, 90, 88])
    assert not goes_on([4, 10, 20, 90], WHOLE), "with paper around them they are whole"
    assert not goes_on([0, 10, 60, 90]), "one digit is what was cut out"
    assert not goes_on([0, 10, 40, 90], [60, 10, 90, 90], shape=(100, 240)), "and a wide picture is a number's"
    assert not goes_on()
