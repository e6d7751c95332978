import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digitscan.evaluation.crops import crop_png
from digitscan.orientation import box_to_stored
from digitscan.types import Box, Page


def _decode(data: bytes) -> np.ndarray:
    return cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_UNCHANGED)


def test_the_field_is_in_the_crop_with_a_margin():
    pixels = np.full((1000, 800), 255, np.uint8)
    pixels[300:360, 200:300] = 0
    crop = _decode(crop_png(Page("a", 1, pixels), Box(200, 300, 300, 360)))
    assert crop.shape == (60 + 2 * 24, 100 + 2 * 60)
    assert (crop == 0).sum() == 60 * 100


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_turned_page_shows_the_field_upright(orientation):
    pixels = np.full((400, 300), 255, np.uint8)
    pixels[100:160, 40:140] = 0
    stored_size = (400, 300) if orientation >= 5 else (300, 400)
    stored = box_to_stored(Box(40, 100, 140, 160), *stored_size, orientation)
    crop = _decode(crop_png(Page("a", 1, pixels, orientation=orientation), stored))
    assert crop.shape == (108, 200) and (crop == 0).sum() == 6000


def test_colour_stays_and_without_a_box_the_whole_page_is_shown():
    pixels = np.full((2000, 1000, 3), (10, 20, 200), np.uint8)
    crop = _decode(crop_png(Page("a", 1, pixels), None))
    assert crop.shape == (150, 75, 3) and (crop == (10, 20, 200)).all()


def test_small_fields_are_enlarged_so_that_they_can_be_seen():
    assert _decode(crop_png(Page("a", 1, np.full((15, 12), 200, np.uint8)), None)).shape == (60, 48)


@settings(deadline=None)
@given(st.tuples(*[st.integers(-50, 150)] * 4), st.integers(1, 60), st.integers(1, 60))
def test_any_box_gives_a_picture_of_limited_size(edges, width, height):
    page = Page("a", 1, np.full((height, width), 99, np.uint8))
    x, y, w, h = edges
    crop = _decode(crop_png(page, Box(x, y, x + max(1, w), y + max(1, h))))
    assert 1 <= crop.shape[0] <= 150 and 1 <= crop.shape[1] <= 520
