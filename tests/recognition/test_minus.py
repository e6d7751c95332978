import numpy as np
import pytest

from digitscan.recognition.minus import Sign, find_minus
from digitscan.types import Lattice

DIGIT = (100, 0, 140, 60)
DASH = (60, 28, 86, 34)


def lattice(*boxes):
    """Atoms with these boxes, each a candidate; the writing is 60 pixels high."""
    count = len(boxes)
    spans = np.stack([np.arange(count), np.arange(count) + 1], axis=1).astype(np.int32)
    low = np.array([bottom - top < 22 for _, top, _, bottom in boxes])
    pixels = np.zeros((count, 28, 28), np.uint8)
    return Lattice(spans, np.array(boxes, np.int32), low, np.zeros(count, bool), 60.0, pixels)


def test_a_dash_before_a_digit_is_a_minus():
    assert Sign.MINUS is find_minus(lattice(DASH, DIGIT), [1], 0.0)
    assert Sign.MINUS is find_minus(lattice(DASH, DIGIT, (150, 0, 190, 60)), [1, 2], 0.0)


def test_specks_beside_it_do_not_matter():
    assert Sign.MINUS is find_minus(lattice((40, 50, 44, 54), DASH, DIGIT), [2], 0.0)


@pytest.mark.parametrize(
    ("boxes", "chosen", "edge"),
    [
        ((DIGIT,), [0], 0.0),  # nothing before the digit
        ((DASH,), [], 0.0),  # nothing but a dash
        (((0, 28, 86, 34), DIGIT), [1], -50.0),  # a line that fills the field
        (((80, 54, 96, 60), DIGIT), [1], 0.0),  # at the foot: a comma or an underline
        (((80, 26, 88, 34), DIGIT), [1], 0.0),  # a dot
        (((2, 28, 20, 34), DIGIT), [1], -50.0),  # too far away
        ((DASH, DIGIT, (150, 28, 180, 34)), [1], 0.0),  # dashes on both sides
        (((20, 28, 46, 34), DASH, DIGIT), [2], 0.0),  # two dashes
        (((40, 0, 58, 60), DASH, DIGIT), [0, 2], 0.0),  # a dash between digits
    ],
)
def test_what_is_no_minus(boxes, chosen, edge):
    assert find_minus(lattice(*boxes), chosen, edge) is Sign.NONE


@pytest.mark.parametrize("edge", [54.0, 58.0, 60.0, 62.0])
def test_a_dash_that_begins_at_a_line_may_be_its_rest(edge):
    assert find_minus(lattice(DASH, DIGIT), [1], edge) is Sign.DOUBTFUL
    assert find_minus(lattice(DASH, DIGIT), [1], edge - 30) is Sign.MINUS


def test_what_lies_on_a_dash_that_was_taken_out_is_none():
    """The dashes before the numbers of a tally column are long; the end of one was a minus, and -069 ok."""
    assert find_minus(lattice(DASH, DIGIT), [1], 84.0) is Sign.NONE


def test_a_wave_before_a_number_is_no_sure_minus():
    about, dash = np.zeros((28, 28), np.uint8), np.zeros((28, 28), np.uint8)
    x = np.arange(4, 24)
    for thick in (-1, 0, 1):
        about[np.rint(14 + thick - 2.5 * np.sin((x - 4) / 19 * 2 * np.pi)).astype(int), x] = 255
        dash[np.rint(14 + thick - 0.15 * (x - 14)).astype(int), x] = 255
    found = lattice(DASH, DIGIT)
    found.pixels[0] = about
    assert find_minus(found, [1], 0.0) is Sign.DOUBTFUL
    found.pixels[0] = dash
    assert find_minus(found, [1], 0.0) is Sign.MINUS
