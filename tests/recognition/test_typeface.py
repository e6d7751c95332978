import numpy as np

from digitscan.drawing import NEAT, Writer, draw_number, print_text
from digitscan.recognition.typeface import Glyphs, find_same_type, join_glyphs

NONE = join_glyphs([])


def glyphs(value, draw, height=30):
    """Digits drawn by draw(canvas, digit), as normalised pictures 28 pixels wide."""
    pictures = []
    for digit in value:
        canvas = np.full((28, 28), 255, np.uint8)
        draw(canvas, digit)
        pictures.append(255 - canvas)
    boxes = np.array([(40 * i, 0, 40 * i + 20, height) for i in range(len(value))], np.int32).reshape(-1, 4)
    return Glyphs(value, boxes, np.array(pictures, np.uint8).reshape(-1, 28, 28))


def printed(canvas, digit):
    print_text(canvas, digit, 6, 24, 28)


def by_hand(canvas, digit):
    from digitscan.types import Box

    draw_number(canvas, digit, Box(0, 0, 28, 28), Writer(5, style=NEAT), dpi=100, height=20)


def test_print_of_one_height_is_known_again():
    known = [glyphs("12345", printed)]
    fields = [glyphs("4", printed), glyphs("4", printed, height=50), glyphs("4", by_hand), NONE]
    assert find_same_type(fields, known) == [0]


def test_a_digit_that_is_not_among_the_known_ones_counts_by_its_height():
    known = [glyphs("12345", printed)]
    assert find_same_type([glyphs("40", printed), glyphs("80", printed)], known) == [0]


def test_nothing_is_like_print_where_none_is_known():
    assert find_same_type([glyphs("4", printed)], []) == []
    assert find_same_type([glyphs("4", printed)], [NONE]) == []
