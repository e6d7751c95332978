import cv2
import numpy as np
import pytest

from digitscan.drawing.files import jpeg_bytes
from digitscan.imaging.colour import restore_lost_ink

PAPER = (60, 60, 60)
RED_AS_DARK = (38, 38, 108)  # grey 59 by luminance, on paper of 60


def write(pixels, ink, width):
    """The strokes of a 4 and a 7, 80 pixels high."""
    for stroke in ([(90, 140), (60, 190), (130, 190)], [(110, 160), (100, 220)], [(170, 145), (230, 140), (190, 220)]):
        cv2.polylines(pixels, [np.array(stroke, np.int32)], False, ink, width, cv2.LINE_AA)


def page(paper, ink, *, width=5, size=(300, 400), noise=2.0):
    pixels = np.full((*size, 3), paper, np.uint8)
    write(pixels, ink, width)
    grain = np.random.default_rng(1).normal(0, noise, pixels.shape[:2])[..., None]
    return np.clip(pixels + grain, 0, 255).astype(np.uint8)


def by_luminance(pixels):
    return cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY)


def compressed(pixels, quality):
    return cv2.imdecode(np.frombuffer(jpeg_bytes(pixels, quality, 150), np.uint8), cv2.IMREAD_COLOR)


def strokes(shape=(300, 400)):
    mask = np.zeros(shape, np.uint8)
    write(mask, 255, 1)
    return mask > 0


def seen(grey, paper):
    """How much darker the strokes are than the paper, in shares of it."""
    return 1 - float(np.median(grey[strokes()])) / paper


@pytest.mark.parametrize("quality", [None, 75, 50])
def test_red_ink_on_paper_as_dark_is_drawn(quality):
    pixels = page(PAPER, RED_AS_DARK)
    pixels = pixels if quality is None else compressed(pixels, quality)
    gray = by_luminance(pixels)
    restored = restore_lost_ink(gray, pixels)
    assert abs(seen(gray, 60)) < 0.1
    assert seen(restored, 60) > 0.4
    # JPEG keeps colour in squares of 16 pixels: so far around a stroke it is smeared.
    far = ~cv2.dilate(strokes().astype(np.uint8), np.ones((39, 39), np.uint8)).astype(bool)
    np.testing.assert_array_equal(restored[far], gray[far])


def test_pale_blue_ink_on_yellow_paper_is_drawn():
    pixels = page((190, 220, 225), (235, 225, 160))
    assert seen(restore_lost_ink(by_luminance(pixels), pixels), 220) > 0.1


@pytest.mark.parametrize("ink", [(150, 62, 34), (50, 40, 190), (40, 40, 40)])
@pytest.mark.parametrize("quality", [90, 75, 40])
def test_what_grey_shows_stays_the_same_bytes(ink, quality):
    pixels = compressed(page((225, 240, 245), ink, noise=4), quality)
    gray = by_luminance(pixels)
    assert restore_lost_ink(gray, pixels) is gray


@pytest.mark.parametrize("ink", [(150, 62, 34), (50, 40, 190), (40, 40, 40)])
@pytest.mark.parametrize("quality", [90, 40])
def test_headlines_stay_too(ink, quality):
    pixels = compressed(page((225, 240, 245), ink, width=20, noise=4), quality)
    gray = by_luminance(pixels)
    np.testing.assert_allclose(restore_lost_ink(gray, pixels), gray)


@pytest.mark.parametrize("paper", [(230, 230, 230), (60, 60, 60), (60, 150, 220)])
@pytest.mark.parametrize("quality", [90, 40])
def test_noise_of_the_colours_is_no_ink(paper, quality):
    noise = np.random.default_rng(2).normal(0, 6, (400, 600, 3))
    pixels = compressed(np.clip(np.full((400, 600, 3), paper) + noise, 0, 255).astype(np.uint8), quality)
    gray = by_luminance(pixels)
    assert restore_lost_ink(gray, pixels) is gray


def test_a_highlighter_is_paper():
    pixels = np.full((1754, 1240, 3), 245, np.uint8)  # A4 at 150 dpi: 6 pixels a millimetre
    cv2.line(pixels, (200, 500), (900, 500), (90, 250, 250), 27)
    cv2.putText(pixels, "1234", (250, 510), cv2.FONT_HERSHEY_SIMPLEX, 1, (40, 40, 40), 2)
    gray = by_luminance(pixels)
    assert restore_lost_ink(gray, pixels) is gray


def test_tiny_pages_are_taken_as_they_are():
    for size in ((1, 1), (2, 30), (7, 3)):
        pixels = np.full((*size, 3), (200, 100, 50), np.uint8)
        gray = by_luminance(pixels)
        assert restore_lost_ink(gray, pixels) is gray
