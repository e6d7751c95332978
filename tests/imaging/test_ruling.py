import cv2
import numpy as np
import pytest

from digitscan.imaging.removal import remove_rulings
from digitscan.imaging.ruling import find_rulings


def test_long_lines_are_found_with_their_slope_and_short_strokes_are_not():
    mask = np.zeros((300, 600), np.uint8)
    cv2.line(mask, (50, 100), (550, 120), 255, 3)
    cv2.line(mask, (300, 20), (300, 280), 255, 3)
    cv2.line(mask, (100, 200), (125, 200), 255, 3)
    found = find_rulings(mask, 40, 20)
    assert len(found.horizontal) == 1 and len(found.vertical) == 1
    assert found.horizontal.slope[0] == pytest.approx(20 / 500, abs=0.005)
    assert found.horizontal.stop[0] - found.horizontal.start[0] == pytest.approx(501, abs=6)


def test_a_thick_bar_is_no_ruling():
    mask = np.zeros((200, 300), np.uint8)
    mask[80:120, 50:250] = 255
    assert len(find_rulings(mask, 40, 20).horizontal) == 0


def digit_on_a_line():
    mask = np.zeros((160, 300), np.uint8)
    cv2.line(mask, (10, 100), (290, 100), 255, 3)
    seven = np.zeros_like(mask)
    cv2.line(seven, (120, 40), (160, 40), 255, 5)
    cv2.line(seven, (160, 40), (135, 130), 255, 5)
    return cv2.bitwise_or(mask, seven), seven


def test_a_stroke_that_crosses_a_ruling_stays_whole_and_the_ruling_goes():
    mask, seven = digit_on_a_line()
    _, rest = remove_rulings(mask, mask, find_rulings(mask, 60, 20))
    count, _ = cv2.connectedComponents(rest)
    assert count == 2, "the digit is in one piece and nothing else is left"
    assert np.count_nonzero(rest & seven) > 0.95 * np.count_nonzero(seven)
    assert np.count_nonzero(rest & ~seven) < 0.1 * np.count_nonzero(seven)


def test_contrast_goes_with_the_mask():
    mask, _ = digit_on_a_line()
    contrast = (mask // 2).astype(np.uint8)
    left, rest = remove_rulings(contrast, mask, find_rulings(mask, 60, 20))
    assert not left[rest == 0].any()


def test_keeping_none_changes_nothing():
    mask, _ = digit_on_a_line()
    rulings = find_rulings(mask, 60, 20)
    none = rulings.keep(np.zeros(len(rulings.horizontal), bool), np.zeros(len(rulings.vertical), bool))
    assert not none.mask.any()
    _, rest = remove_rulings(mask, mask, none)
    np.testing.assert_array_equal(rest, mask)
