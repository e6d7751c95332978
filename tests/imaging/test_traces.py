import numpy as np
import pytest

from digitscan.imaging.traces import Traces, inked


@pytest.fixture
def three():
    """Pieces of 2, 0 and 3 pixels."""
    return Traces(np.array([4, 5, 0, 1, 2]), np.array([0, 0, 3, 3, 3]), np.array([0, 0, 2, 2, 2]))


def listed(traces):
    return list(zip(traces.u.tolist(), traces.v.tolist(), traces.owner.tolist(), strict=True))


def test_pixels_are_listed_row_by_row():
    image = np.zeros((5, 7), np.uint8)
    image[3, 2] = image[1, 6] = image[3, 0] = 255
    assert inked(image).tolist() == [13, 21, 23]


def test_pieces_that_are_kept_are_numbered_anew(three):
    assert listed(three.keep(np.array([False, True, True]))) == [(0, 3, 1), (1, 3, 1), (2, 3, 1)]
    assert not len(three.keep(np.zeros(3, bool)))


def test_pieces_can_become_one(three):
    assert three.renumber(np.array([7, -1, 7])).owner.tolist() == [7] * 5


def test_a_pixel_of_two_pieces_is_the_later_ones(three):
    other = Traces(np.array([1, 9]), np.array([3, 3]), np.array([0, 0]))
    assert listed(three.join(other, 3)) == [(4, 0, 0), (5, 0, 0), (0, 3, 2), (2, 3, 2), (1, 3, 3), (9, 3, 3)]
