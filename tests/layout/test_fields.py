"""Fields of small drawn pages, before any network: what a form's frames make of its ink."""

import cv2
import numpy as np
import pytest

from digitscan.drawing import A4, A5, A5_WIDE, NEAT, Sheet, Writer, draw_line, draw_number
from digitscan.pipeline import segment_page
from digitscan.types import Box, Page

NUMBERS = ("4071", "358", "92")

DPI = 150
"""Enough for frames of 0.25 mm to be seen."""

VALUES = ("4071", "38", "52619", "7", "903", "26")


def form(frame):
    """A sheet with two columns of boxes that `frame(sheet, left, top, width, height)` draws, millimetres, and a number
    in each; and the boxes in pixels."""
    sheet, hand, boxes = Sheet(A5_WIDE, DPI), Writer(3), []
    for i, value in enumerate(VALUES):
        place = 20 + i % 2 * 95, 25 + i // 2 * 24, 50, 10
        sheet.print("Amount", place[0], place[1] - 2, 9)
        frame(sheet, *place)
        boxes.append(sheet.box(*place))
        sheet.write(value, boxes[-1], hand, "box")
    return sheet.pixels, boxes


def outline(sheet, left, top, width, height):
    for x in (left, left + width):
        sheet.rule(x, top, x, top + height)
    for y in (top, top + height):
        sheet.rule(left, y, left + width, y)


def fields_of(pixels):
    """The fields with ink, each with its box on the page."""
    page = segment_page(Page("page", 1, pixels))
    return [(one.field.kind, one.field.box) for one in page.fields if any(one.inked)]


def near(box: Box, other: Box, pixels: int) -> bool:
    return max(abs(a - b) for a, b in zip(box, other, strict=True)) <= pixels


def assert_found(pixels, boxes):
    found = fields_of(pixels)
    assert [kind for kind, _ in found] == ["box"] * len(VALUES)
    assert all(near(box, own, 6) for (_, box), own in zip(found, boxes, strict=True)), found


def test_boxes_with_double_frames_are_boxes():
    def double(sheet, left, top, width, height):
        outline(sheet, left, top, width, height)
        outline(sheet, left - 1, top - 1, width + 2, height + 2)

    assert_found(*form(double))


def test_boxes_with_half_circles_for_ends_are_boxes():
    def stadium(sheet, left, top, width, height):
        low, high, radius = sheet.px(left), sheet.px(left + width), sheet.px(height / 2)
        for y in (top, top + height):
            sheet.rule(left + height / 2, y, left + width - height / 2, y)
        middle = sheet.px(top + height / 2)
        for x, start in ((low + radius, 90), (high - radius, 270)):
            cv2.ellipse(sheet.pixels, (x, middle), (radius, radius), 0, start, start + 180, (40, 40, 40), 1)

    assert_found(*form(stadium))


def test_numbers_between_lines_in_two_columns_are_all_found():
    # No sides: the lines of one column are as high as those of the other.
    pixels, _ = form(lambda sheet, x, y, w, h: [sheet.rule(x, at, x + w, at) for at in (y, y + h)])
    found = [box for _, box in fields_of(pixels)]
    assert len(found) >= len(VALUES) and {box.left > np.shape(pixels)[1] / 2 for box in found} == {False, True}


def test_boxes_with_dashed_frames_are_boxes_and_their_dashes_no_digits():
    def dashed(sheet, left, top, width, height):
        for along, size in ((True, width), (False, height)):
            for at in (0.0, height if along else width):
                for start in np.arange(0, size, 2.0):
                    end = min(size, start + 1.2)
                    x, y = ((start, end), (at, at)) if along else ((at, at), (start, end))
                    sheet.rule(left + x[0], top + y[0], left + x[1], top + y[1])

    assert_found(*form(dashed))


def test_the_end_of_a_comb_whose_digit_touches_both_sides_is_its_cell_too():
    sheet = Sheet(A5_WIDE, DPI)
    for top in (30, 60):
        for i in range(4):
            outline(sheet, 30 + 6 * i, top, 6, 9)
    box = sheet.box(30, 60, 6, 9)
    for share in (0.35, 0.7):  # the strokes of a broad 2 or 8
        y = round(box.top + share * box.height)
        cv2.line(sheet.pixels, (box.left - 2, y), (box.right + 2, y), (60, 60, 60), 3)
    cv2.line(sheet.pixels, (box.right - 8, box.top + 12), (box.right - 12, box.bottom - 12), (60, 60, 60), 3)
    fields = [one.field for one in segment_page(Page("page", 1, sheet.pixels)).fields]
    assert [(field.kind, len(field.cells)) for field in fields] == [("comb", 4), ("comb", 4)]


