import cv2
import numpy as np
import pytest

from digitscan.imaging.scaling import coarse_reduction, is_too_small, rescale, working_scale


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
    assert rescale(np.zeros((1, 9000), np.uint8), 0.05).shape == (1, 450)


@pytest.mark.parametrize("shape", [(3508, 2480), (1203, 1999), (901, 1600, 3)])
def test_a_page_that_is_halved_first_is_nearly_the_mean_of_its_pixels(shape):
    rng = np.random.default_rng(0)
    page = cv2.GaussianBlur(rng.integers(0, 256, shape, dtype=np.uint8), (0, 0), 40)
    page = cv2.normalize(page, None, 0, 255, cv2.NORM_MINMAX)
    factor = 200 / max(shape)
    small = rescale(page, factor)
    exact = cv2.resize(page, (small.shape[1], small.shape[0]), interpolation=cv2.INTER_AREA)
    assert max(small.shape[:2]) == 200
    difference = np.abs(small.astype(int) - exact)
    # An odd row that is left out shifts the far end of the page by a part of a pixel.
    assert difference.mean() < 3 and difference.max() < 25


def test_the_sheet_in_a_photo_says_whether_it_was_reduced_too_far():
    photo = (3024, 4032)
    assert is_too_small(photo, (1300, 900)) and not is_too_small(photo, (1700, 1200))
    assert not is_too_small((1500, 2000), (900, 640))  # it was not reduced at all
