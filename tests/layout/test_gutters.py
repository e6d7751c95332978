"""Numbers that run into one another are parted at the gaps between columns."""

import numpy as np

from digitscan.layout.fields import FieldInk
from digitscan.layout.gutters import part_at_gutters
from digitscan.layout.lines import bounding_box
from digitscan.types import Field, box_quad

WIDE, HIGH, NEXT, PITCH = 20, 40, 26, 60
"""Width and height of a digit, and distances of digits and of lines."""


def page(*lines):
    """Fields of a page whose lines are words, each the left ends of its digits; and the digits' boxes."""
    boxes, inks = [], []
    for row, words in enumerate(lines):
        for word in words:
            part = np.arange(len(boxes), len(boxes) + len(word))
            boxes += [(left, PITCH * row, left + WIDE, PITCH * row + HIGH) for left in word]
            inks.append(part)
    boxes = np.array(boxes, np.int32)
    return [FieldInk(Field("line", box_quad(bounding_box(boxes, part))), (part,)) for part in inks], boxes


def number(left, digits):
    return [left + NEXT * i for i in range(digits)]


def sizes(inks):
    return [len(ink.parts[0]) for ink in inks]


COLUMNS = [[number(100, 3), number(300, 3)], [number(130, 2), number(320, 2)], [number(80, 4), number(290, 4)]]


def test_a_word_over_two_columns_is_two():
    both = [[*number(70, 8), *number(70 + 8 * NEXT, 5)]]
    inks, boxes = page(*COLUMNS, both, *COLUMNS)
    found = part_at_gutters(inks, boxes)
    assert sum(sizes(found)) == sum(sizes(inks)) and len(found) == len(inks) + 1
    parts = [ink.field.box for ink in found[6:8]]
    assert parts[0].right <= parts[1].left and parts[0].left == 70 and 194 < parts[1].left < 310


def test_of_two_places_in_one_gap_the_wider_one_parts():
    close = [[*number(80, 5), *(number(80 + 5 * NEXT + 12, 6))]]
    inks, boxes = page(*COLUMNS, close, *COLUMNS)
    assert sizes(part_at_gutters(inks, boxes))[6:8] == [5, 6]


def test_a_long_number_that_ends_in_the_gap_stays_whole():
    inks, boxes = page(*COLUMNS, [number(100, 7)], *COLUMNS)
    assert part_at_gutters(inks, boxes) == inks


def test_digits_at_even_places_and_running_text_stay_whole():
    even = [[number(100, 3)]] * 8
    inks, boxes = page(*even)
    assert part_at_gutters(inks, boxes) == inks
    rng = np.random.default_rng(1)
    text = [
        [number(left, 5) for left in (int(rng.integers(0, 60)) + np.array([0, 170, 340])).tolist()] for _ in range(12)
    ]
    inks, boxes = page(*text, [number(20, 16)], *text)
    assert len(part_at_gutters(inks, boxes)) <= len(inks) + 2


def test_few_words_and_boxes_are_left_as_they_are():
    inks, boxes = page(*COLUMNS[:2])
    assert part_at_gutters(inks, boxes) is inks
    assert part_at_gutters([], np.zeros((0, 4), np.int32)) == []
