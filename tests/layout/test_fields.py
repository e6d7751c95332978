import cv2
import pytest

from digitscan.drawing import A5, NEAT, Sheet, Writer
from digitscan.pipeline import segment_page
from digitscan.types import Page

NUMBERS = ("4071", "358", "92")


def sheet_of_numbers():
    """Three numbers, one below the other, on plain paper."""
    sheet, writer = Sheet(A5, dpi=150), Writer(3, style=NEAT)
    for number, value in enumerate(NUMBERS):
        sheet.write(value, sheet.box(30, 40 + 25 * number, 50, 10), writer, "line")
    return sheet


def found(sheet):
    page = segment_page(Page("page", 1, sheet.pixels))
    return [field for field in page.fields if any(field.inked)]


@pytest.mark.parametrize("frame", [(15, 25, 90, 80), (15, 25, 115, 160)])
def test_a_frame_around_several_lines_is_no_field_and_hides_none_of_them(frame):
    sheet = sheet_of_numbers()
    sheet.frame(*frame)
    inked = found(sheet)
    assert [field.field.kind for field in inked] == ["line"] * 3
    assert all(abs(field.field.box.left - truth.box.left) < 5 for field, truth in zip(inked, sheet.truth, strict=True))


def test_a_box_of_several_lines_on_a_form_is_one_of_its_fields():
    sheet = sheet_of_numbers()
    sheet.frame(15, 25, 115, 80)
    sheet.write("17", sheet.box(30, 130, 50, 12), Writer(3, style=NEAT), "box")
    sheet.frame(30, 130, 50, 12)
    assert [field.field.kind for field in found(sheet)] == ["box"] * 2


def test_a_box_with_one_number_stays_a_box():
    sheet = Sheet(A5, dpi=150)
    sheet.write("4071", sheet.box(30, 40, 50, 10), Writer(3, style=NEAT), "box")
    sheet.frame(20, 30, 80, 30)
    inked = found(sheet)
    assert [field.field.kind for field in inked] == ["box"]


def test_numbers_beside_lines_that_are_no_rows_are_read():
    """Three long lines at the edge of the page, as of a desk, and not one of them under a number."""
    sheet = sheet_of_numbers()
    for y in (8, 11, 19):
        sheet.rule(0, y, 148, y)
    cv2.line(sheet.pixels, (0, sheet.px(203)), (sheet.px(148), sheet.px(205)), (40, 40, 40), 2)
    inked = found(sheet)
    assert [field.field.kind for field in inked] == ["line"] * 3


def test_the_inside_of_a_square_0_is_no_box_that_hides_all_other_numbers():
    sheet = sheet_of_numbers()
    left, top = sheet.px(100), sheet.px(65)
    cv2.rectangle(sheet.pixels, (left, top), (left + 42, top + 40), (40, 40, 40), 7)
    inked = found(sheet)
    assert [field.field.kind for field in inked] == ["line"] * 4
