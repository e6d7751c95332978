import numpy as np
import pytest

from digitscan.recognition.point import has_hanging_comma, has_point
from digitscan.types import Lattice

POINT = (52, 54, 60, 62)


def lattice(*boxes):
    """Atoms with these boxes, each a candidate; the writing is 60 pixels high."""
    count = len(boxes)
    spans = np.stack([np.arange(count), np.arange(count) + 1], axis=1).astype(np.int32)
    low = np.array([bottom - top < 22 for _, top, _, bottom in boxes])
    pixels = np.zeros((count, 28, 28), np.uint8)
    return Lattice(spans, np.array(boxes, np.int32), low, np.zeros(count, bool), 60.0, pixels)


def number(*marks, digits):
    """A digit, marks, and more digits; and which of the candidates are digits."""
    boxes = [(10, 0, 48, 60), *marks, *((70 + 50 * i, 0, 110 + 50 * i, 60) for i in range(digits))]
    return lattice(*boxes), [0, *range(1 + len(marks), len(boxes))]


@pytest.mark.parametrize("digits", [1, 2, 4])
def test_a_point_before_one_or_two_digits_is_told(digits):
    assert has_point(*number(POINT, digits=digits))


def test_the_lower_dot_of_a_colon_is_one():
    assert has_point(*number((52, 20, 60, 28), POINT, digits=2))


@pytest.mark.parametrize(
    ("marks", "digits"),
    [
        ((), 2),  # nothing
        ((POINT,), 3),  # thousands
        ((POINT,), 6),  # millions
        (((52, 20, 60, 28),), 2),  # in the middle of the line
        (((52, 58, 54, 60),), 2),  # grain
        (((44, 54, 74, 60),), 2),  # a dash
        ((POINT, (50, 5, 58, 13), (52, 20, 58, 30), (53, 35, 60, 42)), 2),  # a pattern
        (((52, 110, 60, 118),), 2),  # of the next line
    ],
)
def test_other_marks_are_none(marks, digits):
    assert not has_point(*number(*marks, digits=digits))


def test_a_single_digit_and_nothing_have_none():
    assert not has_point(lattice((10, 0, 48, 60), POINT), [0])
    assert not has_point(lattice(POINT), [])


def joined(mark, *, cut):
    """A digit, and a second one that a mark was joined to; `cut` says whether a cut made that mark."""
    found, _ = number(mark, digits=1)
    spans = np.vstack([found.spans, [[1, 3]]]).astype(np.int32)
    mark_and_digit = np.array([[mark[0], 0, 110, mark[3]]], np.int32)
    tied = np.array([False, False, cut])
    boxes, pixels = np.vstack([found.boxes, mark_and_digit]), np.zeros((4, 28, 28), np.uint8)
    return Lattice(spans, boxes, found.marks, tied, 60.0, pixels), [0, 3]


def test_a_comma_that_was_joined_to_a_digit_is_told_and_a_piece_cut_off_it_is_none():
    assert has_point(*joined((58, 50, 66, 68), cut=False))
    assert not has_point(*joined((58, 50, 66, 68), cut=True))
    assert not has_point(*joined((58, 40, 66, 50), cut=False)), "a piece of a broken digit"


def test_pieces_of_digits_hide_no_point():
    found, chosen = number(POINT, digits=1)
    small = [(130, 2, 140, 10), (130, 12, 140, 20), (130, 22, 140, 28), (130, 30, 140, 40)]
    boxes = np.vstack([found.boxes, np.array([*small, (125, 0, 165, 60)], np.int32)])
    marks = np.append(found.marks, [True] * 4)
    spans = np.vstack([[(i, i + 1) for i in range(7)], [[3, 7]]]).astype(np.int32)
    lattice = Lattice(spans, boxes, marks, np.zeros(7, bool), 60.0, np.zeros((8, 28, 28), np.uint8))
    assert has_point(lattice, [*chosen, 7])
    assert not has_point(lattice, chosen), "as many loose ones are a pattern"


def test_the_minus_before_a_decimal_is_no_pattern():
    boxes = [(-40, 28, -10, 36), (10, 0, 48, 60), POINT, (70, 0, 110, 60), (120, 0, 160, 60)]
    assert has_point(lattice(*boxes), [1, 3, 4])
    # A dash among the digits or after them still is.
    assert not has_point(lattice(*boxes[1:], (180, 28, 210, 36)), [0, 2, 3])


@pytest.mark.parametrize(
    ("hanging", "value", "digits", "told"),
    [
        ((20, 28), "833", 3, True),
        ((20, 28), "873", 3, False),  # the stem of a 7
        ((2, 26), "833", 3, False),  # a larger digit
        ((0, 8), "833", 3, False),  # not at its right
        ((20, 28), "8336", 4, False),  # before the last three: thousands
    ],
)
def test_a_comma_that_hangs_from_a_digit_is_told(hanging, value, digits, told):
    boxes = [(50 * i, 0, 50 * i + 40, 60) for i in range(digits)]
    place = 0 if digits == 4 else 1
    boxes[place] = (50 * place, 0, 50 * place + 46, 74)
    found = lattice(*boxes)
    found.pixels[place, :22, :22] = 255
    found.pixels[place, 22:, slice(*hanging)] = 255
    assert has_hanging_comma(value, found, list(range(digits))) == told


def test_a_mark_of_the_next_line_is_no_pattern():
    boxes = [(10, 0, 48, 60), POINT, (70, 0, 110, 60), (20, 62, 50, 80)]
    assert has_point(lattice(*boxes), [0, 2])
    assert not has_point(lattice(*boxes[:3], (20, 30, 50, 48)), [0, 2])
