import cv2
import numpy as np
import pytest

from digitscan.layout.strays import beside_combs, find_strays, goes_on_beside, reaches_beside
from digitscan.types import Box, Field, box_quad

QUADS = [box_quad(Box(20, 60, 120, 100)), box_quad(Box(140, 60, 240, 100))]


def strays(ink, owner):
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8, ltype=cv2.CV_32S)
    boxes = np.concatenate([stats[1:, :2], stats[1:, :2] + stats[1:, 2:4]], axis=1).astype(np.int32)
    return find_strays(labels, boxes, np.full(len(boxes), owner, np.int32), QUADS, 2.0).tolist()


@pytest.fixture
def ink():
    return np.zeros((160, 300), np.uint8)


def test_a_digit_that_stands_mostly_above_its_cell_is_told(ink):
    cv2.line(ink, (180, 20), (180, 85), 255, 4)
    assert strays(ink, -1) == [False, True]
    assert strays(ink, 1) == [False, False]


def test_a_line_through_several_cells_is_told_in_each(ink):
    cv2.line(ink, (0, 110), (299, 50), 255, 3)
    assert strays(ink, -1) == [True, True]


def test_the_rest_of_a_frame_the_tail_of_a_letter_and_no_ink_are_not(ink):
    assert strays(ink, -1) == [False, False]
    cv2.rectangle(ink, (18, 58), (122, 102), 255, 3)
    cv2.line(ink, (180, 30), (180, 66), 255, 4)
    assert strays(ink, -1) == [False, False]


@pytest.mark.parametrize(
    ("other", "told"),
    [
        ((60, 100, 88, 150), True),  # the digit before it, 12 pixels away
        ((172, 102, 200, 148), True),  # the one after it
        ((40, 100, 68, 150), False),  # as far away as another number
        ((60, 125, 88, 150), False),  # a unit, or a dot
        ((60, 60, 88, 110), False),  # of the line above
    ],
)
def test_a_digit_beyond_the_end_of_the_line_is_told(other, told):
    assert goes_on_beside(Box(100, 100, 160, 150), np.array([other], np.int32)) is told
    assert not goes_on_beside(Box(100, 100, 160, 150), np.zeros((0, 4), np.int32))


def test_a_digit_that_touches_one_of_the_next_row_reaches_beside_the_word():
    word = Box(100, 100, 160, 150)
    assert reaches_beside(word, np.array([(60, 100, 88, 210)], np.int32)), "an 8 over a 0"
    assert not reaches_beside(word, np.array([(60, 100, 88, 150)], np.int32)), "the digit of another column"
    assert not reaches_beside(word, np.array([(60, 140, 88, 250)], np.int32)), "of the next rows"


def test_a_digit_beside_a_comb_may_be_in_a_cell_that_was_not_found():
    """Of a comb in a pale colour the first cell was lost, and 7356567358 was 356567358, and ok."""
    cells = tuple(box_quad(Box(100 + 40 * i, 50, 138 + 40 * i, 100)) for i in range(5))
    comb = Field("comb", box_quad(Box(100, 50, 298, 100)), cells)
    inside = (110, 58, 130, 92)

    def beside(*box):
        boxes = np.array([inside, box], np.int32)
        return beside_combs([comb, Field("box", box_quad(Box(400, 50, 500, 100)))], boxes, np.array([0, -1])).tolist()

    assert beside(70, 58, 92, 92) == [True, False]
    assert beside(306, 58, 330, 94) == [True, False]
    assert beside(306, 70, 330, 90) == [False, False], "kg"
    assert beside(380, 58, 400, 92) == [False, False], "further away"
    assert beside(70, 110, 92, 150) == [False, False], "below"
