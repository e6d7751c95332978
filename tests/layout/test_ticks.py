import cv2
import numpy as np
import pytest

from digitscan.drawing import A5_WIDE, Sheet, Writer
from digitscan.layout.rows import Baseline
from digitscan.layout.ticks import combs_in_boxes, combs_on_lines
from digitscan.types import Box, box_quad

THICKNESS, REACH = 3.0, 30


def line(y):
    return Baseline(np.array([100, 500], np.float32), np.array([y, y], np.float32))


def paper():
    return np.zeros((300, 600), np.uint8)


def draw(contrast, x, foot, height):
    cv2.line(contrast, (x, foot - height), (x, foot), 200, 3)


def comb_on(contrast, *, last=44):
    cv2.line(contrast, (100, 200), (500, 200), 200, 3)
    for i in range(9):
        draw(contrast, 100 + 50 * i, 200, last if i in (0, 8) else 28)
    return combs_on_lines([line(200)], contrast, THICKNESS, REACH)


def test_ticks_on_a_line_are_a_comb_and_digits_that_touch_some_hide_none():
    contrast = paper()
    cv2.line(contrast, (240, 150), (262, 190), 200, 5)
    cv2.line(contrast, (285, 160), (310, 195), 200, 5)
    (comb,), others = comb_on(contrast)
    assert len(comb.cells) == 8 and len(comb.ticks) == 9 and not others
    assert [round(float(cell[0, 0])) for cell in comb.cells] == pytest.approx(list(range(100, 500, 50)), abs=2)


def test_an_underline_beneath_strokes_at_unequal_distances_is_none():
    contrast = paper()
    cv2.line(contrast, (100, 200), (500, 200), 200, 3)
    for x in (101, 160, 199, 262, 290, 377, 420, 498):
        draw(contrast, x, 200, 30)
    combs, others = combs_on_lines([line(200)], contrast, THICKNESS, REACH)
    assert not combs and len(others) == 1


@pytest.mark.parametrize("height", [14, 40])
def test_a_box_with_ticks_is_a_comb(height):
    contrast, quad = paper(), box_quad(Box(100, 140, 400, 200))
    cv2.rectangle(contrast, (98, 138), (402, 202), 200, 3)
    for i in range(1, 6):
        draw(contrast, 100 + 50 * i, 200, height)
    (comb,) = combs_in_boxes([quad], contrast, THICKNESS, REACH)
    assert comb.quad is quad and len(comb.cells) == 6 and len(comb.ticks) == 5


def test_a_box_with_two_ones_on_its_edge_or_with_nothing_is_none():
    contrast, quad = paper(), box_quad(Box(100, 140, 400, 200))
    cv2.rectangle(contrast, (98, 138), (402, 202), 200, 3)
    assert not combs_in_boxes([quad], contrast, THICKNESS, REACH)
    for x in (170, 231):
        draw(contrast, x, 200, 30)
    assert not combs_in_boxes([quad], contrast, THICKNESS, REACH)


def test_the_feet_of_digits_at_quarters_of_a_box_have_heights_of_their_own():
    contrast, quad = paper(), box_quad(Box(100, 140, 400, 200))
    cv2.rectangle(contrast, (98, 138), (402, 202), 200, 3)
    for x, height in ((175, 45), (250, 20), (325, 32)):
        draw(contrast, x, 200, height)
    assert not combs_in_boxes([quad], contrast, THICKNESS, REACH)


def test_the_feet_of_two_digits_in_a_small_box_are_no_ticks():
    contrast, quad = paper(), box_quad(Box(100, 140, 172, 172))
    cv2.rectangle(contrast, (98, 138), (174, 174), 200, 3)
    for x in (124, 148):
        draw(contrast, x, 174, 22)
    assert not combs_in_boxes([quad], contrast, THICKNESS, REACH)


def test_ones_that_stand_on_a_printed_line_are_no_ticks():
    sheet, hand = Sheet(A5_WIDE, 200), Writer(5)
    lines = []
    for i in range(8):
        foot = 30 + 14 * i
        sheet.rule(20, foot, 80, foot)
        sheet.write("1111111", sheet.box(22, foot - 7.5, 56, 8), hand, "line")
        y = np.float32(sheet.px(foot))
        lines.append(Baseline(np.array([sheet.px(20), sheet.px(80)], np.float32), np.array([y, y])))
    contrast = 255 - cv2.cvtColor(sheet.pixels, cv2.COLOR_BGR2GRAY)
    combs, others = combs_on_lines(lines, contrast, 2.0, 32)
    assert not combs and len(others) == 8
