import numpy as np
import pytest

from digitscan.imaging.scaling import coarse_reduction, rescale, working_scale


def test_scans_keep_their_size_and_others_come_near_it():
    assert working_scale(3508, 2480) == 1
    assert working_scale(7016, 4960) == 3508 / 7016
    assert working_scale(40, 40) == 3
    assert working_scale(560, 768) == 2


@pytest.mark.parametrize(
    ("size", "reduction"),
    [
        ((3508, 2480), 2),  # A4 at 300 dpi
        ((3300, 2550), 2),  # letter
        ((2480, 1748), 1),  # A5
        ((2339, 1654), 1),  # A4 at 200 dpi
        ((4960, 7016), 4),  # A4 at 600 dpi, on its side
        ((3024, 4032), 2),  # a photo of 12 megapixels
        ((20000, 30000), 8),
        ((60000, 60000), 8),
        ((40, 40), 1),
    ],
)
def test_what_is_left_of_a_large_page_has_1600_pixels_at_least(size, reduction):
    assert coarse_reduction(*size) == reduction
    assert reduction == 1 or max(size) / reduction >= 1600


def test_one_pixel_survives():
    assert rescale(np.zeros((1, 1), np.uint8), 3).shape == (3, 3)
    assert rescale(np.zeros((1, 9000), np.uint8), 0.39).shape[0] == 1
