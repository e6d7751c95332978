import pytest

from digitscan.inputs.header import Header, plausible_dpi, plausible_orientation
from digitscan.inputs.window import DamagedError


@pytest.mark.parametrize("size", [(0, 5), (5, 0), (-3, 5)])
def test_an_image_without_pixels_is_damaged(size):
    with pytest.raises(DamagedError, match="pixels"):
        Header(*size, end=10)


def test_what_cannot_be_a_resolution_is_none():
    assert plausible_dpi(300.0) == 300.0
    assert [plausible_dpi(value) for value in (0, 1, -72, 1e9, float("nan"), float("inf"))] == [None] * 6


def test_what_cannot_be_an_orientation_is_upright():
    assert [plausible_orientation(value) for value in (0, 1, 8, 9, 65535)] == [1, 1, 8, 1, 1]
