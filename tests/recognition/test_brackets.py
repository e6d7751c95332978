"""Numbers in brackets: in accounts they are less than nought."""

import cv2
import numpy as np
import pytest

from digitscan.drawing import A5, Sheet, Writer, draw_line, draw_number, flatbed
from digitscan.reader import Reader
from digitscan.recognition.brackets import has_brackets
from digitscan.types import Lattice, Status


def lattice(*strokes, heights=None, marks=()):
    """Pieces of ink side by side, each a stroke through some points of a glyph."""
    pixels = []
    for stroke in strokes:
        glyph = np.zeros((28, 28), np.uint8)
        cv2.polylines(glyph, [np.array(stroke, np.int32)], False, 255, 2, cv2.LINE_AA)
        pixels.append(glyph)
    count = len(strokes)
    high = heights or [60] * count
    boxes = np.array([(50 * i, 60 - high[i], 50 * i + 18, 60) for i in range(count)], np.int32)
    low = np.isin(np.arange(count), marks)
    spans = np.stack([np.arange(count), np.arange(count) + 1], axis=1).astype(np.int32)
    return Lattice(spans, boxes, low, np.zeros(count, bool), 60.0, np.stack(pixels))


LEFT, RIGHT = ((17, 3), (12, 14), (17, 25)), ((11, 3), (16, 14), (11, 25))
FOUR = ((15, 3), (11, 16), (19, 16), (17, 10), (17, 25))
SEVEN = ((9, 3), (19, 3), (19, 12), (12, 25))
ONE, EIGHT = ((14, 3), (14, 25)), ((14, 3), (19, 9), (9, 18), (14, 25), (19, 18), (9, 9), (14, 3))


def test_bent_strokes_at_both_ends_are_brackets_and_ones_are_none():
    assert has_brackets(lattice(LEFT, EIGHT, ONE, RIGHT))
    assert not has_brackets(lattice(ONE, EIGHT, ONE, ONE))
    assert not has_brackets(lattice(RIGHT, EIGHT, ONE, LEFT)), "bent inwards"
    assert not has_brackets(lattice(LEFT, EIGHT, ONE, ONE)), "one of them alone"
    assert not has_brackets(lattice(LEFT, RIGHT))
    assert not has_brackets(lattice(FOUR, EIGHT, SEVEN)), "bent alike, but no single stroke"
    assert not has_brackets(lattice(LEFT, EIGHT, RIGHT, heights=[30, 60, 30])), "low ones are commas"
    assert has_brackets(lattice(ONE, LEFT, EIGHT, RIGHT, marks=(0,))), "a speck before them"


@pytest.fixture(scope="module")
def reader():
    return Reader(device="cpu")


def test_a_number_in_brackets_in_a_cell_is_for_review(reader):
    """The brackets and the lines of the cell enclose a hole with round sides, and were taken for the cell's frame."""
    sheet, hand = Sheet(A5, 200), Writer(2)
    for i in range(9):
        sheet.rule(20, 20 + 10 * i, 120, 20 + 10 * i)
    for x in (20, 70, 120):
        sheet.rule(x, 20, x, 100)
    for row in range(8):
        for column in range(2):
            digits = draw_number(
                sheet.pixels, str(274 + 31 * row), sheet.box(20 + 50 * column, 20 + 10 * row, 50, 10), hand, dpi=200
            )
            if column:
                top, foot = min(box.top for box in digits) - 8, max(box.bottom for box in digits) + 8
                for x, out in ((digits[0].left - 16, -12), (digits[-1].right + 16, 12)):
                    draw_line(sheet.pixels, [(x, top), (x + out, (top + foot) / 2), (x, foot)], hand, dpi=200)
    scan = flatbed(sheet.drawn(), np.random.default_rng(0))
    (page,) = reader.read(scan.pixels)
    middle = sheet.px(70)
    left = [one for one in page.readings if one.box.right <= middle + 9]
    right = [one for one in page.readings if one.box.right > middle + 9]
    assert len(left) == len(right) == 8
    assert not any("brackets" in one.note for one in left) and sum(one.status is Status.OK for one in left) >= 6
    assert all(one.status is Status.REVIEW for one in right) and sum("brackets" in one.note for one in right) >= 6