def test_walls_of_a_comb_that_digits_broke_are_where_its_other_cells_say():
    sheet = Sheet(A5_WIDE, DPI)
    for i in range(8):
        outline(sheet, 30 + 6 * i, 30, 6, 9)
    box = sheet.box(30, 30, 48, 9)
    for wall in (3, 4):
        x, y = sheet.px(30 + 6 * wall), box.top + box.height // 2
        sheet.pixels[y + 4 : box.bottom - 3, x - 3 : x + 4] = 255
        cv2.line(sheet.pixels, (x - 9, y), (x + 3, y), (60, 60, 60), 3)
    (field,) = [one.field for one in segment_page(Page("page", 1, sheet.pixels)).fields]
    assert field.kind == "comb" and len(field.cells) == 8
    widths = [np.ptp(cell[:, 0]) for cell in field.cells]
    assert max(widths) - min(widths) <= 5


def test_the_print_of_a_form_that_nobody_filled_in_is_not_read_and_free_lines_beside_one_box_are():
    def page(boxes):
        sheet = Sheet(A5_WIDE, DPI)
        for i in range(boxes):
            outline(sheet, 20 + 45 * (i % 4), 40 + 30 * (i // 4), 35, 10)
        sheet.print("/", 57, 47, 14)
        sheet.write("4071", sheet.box(20, 110, 50, 10), Writer(3), "line")
        return sheet.pixels

    assert fields_of(page(4)) == []
    assert {kind for kind, _ in fields_of(page(1))} == {"line"}


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


def test_strokes_from_line_to_line_of_many_rows_make_no_boxes_of_some_of_them():
    """The lines that such boxes took were missing among those of the rows, and the numbers above them were lost."""
    pixels = np.full((960, 520), 235, np.uint8)
    for y in range(60, 920, 80):
        cv2.line(pixels, (0, y), (420, y), 90, 3)
    cv2.line(pixels, (420, 60), (420, 860), 90, 4)
    for top, stroke in ((140, 200), (220, 0), (300, 215), (380, 0)):
        if stroke:
            cv2.line(pixels, (stroke, top), (stroke, top + 80), 60, 4)
        for x in (255, 330) if stroke else (180, 245, 320):
            cv2.ellipse(pixels, (x + top // 9, top + 40), (22, 30), 0, 0, 360, 60, 4)
    found = fields_of(pixels)
    assert [kind for kind, _ in found] == ["row"] * 4
    assert [box.top // 80 for _, box in found] == [1, 2, 3, 4], found


def test_numbers_much_lower_than_their_lines_are_apart_are_found():
    sheet, writer = Sheet(A5, dpi=200), Writer(5, style=NEAT)
    for row in range(7):
        y = 25 + 25 * row
        sheet.print("34 + 5 =", 15, y, 14)
        sheet.rule(50, y + 1, 80, y + 1)
        sheet.write(str(17 + 9 * row), sheet.box(50, y - 11, 30, 12), writer, "line", height=sheet.px(6.5))
    fields = segment_page(Page("page", 1, sheet.pixels)).fields
    assert [field.field.kind for field in fields if any(field.inked)] == ["row"] * 7


def test_sections_of_a_form_one_below_another_are_no_ruled_rows():
    sheet, writer = Sheet(A4, dpi=150), Writer(6, style=NEAT)
    for row in range(4):
        for left in (8, 108):
            top = 8 + 70 * row
            sheet.frame(left, top, 95, 66, 0.3)
            sheet.print(f"Coupon {row + 1}", left + 5, top + 9, 12)
            sheet.write("4071", sheet.frame(left + 35, top + 40, 40, 12), writer, "box")
    fields = segment_page(Page("page", 1, sheet.pixels)).fields
    assert [field.field.kind for field in fields] == ["box"] * 8


def test_where_most_of_the_writing_stands_outside_of_the_fields_it_is_read_too():
    """The black head of a table was its only field in a fax, and 67 numbers below it were lost without a word."""
    sheet, hand = Sheet(A4, DPI), Writer(3, style=NEAT)
    sheet.write("4", sheet.frame(20, 20, 30, 12), hand, "box")
    few = sheet.pixels.copy()
    for i in range(36):
        sheet.write("4071", sheet.box(20 + i % 3 * 60, 50 + i // 3 * 18, 40, 12), hand, "line")
        if i == 1:
            few = sheet.pixels.copy()
    assert len(fields_of(sheet.pixels)) == 37
    assert len(fields_of(few)) == 1


def test_rows_of_numbers_that_a_tables_frame_encloses_are_lines():
    """Edges of shaded rows made cells of three rows each, and what was in them one number."""
    sheet, hand = Sheet(A5_WIDE, DPI), Writer(3, style=NEAT)
    for i in range(2):
        outline(sheet, 15, 20 + 55 * i, 180, 55)
        for j in range(9):
            sheet.write("4071", sheet.box(20 + j % 3 * 60, 22 + 55 * i + j // 3 * 17, 40, 16), hand, "line")
    found = fields_of(sheet.pixels)
    assert [kind for kind, _ in found] == ["line"] * 18


def test_a_circle_around_a_number_is_left_out_of_it_and_told():
    """With it 28 was 112811, and where a network took it for a letter the whole row was lost without a word."""
    sheet, hand = Sheet(A5_WIDE, DPI), Writer(3, style=NEAT)
    for i in range(4):
        sheet.write("28", sheet.frame(20 + 90 * (i % 2), 20 + 40 * (i // 2), 60, 30), hand, "box", height=sheet.px(10))
    left, top, right, bottom = sheet.truth[1].box
    around = ((left + right) // 2, (top + bottom) // 2), (sheet.px(18), sheet.px(10))
    cv2.ellipse(sheet.pixels, *around, 0, 0, 360, (120, 60, 60), 4, cv2.LINE_AA)
    fields = [one for one in segment_page(Page("page", 1, sheet.pixels)).fields if one.field.kind == "box"]
    assert [one.encloses for one in fields] == [False, True, False, False]
    for one in fields:
        boxes = one.parts[0].boxes
        assert boxes[:, 2].max() - boxes[:, 0].min() < sheet.px(28)


def test_specks_on_a_form_that_nobody_filled_in_do_not_make_its_print_writing():
    sheet, rng = Sheet(A4, DPI), np.random.default_rng(4)
    for i in range(6):
        sheet.print("Amount in 2025", 20 + 95 * (i % 2), 30 + 40 * (i // 2), 11)
        sheet.frame(20 + 95 * (i % 2), 33 + 40 * (i // 2), 50, 12)
    for x, y in rng.integers(0, (sheet.pixels.shape[1] - 4, sheet.pixels.shape[0] - 4), (200, 2)).tolist():
        sheet.pixels[y : y + 2, x : x + 3] = 0
    assert all(kind == "box" for kind, _ in fields_of(sheet.pixels))


def test_numbers_between_others_that_a_pen_underlined_are_found():
    """Of 28 numbers 15 were lost: the underlines were rows by chance, and what stood on none was print."""
    sheet, hand = Sheet(A5, 200), Writer(3)
    values = ["40715", "38264", "52619", "71408", "90331", "26557", "81946", "63092"]
    for i, value in enumerate(values):
        box = sheet.box(30 + 6 * (i * 5 % 4), 20 + 20 * i, 50, 9)
        digits = draw_number(sheet.pixels, value, box, hand, dpi=200, align="left")
        if i % 2 == 0:
            left, right, foot = digits[0].left, digits[-1].right, max(digit.bottom for digit in digits)
            draw_line(sheet.pixels, [(left - 6, foot + 12), (right + 6, foot + 11)], hand, dpi=200)
    assert len(fields_of(sheet.pixels)) == len(values)


def test_lines_to_write_on_in_the_sections_of_a_form_are_fields():
    """On cards one below another, each with a comb, what stood on lines was lost: the cards' sides were rows."""
    sheet, hand = Sheet(A4, DPI), Writer(6, style=NEAT)
    for card in range(3):
        top = 12 + 92 * card
        outline(sheet, 15, top, 180, 84)
        sheet.write_comb("40718293", [sheet.frame(75 + 8 * i, top + 22, 8, 10) for i in range(8)], hand)
        for i in range(2):
            sheet.rule(105, top + 49 + 16 * i, 150, top + 49 + 16 * i)
            sheet.write("1937", sheet.box(105, top + 39 + 16 * i, 45, 9.5), hand, "line")
    kinds = [kind for kind, _ in fields_of(sheet.pixels)]
    assert kinds.count("comb") == 3 and kinds.count("underline") + kinds.count("row") == 6
