import cv2
import numpy as np
import pytest

from digitscan.drawing import Writer, draw_number, strike_out
from digitscan.glyphs.strike import is_crossed, is_struck_out
from digitscan.types import Box, Segments


def written(seed, text="4071", lines=0):
    canvas = np.full((140, 420, 3), 255, np.uint8)
    hand = Writer(seed)
    boxes = draw_number(canvas, text, Box(60, 20, 360, 120), hand, dpi=200)
    if lines:
        around = boxes[0]
        for other in boxes[1:]:
            around = around.union(other)
        strike_out(canvas, around, hand, dpi=200, lines=lines)
    mask = (canvas.min(axis=2) < 160).astype(np.uint8) * 255
    return mask, Box(*(lambda x, y, w, h: (x, y, x + w, y + h))(*cv2.boundingRect(mask)))


def struck(mask, box, lengths=None):
    every = np.zeros(mask.shape, np.int32) if lengths is None else lengths
    return is_struck_out(mask, box, lambda part: every[part.top : part.bottom, part.left : part.right])


def test_a_line_through_a_number_is_seen_in_nearly_every_hand():
    seen = [struck(*written(seed, lines=1 + seed % 2)) for seed in range(100, 160)]
    assert sum(seen) >= 57, f"{sum(seen)} of {len(seen)}"


def test_numbers_are_not_struck_out():
    texts = ("4071", "44", "88", "7777", "505", "2396", "10", "96")
    found = [(seed, text) for seed in range(100, 115) for text in texts if struck(*written(seed, text))]
    assert len(found) <= 1, found


def test_a_printed_line_that_goes_on_is_none_of_the_writer_s():
    mask, box = written(101)
    y = (box.top + box.bottom) // 2
    mask[y - 1 : y + 2] = 255
    assert struck(mask, box), "as long as nobody says that it is printed"
    lengths = np.zeros(mask.shape, np.int32)
    lengths[y - 1 : y + 2] = 2 * box.width
    assert not struck(mask, box, lengths)


@pytest.mark.parametrize("box", [Box(0, 0, 3, 3), Box(0, 0, 400, 1), Box(10, 10, 12, 130)])
def test_specks_and_strokes_are_no_struck_numbers(box):
    assert not struck(np.full((140, 420), 255, np.uint8), box)


def test_a_line_taken_for_a_ruling_that_runs_through_two_digits_strikes_them_out():
    """Of a number corrected beside itself both were one, and ok: 1373 and 5320 were 13735320."""
    digits = np.array([(100 + 40 * i, 50, 130 + 40 * i, 100) for i in range(8)], np.int32)
    box = Box(100, 50, 410, 100)

    def line(first, last, y):
        return Segments(*(np.array([value], np.float32) for value in (first, last, 0, y, 4)))

    assert is_crossed(box, digits, line(80, 260, 75))
    assert not is_crossed(box, digits, line(60, 128, 75)), "a dash that runs into the first digit"
    assert not is_crossed(box, digits, line(80, 260, 96)), "a line under it that their feet cross"
    assert not is_crossed(box, digits, line(0, 900, 75)), "a printed line"
    assert not is_crossed(box, digits, line(80, 260, 75).take(np.zeros(0, np.intp)))
