import numpy as np
import pytest

from digitscan.recognition.point import has_point
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
