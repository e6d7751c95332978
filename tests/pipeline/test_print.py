import numpy as np
import pytest

from digitscan import Reader
from digitscan.drawing import A5_WIDE, NEAT, Sheet, Writer, draw_line, flatbed
from digitscan.types import Status


@pytest.fixture(scope="module")
def reader():
    return Reader()


def scan(sheet):
    return flatbed(sheet.drawn(), np.random.default_rng(1)).pixels


def told(reader, sheet):
    return [one.value for one in reader.read(scan(sheet))[0].readings if one.status is Status.OK]


def test_no_number_of_a_printed_scale_is_told_as_sure(reader):
    sheet = Sheet(A5_WIDE, 200)
    hand = Writer(3, style=NEAT)
    sheet.write("42", sheet.frame(20, 10, 26, 12), hand, "box")
    for row in range(3):
        for k in range(5):
            sheet.frame(80 + 14 * k, 35 + 14 * row, 14, 14)
            sheet.print(str(k + 1), 87 + 14 * k, 44 + 14 * row, 14, align="center")
    assert told(reader, sheet) == ["42"]


def test_a_circle_around_a_printed_number_is_no_nought(reader):
    sheet = Sheet(A5_WIDE, 200)
    hand = Writer(3, style=NEAT)
    for y, circled in ((40, 3), (60, 1), (80, 4)):
        sheet.print("The lessons start on time.", 15, y)
        for k in range(5):
            sheet.print(str(k + 1), 120 + 14 * k, y, 11, align="center")
        angles = np.linspace(0.2, 6.4, 20)
        x, middle = sheet.px(120 + 14 * circled), sheet.px(y - 1.4)
        around = [(x + sheet.px(3.4) * np.cos(a), middle + sheet.px(3.8) * np.sin(a)) for a in angles]
        draw_line(sheet.pixels, around, hand, dpi=200)
    assert told(reader, sheet) == []


def test_points_printed_behind_a_mark_are_not_read_with_it_as_sure(reader):
    sheet = Sheet(A5_WIDE, 200)
    hand = Writer(3, style=NEAT)
    for i, mark in enumerate(("8", "5", "", "3")):
        sheet.frame(150, 20 + 22 * i, 22, 10)
        sheet.print("/10", 170, 27 + 22 * i, 10, align="right")
        sheet.write(mark, sheet.box(150, 20 + 22 * i, 13, 10), hand, "box")
    assert told(reader, sheet) == []


def test_digits_of_an_id_that_count_on_here_and_there_are_no_scale(reader):
    """Of 192 combs of ten digits 16 were told to be print: 4 of their digits stood as in 0123456789."""
    sheet = Sheet(A5_WIDE, 200)
    hand = Writer(3, style=NEAT)
    numbers = ["8143576920", "9142347081"]
    for row, number in enumerate(numbers):
        cells = [sheet.frame(20 + 7 * k, 20 + 20 * row, 7, 9) for k in range(10)]
        sheet.write_comb(number, cells, hand)
    assert told(reader, sheet) == numbers
