import cv2
import numpy as np
import pytest

from digitscan.imaging.removal import remove_rulings
from digitscan.imaging.ruling import find_rulings
from digitscan.types import Box


def test_long_lines_are_found_with_their_slope_and_short_strokes_are_not():
    mask = np.zeros((300, 600), np.uint8)
    cv2.line(mask, (50, 100), (550, 120), 255, 3)
    cv2.line(mask, (300, 20), (300, 280), 255, 3)
    cv2.line(mask, (100, 200), (125, 200), 255, 3)
    found = find_rulings(mask, mask, 40, 20)
    assert len(found.horizontal) == 1 and len(found.vertical) == 1
    assert found.horizontal.slope[0] == pytest.approx(20 / 500, abs=0.005)
    assert found.horizontal.stop[0] - found.horizontal.start[0] == pytest.approx(501, abs=6)


def test_a_thick_bar_is_no_ruling():
    mask = np.zeros((200, 300), np.uint8)
    mask[80:120, 50:250] = 255
    assert len(find_rulings(mask, mask, 40, 20).horizontal) == 0


def test_a_long_bar_as_wide_as_a_digit_is_no_ruling_and_a_blurred_line_is():
    mask = np.zeros((900, 300), np.uint8)
    mask[40:860, 50:95] = 255
    mask[40:860, 200:224] = 255
    found = find_rulings(mask, mask, 24, 18).vertical
    assert len(found) == 1 and found.offset[0] == pytest.approx(211.5, abs=1)


def test_all_lines_that_digits_of_a_thick_pen_join_are_found():
    mask = np.zeros((900, 600), np.uint8)
    for y in range(50, 851, 100):
        cv2.line(mask, (10, y), (590, y), 255, 3)
    for row, more in enumerate((0, 9, -7, 4, -10, 8, -3, 6)):
        for x in (320, 400, 480):
            cv2.ellipse(mask, (x + more, 100 * row + 100), (32, 42), 0, 0, 360, 255, 28)
    found = find_rulings(mask, mask, 24, 18).horizontal
    whole = found.stop - found.start > 500
    middles = found.slope * 300 + found.offset
    np.testing.assert_allclose(np.sort(middles[whole]), np.arange(50, 851, 100), atol=2)


def digit_on_a_line():
    mask = np.zeros((160, 300), np.uint8)
    cv2.line(mask, (10, 100), (290, 100), 255, 3)
    seven = np.zeros_like(mask)
    cv2.line(seven, (120, 40), (160, 40), 255, 5)
    cv2.line(seven, (160, 40), (135, 130), 255, 5)
    return cv2.bitwise_or(mask, seven), seven


def test_a_stroke_that_crosses_a_ruling_stays_whole_and_the_ruling_goes():
    mask, seven = digit_on_a_line()
    _, rest = remove_rulings(mask, mask, find_rulings(mask, mask, 60, 20))
    count, _ = cv2.connectedComponents(rest)
    assert count == 2, "the digit is in one piece and nothing else is left"
    assert np.count_nonzero(rest & seven) > 0.95 * np.count_nonzero(seven)
    assert np.count_nonzero(rest & ~seven) < 0.1 * np.count_nonzero(seven)


def test_contrast_goes_with_the_mask():
    mask, _ = digit_on_a_line()
    contrast = (mask // 2).astype(np.uint8)
    left, rest = remove_rulings(contrast, mask, find_rulings(mask, mask, 60, 20))
    assert not left[rest == 0].any()


def test_keeping_none_changes_nothing():
    mask, _ = digit_on_a_line()
    rulings = find_rulings(mask, mask, 60, 20)
    none = rulings.keep(np.zeros(len(rulings.horizontal), bool), np.zeros(len(rulings.vertical), bool))
    assert not none.mask.any()
    _, rest = remove_rulings(mask, mask, none)
    np.testing.assert_array_equal(rest, mask)


def test_a_line_struck_along_a_ruling_is_a_second_ruling():
    mask = np.zeros((200, 600), np.uint8)
    cv2.line(mask, (20, 100), (580, 100), 255, 3)
    cv2.line(mask, (20, 120), (580, 101), 255, 3)
    found = find_rulings(mask, mask, 40, 20)
    assert sorted(found.horizontal.slope.round(2).tolist()) == [pytest.approx(-0.03, abs=0.01), 0]


def two_on_a_ruling(pen: int = 255):
    """A 2 whose foot lies on a grey ruling, both as soft as a lens makes them."""
    ruling = np.zeros((160, 400), np.uint8)
    cv2.line(ruling, (10, 100), (390, 102), 110, 3)
    two = np.zeros_like(ruling)
    cv2.ellipse(two, (200, 60), (22, 20), 0, -180, 45, pen, 5)
    cv2.line(two, (215, 75), (178, 97), pen, 5)
    cv2.line(two, (178, 97), (228, 98), pen, 5)
    soft = [cv2.GaussianBlur(image, (0, 0), 2) for image in (cv2.max(ruling, two), two)]
    return soft[0], (soft[0] > 14).astype(np.uint8) * 255, soft[1]


def test_the_foot_of_a_digit_on_a_ruling_stays_and_the_rulings_soft_edge_goes():
    contrast, mask, two = two_on_a_ruling()
    left, rest = remove_rulings(contrast, mask, find_rulings(contrast, mask, 40, 20))
    assert not rest[:, :150].any() and not rest[:, 260:].any()
    assert not left[(mask > 0) & (rest == 0)].any()
    stroke = two > 128
    assert np.count_nonzero(rest[stroke]) > 0.97 * np.count_nonzero(stroke)
    # Nothing of the ruling is left under the digit but what the pen has touched.
    assert not rest[108:].any()


def test_a_curved_ruling_is_followed_under_the_feet_of_digits():
    mask = np.zeros((200, 900), np.uint8)
    x = np.arange(20, 880)
    bow = np.stack([x, 120 + 12 * ((x - 450) / 430) ** 2], axis=1).astype(np.int32)
    cv2.polylines(mask, [bow], False, 255, 3)
    for left in (200, 330, 640):
        cv2.rectangle(mask, (left, 80), (left + 60, 118), 255, 6)
    found = find_rulings(mask, mask, 40, 20)
    _, rest = remove_rulings(
        mask, mask, found.keep(found.horizontal.stop - found.horizontal.start > 500, found.vertical.start < 0)
    )
    assert np.count_nonzero(rest[100:160, 450:600]) == 0
    assert np.count_nonzero(rest[80:112]) == np.count_nonzero(mask[80:112])


def test_lengths_are_told_of_the_pixels_of_a_box():
    mask = np.zeros((300, 600), np.uint8)
    mask[100:103, 50:550] = 255
    mask[200:203, 50:250] = 255
    lengths = find_rulings(mask, mask, 40, 20).lying_lengths(Box(200, 90, 260, 210))
    expected = np.zeros((120, 60), np.int32)
    expected[10:13], expected[110:113, :50] = 500, 200
    # A pixel at either end may be lost: lines are grown and shrunk to be found.
    np.testing.assert_allclose(lengths[:, :48], expected[:, :48], atol=2)
    assert not lengths[110:113, 50:].any()
