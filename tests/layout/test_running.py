import cv2
import numpy as np

from digitscan.drawing import Writer, plain_page, underlined_form
from digitscan.layout.running import runs_upright


def boxes_on(pixels, turns=0):
    """The boxes of the ink of a drawn page after some quarter turns."""
    ink = (np.rot90(pixels if pixels.ndim == 2 else pixels[..., 1], turns) < 128).astype(np.uint8)
    _, _, stats, _ = cv2.connectedComponentsWithStats(np.ascontiguousarray(ink))
    left, top, width, height = stats[1:, :4].T
    return np.stack([left, top, left + width, top + height], axis=1).astype(np.int32)


def test_lines_of_print_run_from_left_to_right_until_the_page_is_laid_on_its_side():
    page = underlined_form(Writer(4)).pixels
    assert [runs_upright(boxes_on(page, turns)) for turns in range(4)] == [False, True, False, True]


def test_a_few_numbers_one_above_the_other_say_nothing():
    page = plain_page(Writer(4)).pixels
    assert not runs_upright(boxes_on(page, 1))


def test_digits_one_to_a_cell_say_nothing():
    x, y = np.meshgrid(np.arange(9) * 60, np.arange(9) * 60)
    left, top = x.ravel(), y.ravel()
    assert not runs_upright(np.stack([left, top, left + 20, top + 32], axis=1).astype(np.int32))


def test_pages_without_ink_and_with_dust_alone_do_not_lie_on_their_side():
    assert not runs_upright(np.zeros((0, 4), np.int32))
    dust = np.random.default_rng(0).integers(0, 900, (200, 2))
    assert not runs_upright(np.concatenate([dust, dust + 3], axis=1).astype(np.int32))
