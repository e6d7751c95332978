import cv2
import numpy as np
import pytest

from digitscan.drawing import A5_WIDE, Sheet, Writer, sample_form
from digitscan.imaging.dashed import close_dashes, remove_dashes
from digitscan.imaging.ruling import find_rulings

SHORTEST = 24


def closed(ink):
    return close_dashes(ink, (ink > 0).astype(np.uint8) * 255, 14, SHORTEST)[1]


def row(ink, y, left, right, on, off, thick=3):
    for x in range(left, right - on, on + off):
        ink[y : y + thick, x : x + on] = 200


@pytest.mark.parametrize(("on", "off"), [(10, 6), (20, 12), (3, 5)])
def test_dashes_and_dots_become_one_line(on, off):
    ink = np.zeros((100, 500), np.uint8)
    row(ink, 50, 40, 440, on, off)
    last = np.flatnonzero(ink[51]).max()
    assert (closed(ink)[51, 40:last] > 0).all()


def test_small_round_dots_become_one_line():
    ink = np.zeros((100, 500), np.uint8)
    dot = np.abs(np.arange(-2, 3))[:, None] + np.abs(np.arange(-2, 3)) <= 2
    for x in range(40, 440, 14):
        ink[48:53, x : x + 5][dot] = 200
    assert (closed(ink)[50, 40:437] > 0).all()


def test_the_sides_of_a_dashed_box_are_closed_though_they_have_one_dash():
    ink = np.zeros((160, 500), np.uint8)
    for y in (40, 110):
        row(ink, y, 60, 400, 20, 12)
    last = int(np.flatnonzero(ink[41]).max())
    for x in (40, last + 12):
        ink[40:52, x : x + 3] = ink[64:88, x : x + 3] = ink[101:113, x : x + 3] = 200
        ink[40:43, x - 8 * (x > 99) : x + 11] = ink[110:113, x - 8 * (x > 99) : x + 11] = 200
    holes = cv2.findContours(closed(ink), cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)[1]
    assert (holes[0, :, 3] >= 0).sum() == 1


def test_grain_between_dashes_does_not_part_them():
    ink = np.zeros((100, 500), np.uint8)
    row(ink, 50, 40, 440, 10, 6)
    ink[50:53, 40:440][ink[50:53, 40:440] == 0] = 20
    assert (closed(ink)[51, 40:430] > 0).all()


def test_digits_letters_and_a_few_points_are_no_dashed_line():
    sheet = Sheet(A5_WIDE, 150)
    sheet.paragraph(
        "nun nannte man ununununununun immer nur unnummerierte ... und minimum minimum " * 8, 15, 20, 180, 8
    )
    for i in range(6):
        sheet.write("1111111", sheet.box(20, 80 + 9 * i, 60, 7), Writer(2), "line")
    contrast = 255 - cv2.cvtColor(sheet.pixels, cv2.COLOR_BGR2GRAY)
    mask = cv2.threshold(contrast, 14, 255, cv2.THRESH_BINARY)[1]
    assert close_dashes(contrast, mask, 14, SHORTEST)[1] is mask


def test_small_print_is_no_dashed_line():
    """Seven letters of its first lines stand in equal steps and are equally wide."""
    form = sample_form(Writer(3), dpi=300).pixels
    contrast = 255 - cv2.resize(
        cv2.cvtColor(form, cv2.COLOR_BGR2GRAY), None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA
    )
    mask = cv2.threshold(contrast, 14, 255, cv2.THRESH_BINARY)[1]
    assert close_dashes(contrast, mask, 14, 25)[1] is mask


def test_an_empty_page_has_none():
    ink = np.zeros((60, 60), np.uint8)
    assert not closed(ink).any()


def test_dashes_that_touch_and_writing_do_not_part_a_line():
    """A scan in black and white joined pairs of dashes: of 132 numbers in a dashed table 56 were lost."""
    ink = np.zeros((100, 700), np.uint8)
    row(ink, 50, 40, 640, 10, 8)
    for x in (148, 310, 472):
        ink[50:53, x : x + 28] = 200  # longer than a dash
        ink[50:53, x : x + 36][:, ::9] = 200
    last = int(np.flatnonzero(ink[51]).max())
    assert (closed(ink)[51, 40:last] > 0).mean() > 0.97
    far = np.zeros((100, 700), np.uint8)
    row(far, 50, 40, 200, 10, 8)
    row(far, 50, 400, 600, 10, 8)
    assert not closed(far)[51, 220:380].any(), "two lines"


def test_what_is_left_of_dots_is_taken_out_where_they_are_a_ruling():
    ink = np.zeros((100, 500), np.uint8)
    row(ink, 50, 40, 440, 4, 10, 4)
    row(ink, 80, 40, 440, 4, 10, 4)
    ink[20:90, 250:256] = 200  # a 1 on the lines
    mask = (ink > 0).astype(np.uint8) * 255
    contrast, whole, dashes = close_dashes(ink, mask, 14, SHORTEST)
    assert len(dashes) >= 50
    rulings = find_rulings(contrast, whole, SHORTEST, 0.75 * SHORTEST)
    first = rulings.horizontal.offset + 250 * rulings.horizontal.slope < 65
    upper = rulings.keep(first, np.zeros(len(rulings.vertical), bool))
    bare, left = remove_dashes(ink, mask, dashes, upper)
    assert not left[45:60, 40:240].any() and not bare[45:60, 40:240].any()
    assert left[80:84, 40:240].any(), "the other line is none"
    assert (left[20:45, 252] > 0).all() and (left[60:78, 252] > 0).all()
    assert remove_dashes(ink, mask, dashes[:0], upper)[1] is mask
