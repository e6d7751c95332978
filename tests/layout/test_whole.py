"""Boxes that a stroke parts are whole again; walls that are printed stay."""

import cv2
import numpy as np
import pytest

from digitscan.layout.whole import whole_boxes
from digitscan.types import Segments

LEFT, RIGHT, HEIGHT, LINE = 60.0, 300.0, 50.0, 2
TOPS = [50.0 + 90 * i for i in range(5)]


def quad(left, top, right):
    return np.array([(left, top), (right, top), (right, top + HEIGHT), (left, top + HEIGHT)], np.float32)


def segments(*lines):
    """Segments from one place to another along their direction, at a place across it."""
    start, stop, place = np.array(lines, np.float32).reshape(-1, 3).T
    return Segments(start, stop, np.zeros_like(place), place, np.full_like(place, LINE))


def page(walls=()):
    """Five boxes, the last with uprights (x, thickness, whether it has a bow): segments both ways, and the ink."""
    ink = np.zeros((520, 360), np.uint8)
    for top in TOPS:
        cv2.rectangle(ink, (int(LEFT), int(top)), (int(RIGHT), int(top + HEIGHT)), 255, LINE)
    for x, thickness, bow in walls:
        cv2.line(ink, (x, int(TOPS[-1])), (x, int(TOPS[-1] + HEIGHT)), 255, thickness)
        if bow:
            cv2.ellipse(ink, (x - 2, int(TOPS[-1]) + 15), (14, 14), 0, 90, 270, 255, thickness)
    level = segments(*((LEFT, RIGHT, y) for top in TOPS for y in (top, top + HEIGHT)))
    upright = segments(
        *((top, top + HEIGHT, x) for top in TOPS for x in (LEFT, RIGHT)),
        *((TOPS[-1], TOPS[-1] + HEIGHT, x) for x, _, _ in walls),
    )
    return level, upright, ink


def put_together(cells, walls):
    level, upright, ink = page(walls)
    lone = [quad(LEFT, top, RIGHT) for top in TOPS[:-1]]
    found = whole_boxes([*lone, *cells], level, upright, ink, 10, 5, 24)
    assert len(found) >= len(lone) and all(any(one is other for other in found) for one in lone)
    return [tuple(np.rint(one[[0, 2], 0]).astype(int).tolist()) for one in found[len(lone) :]]


BOX = (round(LEFT), round(RIGHT))
LAST = TOPS[-1]


@pytest.mark.parametrize(
    ("cells", "walls", "found"),
    [
        ([quad(LEFT, LAST, 178), quad(182, LAST, RIGHT)], [(180, 8, False)], [BOX]),  # a thick pen
        ([quad(LEFT, LAST, 178), quad(182, LAST, RIGHT)], [(180, 5, True)], [BOX]),  # a 9
        ([quad(LEFT, LAST, 130), quad(150, LAST, RIGHT)], [(131, 2, False), (149, 2, False)], [BOX]),  # an 8
        ([quad(181, LAST, RIGHT)], [(180, 8, False)], [BOX]),  # the other piece is no cell
        ([quad(LEFT, LAST, 179), quad(181, LAST, RIGHT)], [(180, 2, False)], [(60, 179), (181, 300)]),  # printed
        ([quad(LEFT, LAST, RIGHT)], [], [BOX]),
    ],
)
def test_what_is_as_long_as_the_other_boxes_is_one_of_them(cells, walls, found):
    assert put_together(cells, walls) == found


def test_a_comb_as_long_as_the_boxes_stays_one_and_without_boxes_nothing_is_known():
    comb = [quad(LEFT + 80 * i, LAST, LEFT + 80 * i + 78) for i in range(3)]
    narrow = [
        np.array([(x, LAST), (x + 58, LAST), (x + 58, LAST + HEIGHT), (x, LAST + HEIGHT)], np.float32)
        for x in (60, 120, 180, 240)
    ]
    assert len(put_together(narrow, [(120, 2, True), (180, 2, True), (240, 2, True)])) == 4
    level, upright, ink = page([(140, 8, False)])
    assert len(whole_boxes(comb[:2], level, upright, ink, 10, 5, 24)) == 2
    assert whole_boxes([], level, upright, ink, 10, 5, 24) == []


@pytest.mark.parametrize("slope", [0.0, 0.06])
def test_a_thin_1_in_the_middle_of_a_box_leans_and_a_wall_does_not(slope):
    level, upright, ink = page([(180, 2, False)])
    upright.slope[-1], upright.offset[-1] = slope, 180 - slope * (LAST + HEIGHT / 2)
    lone = [quad(LEFT, top, RIGHT) for top in TOPS[:-1]]
    found = whole_boxes([*lone, quad(LEFT, LAST, 179), quad(181, LAST, RIGHT)], level, upright, ink, 10, 5, 24)
    assert len(found) == (5 if slope else 6)
