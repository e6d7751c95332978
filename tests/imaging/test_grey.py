import cv2
import numpy as np

from digitscan.imaging.grey import to_grey


def page(paper, ink):
    pixels = np.full((200, 200, 3), paper, np.uint8)
    cv2.putText(pixels, "47", (20, 150), cv2.FONT_HERSHEY_SIMPLEX, 4, ink, 12)
    return pixels


def contrast(grey):
    return float(grey[0, 0]) - float(grey.min())


def test_grey_stays_as_it_is():
    grey = np.arange(100, dtype=np.uint8).reshape(10, 10)
    assert to_grey(grey) is grey


def test_a_page_without_colour_is_read_by_luminance():
    pixels = page((230, 230, 230), (40, 40, 40))
    np.testing.assert_array_equal(to_grey(pixels), cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY))


def test_coloured_ink_on_coloured_paper_stands_out_more_than_by_luminance():
    for paper, ink in (((60, 150, 220), (20, 110, 200)), ((225, 215, 205), (215, 120, 90))):
        pixels = page(paper, ink)
        assert contrast(to_grey(pixels)) >= contrast(cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY))


def test_blue_ink_is_told_by_red():
    pixels = page((220, 220, 220), (220, 190, 60))
    assert contrast(to_grey(pixels)) > 1.5 * contrast(cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY))
    assert to_grey(np.full((5, 5, 3), (200, 100, 50), np.uint8)).shape == (5, 5)
