import cv2
import numpy as np
import pytest

from digitscan.layout.extent import as_thick_as_their_ink
from digitscan.types import Segments


def one(start, stop, place, thickness):
    values = (start, stop, 0.0, place, thickness)
    return Segments(*(np.array([value], np.float32) for value in values))


@pytest.mark.parametrize("vertical", [False, True])
def test_a_slice_of_a_stroke_is_as_thick_as_the_stroke_and_a_ruling_under_writing_as_thick_as_it_is(vertical):
    ink = np.zeros((200, 400), np.uint8)
    ink[40:70, 50:250] = 255
    ink[150:154, 50:350] = 255
    cv2.line(ink, (100, 100), (120, 160), 255, 8)
    drawn = ink.T.copy() if vertical else ink
    stroke = as_thick_as_their_ink(one(50, 250, 44, 6), drawn, 100, 40, vertical=vertical)
    ruling = as_thick_as_their_ink(one(50, 350, 151.5, 4), drawn, 100, 40, vertical=vertical)
    assert stroke.thickness.tolist() == [30] and ruling.thickness.tolist() == [4]


def test_short_pieces_and_the_edge_of_the_image_are_no_trouble():
    ink = np.full((50, 300), 255, np.uint8)
    assert as_thick_as_their_ink(one(0, 60, 2, 5), ink, 100, 20, vertical=False).thickness.tolist() == [5]
    assert as_thick_as_their_ink(one(0, 300, 0, 5), ink, 100, 20, vertical=False).thickness[0] >= 20
    assert not len(as_thick_as_their_ink(one(0, 9, 2, 5).take(np.zeros(0, np.intp)), ink, 100, 20, vertical=False))
