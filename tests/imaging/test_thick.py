import cv2
import numpy as np
import pytest

from digitscan.imaging.ground import lay_out
from digitscan.imaging.thick import is_written_thickly
from digitscan.types import Page


def sheet(thickness, height=2000, width=1500):
    """A nought and a one, as a marker writes them over half of a page."""
    page = np.full((height, width), 215, np.uint8)
    if thickness:
        cv2.ellipse(page, (450, 700), (200, 330), 0, 0, 360, 40, thickness)
        cv2.line(page, (950, 370), (930, 1030), 40, thickness)
    return page


def with_notes(page):
    """The page with a line of digits of usual size at its foot."""
    for i in range(8):
        cv2.ellipse(page, (300 + 60 * i, 1700), (14, 24), 0, 0, 360, 40, 5)
    return page


def with_lines(page):
    """The page with ruled lines on which a row of thin digits stands."""
    for y in range(1200, 1900, 100):
        cv2.line(page, (100, y), (1400, y), 60, 4)
    return with_notes(page)


def with_shadow(page):
    """The page with a soft shadow across it."""
    page[:] = page * np.linspace(0.45, 1, page.shape[1])
    return page


@pytest.mark.parametrize(
    ("page", "thick"),
    [
        (sheet(90), True),
        (with_shadow(sheet(90)), True),
        (sheet(20), False),
        (with_notes(sheet(90)), False),
        (with_lines(sheet(90)), False),
        (with_notes(sheet(0)), False),
        (with_shadow(sheet(0)), False),
        (cv2.rectangle(sheet(0), (0, 0), (300, 2000), 30, -1), False),  # a desk beside the sheet
        (cv2.rectangle(sheet(0), (100, 100), (1400, 1900), 60, -1), False),  # a picture
        (np.full((200, 900), 215, np.uint8), False),
    ],
)
def test_only_writing_that_is_thick_everywhere_is_told(page, thick):
    assert is_written_thickly(page) == thick


def test_a_page_written_thickly_is_looked_at_smaller_and_its_strokes_are_ink():
    pixels = sheet(90)
    ground = lay_out(Page("marker.png", 1, pixels, (1500, 2000)))
    scale = ground.matrix[0, 0]
    strokes = cv2.erode((pixels < 100).astype(np.uint8), np.ones((31, 31), np.uint8))
    y, x = np.argwhere(strokes)[::997].T
    x, y, _ = (ground.matrix @ [x, y, np.ones_like(x)]).astype(int)
    assert scale < 1 and (ground.ink.mask[y, x] > 0).mean() > 0.99
