import numpy as np
import pytest

from digitscan.imaging.surroundings import roughness


@pytest.mark.parametrize("channel", [0, 1, 2])
def test_the_grain_of_the_dark_is_no_roughness_in_any_colour(channel):
    """Next to black, a difference of 3 would be many times the light there."""
    pixels = np.zeros((20, 20, 3), np.uint8)
    pixels[::2, ::2, channel] = 3
    assert 10 <= roughness(pixels).max() <= 20
    assert np.array_equal(roughness(pixels), roughness(np.ascontiguousarray(pixels[..., channel])))


def test_roughness_is_a_share_of_the_light():
    stripes = np.zeros((20, 20), np.uint8)
    stripes[:, ::2], stripes[:, 1::2] = 200, 180
    found = roughness(stripes)
    assert np.array_equal(np.unique(found), [26, 28])  # 20 of 200 and of 180, in 255ths
    assert np.abs(roughness(stripes // 2).astype(int) - found).max() <= 1
    assert not roughness(np.full((20, 20, 3), 90, np.uint8)).any()
