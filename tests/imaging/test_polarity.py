import cv2
import numpy as np
import pytest

from digitscan.drawing import A5, NEAT, Sheet, Writer
from digitscan.errors import InputError
from digitscan.imaging.polarity import dark_on_light, is_black
from digitscan.pipeline import segment_page
from digitscan.types import Page


def page_of_numbers():
    sheet, writer = Sheet(A5, dpi=150), Writer(3, style=NEAT)
    for number, value in enumerate(("4071", "358", "92")):
        sheet.write(value, sheet.box(30, 40 + 25 * number, 50, 10), writer, "line")
    return sheet


def test_a_page_is_left_as_it_is():
    for pixels in (page_of_numbers().pixels, np.full((300, 400), 240, np.uint8), np.zeros((300, 400), np.uint8)):
        assert dark_on_light(pixels, snippet=False) is pixels


@pytest.mark.parametrize("ground", [0, 70])
def test_light_writing_becomes_dark_and_its_numbers_are_found(ground):
    sheet = page_of_numbers()
    board = (255 - sheet.pixels.astype(np.uint16) * (255 - ground) // 255).astype(np.uint8)
    assert np.array_equal(dark_on_light(board, snippet=False), 255 - board)
    boxes = [field.field.box for field in segment_page(Page("page", 1, board)).fields]
    assert len(boxes) == 3
    for box, truth in zip(boxes, sheet.truth, strict=True):
        assert abs(box.width - truth.box.width) < 8 and abs(box.height - truth.box.height) < 8


def test_a_number_cut_out_of_a_negative_becomes_dark():
    box = page_of_numbers().truth[0].box
    crop = page_of_numbers().pixels[box.top - 8 : box.bottom + 8, box.left - 8 : box.right + 8]
    assert dark_on_light(crop, snippet=True) is crop
    assert np.array_equal(dark_on_light(255 - crop, snippet=True), crop)


def test_a_sheet_on_a_dark_desk_is_no_light_writing():
    photo = np.full((600, 800), 20, np.uint8)
    cv2.rectangle(photo, (300, 150), (480, 420), 230, -1)
    cv2.putText(photo, "4071", (310, 300), 0, 2, 40, 5)
    assert dark_on_light(photo, snippet=False) is photo


def test_rulings_part_a_small_sheet_on_a_dark_desk_into_no_strokes():
    """Each row was as narrow as a stroke, the sheet was made dark, and none of its eight numbers was found."""
    photo = np.full((600, 450, 3), (40, 60, 85), np.uint8)
    cv2.rectangle(photo, (120, 50), (330, 560), (225, 228, 230), -1)
    for y in range(70, 560, 26):
        cv2.line(photo, (120, y), (330, y - 6), (50, 50, 50), 5)
    assert dark_on_light(photo, snippet=False) is photo
    board = np.full((600, 450, 3), (40, 60, 85), np.uint8)
    for y in range(70, 560, 40):
        cv2.putText(board, "40715", (100, y), 0, 1, (225, 228, 230), 3)
    assert np.array_equal(dark_on_light(board, snippet=False), 255 - board)


def test_a_black_picture_is_one_and_a_board_or_a_dark_photo_is_not():
    sheet = page_of_numbers()
    assert is_black(np.zeros((400, 300), np.uint8)) and is_black(np.full((400, 300, 3), 15, np.uint8))
    specks = np.zeros((800, 600), np.uint8)
    specks[::200, ::150] = 255
    assert is_black(specks)
    for pixels in (sheet.pixels, 255 - sheet.pixels, (sheet.pixels // 6).astype(np.uint8)):
        assert not is_black(pixels)
    with pytest.raises(InputError, match="black"):
        segment_page(Page("page", 1, specks))
