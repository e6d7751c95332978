import pytest

from digitscan.inputs.header import Header, pixel_aspect, plausible_dpi, plausible_orientation
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


def test_pixels_that_are_not_square():
    assert pixel_aspect(204, 98) == pytest.approx(0.48, abs=0.001), "a fax of standard resolution"
    assert pixel_aspect(98, 204) == pytest.approx(2.08, abs=0.01)
    assert pixel_aspect(204, 391) == pytest.approx(1.92, abs=0.01)
    assert [pixel_aspect(*pair) for pair in ((300, 300), (204, 196), (300, None), (None, 98), (0, 98), (72, 1))] == [
        1.0
    ] * 6


def test_a_page_that_lies_on_its_side_has_pixels_that_do():
    assert Header(10, 10, 0, orientation=6, aspect=0.5).upright_aspect == 2.0
    assert Header(10, 10, 0, orientation=3, aspect=0.5).upright_aspect == 0.5
