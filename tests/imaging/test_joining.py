import numpy as np

from digitscan.imaging.joining import join
from digitscan.types import Segments


def pieces(*rows):
    start, stop, offset = (np.array(c, np.float32) for c in zip(*rows, strict=True))
    return Segments(start, stop, np.zeros_like(start), offset, np.full(len(start), 3, np.float32))


def ink(*spans):
    mask = np.zeros((120, 700), np.uint8)
    for left, right in spans:
        mask[59:62, left:right] = 255
    return mask


def test_a_line_broken_by_a_digit_is_one_line():
    assert join(pieces((10, 300, 60), (340, 420, 60)), ink((10, 420)), 24).tolist() == [0, 0]


def test_the_sides_of_two_boxes_stay_two_lines():
    assert join(pieces((10, 300, 60), (340, 600, 60)), ink((10, 300), (340, 600)), 24).tolist() == [0, 1]


def test_what_lies_beside_the_line_is_not_joined():
    assert join(pieces((10, 300, 60), (310, 420, 70)), ink((10, 420)), 24).tolist() == [0, 1]


def test_short_strokes_are_never_joined():
    assert join(pieces((10, 60, 60), (64, 110, 60)), ink((10, 110)), 24).tolist() == [0, 1]
