import cv2
import numpy as np
import pytest

from digitscan.layout.extent import as_thick_as_their_ink, darkness, thicker
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


def test_a_slice_of_a_stroke_between_walls_is_told_from_a_wall_that_digits_run_into():
    """The left of an 8 that touches the line under it was the side of a cell: 2388 was 23 and 38, and ok."""
    ink = np.zeros((100, 400), np.uint8)
    for x in (50, 150, 350):
        ink[20:80, x - 2 : x + 2] = 255
    ink[20:50, 130:150] = 255  # a digit that runs into the wall along half of it
    ink[25:80, 245:256] = 255  # the stroke
    walls = [one(20, 80, x, 4) for x in (50, 150, 350)]
    lines = walls[0].join(walls[1]).join(walls[2]).join(one(25, 80, 248, 5))
    asked, sure = np.array([False, True, True, True]), np.array([True, False, False, False])
    assert thicker(lines, asked, sure, ink, ink, 20).tolist() == [False, False, False, True]
    assert not thicker(lines, asked, ~(asked | sure), ink, ink, 20).any()


def test_a_thick_wall_as_pale_as_the_others_is_no_stroke():
    """Two boxes of a form in a pale colour met in one wall: 36 of 56 numbers were told digit by digit."""
    contrast = np.zeros((100, 400), np.uint8)
    contrast[20:80, 49:51] = 40
    contrast[20:80, 149:153] = 60  # two walls side by side
    contrast[20:80, 249:253] = 190  # a 1
    lines = one(20, 80, 49.5, 2).join(one(20, 80, 150.5, 4)).join(one(20, 80, 250.5, 4))
    asked, sure = np.array([False, True, True]), np.array([True, False, False])
    ink = np.where(contrast > 0, 255, 0).astype(np.uint8)
    assert thicker(lines, asked, sure, ink, contrast, 20).tolist() == [False, False, True]
    assert thicker(lines, asked, sure, ink, ink, 20).tolist() == [False, True, True]


@pytest.mark.parametrize("vertical", [False, True])
def test_the_darkness_of_a_line_is_that_of_most_of_it(vertical):
    contrast = np.zeros((100, 100), np.uint8)
    contrast[50, 10:90] = 60
    contrast[50, 20:40] = 200  # writing across it
    contrast[71, 10:90] = 150  # a pixel beside where it is said to be
    lines = Segments(*(np.array(v, np.float32) for v in ([10, 10], [90, 90], [0, 0], [50, 70], [1, 1])))
    found = darkness(lines, contrast.T.copy() if vertical else contrast, vertical=vertical)
    assert found.dtype == np.float32 and found.tolist() == [60, 150]
