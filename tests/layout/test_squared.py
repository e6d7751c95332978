import numpy as np
import pytest

from digitscan.drawing import A5, NEAT, Sheet, Writer
from digitscan.layout.squared import find_squares, on_grid, printed_like, usual_darkness
from digitscan.pipeline import segment_page
from digitscan.types import Box, Field, Page, Segments, box_quad


def squares(rows, columns, width=40, height=40):
    places = [(width * c, height * r) for r in range(rows) for c in range(columns)]
    return [Field("cell", box_quad(Box(x + 2, y + 2, x + width - 2, y + height - 2)), table=0) for x, y in places]


def in_cells(share):
    """Digits in a table of squares, that share of them moved by half a square."""
    boxes = np.array([(40 * i + 10, 45, 40 * i + 30, 75) for i in range(10)], np.int32)
    boxes[: round(10 * share)] += 20
    return boxes


def test_many_squares_are_paper_whatever_is_written():
    assert find_squares(squares(20, 20), in_cells(0.0)) == 36
    assert find_squares(squares(20, 20), np.zeros((0, 4), np.int32)) == 36


def test_a_month_of_days_by_twenty_names_is_a_table():
    names = [Field("cell", box_quad(Box(-198, 40 * r + 2, -2, 40 * r + 38)), table=0) for r in range(20)]
    assert find_squares([*names, *squares(20, 31)], in_cells(0.0)) is None, "its first column holds the names"
    assert find_squares([*names[:4], *squares(20, 31)], in_cells(0.0)) == 36
    tens = np.concatenate([np.array([(40 * i + x, 45, 40 * i + x + 12, 75) for i in range(10)]) for x in (5, 20)])
    assert find_squares(squares(20, 31), tens) is None, "two digits in each, which is one cell's number"
    assert find_squares(squares(20, 31), tens + np.array([14, 0, 14, 0])) == 36, "they do not keep to the squares"


def test_millimetre_paper_has_squares_of_several_sizes():
    whole = squares(20, 24)
    halves = [
        Field("cell", box_quad(Box(x + dx, 802, x + dx + 18, 838)), table=0)
        for x in range(2, 962, 40)
        for dx in (0, 18)
    ]
    assert find_squares(whole + halves, in_cells(0.0)) == 18
    assert find_squares(whole + halves[:10], in_cells(0.0)) == 36
    assert usual_darkness(np.array([30] * 10 + [32] * 6 + [60] * 4, np.float32)) == 60
    assert usual_darkness(np.array([30] * 10 + [32] * 6 + [36] * 4, np.float32)) == pytest.approx(30, abs=2)
    assert usual_darkness(np.array([30] * 39 + [180], np.float32)) == 30, "writing lies on one"
    assert usual_darkness(np.zeros(0, np.float32)) == 0


def test_fewer_squares_are_paper_where_writing_does_not_keep_to_them():
    assert find_squares(squares(10, 16), in_cells(0.8)) == 36
    assert find_squares(squares(10, 16), in_cells(0.2)) is None
    assert find_squares(squares(10, 16), np.zeros((0, 4), np.int32)) is None
    beside = in_cells(0.8) + np.array([2000, 0, 2000, 0])
    assert find_squares(squares(10, 16), np.concatenate([in_cells(0.0), beside])) is None


def test_a_table_of_wide_cells_or_of_few_is_none():
    assert find_squares(squares(20, 20, width=60), in_cells(0.8)) is None
    assert find_squares(squares(5, 10), in_cells(0.8)) is None
    assert find_squares([], in_cells(0.8)) is None


def test_numbers_on_squared_paper_are_free_lines():
    sheet, writer = Sheet(A5, dpi=150), Writer(3, style=NEAT)
    for x in range(4, 148, 5):
        sheet.rule(x, 0, x, 210, 0.15, 170)
    for y in range(2, 210, 5):
        sheet.rule(0, y, 148, y, 0.15, 170)
    for number, value in enumerate(("4071", "358", "92")):
        sheet.write(value, sheet.box(30, 40 + 25 * number, 60, 11), writer, "line")
    fields = segment_page(Page("page", 1, sheet.pixels)).fields
    assert [field.field.kind for field in fields] == ["line"] * 3
    for field, truth in zip(fields, sheet.truth, strict=True):
        assert np.abs(np.subtract(field.field.box, truth.box)).max() < 8
        assert not field.struck


def test_squares_between_which_a_pale_line_was_not_found_are_squares():
    found = squares(20, 24)
    wide = [Field("cell", box_quad(found[i].box.union(found[i + 1].box)), table=0) for i in range(0, 100, 2)]
    assert find_squares(wide + found[100:], in_cells(0.0)) == 36
    odd = [Field("cell", box_quad(Box(x, 0, x + 56, 36)), table=0) for x in range(0, 6000, 60)]
    assert find_squares(odd + found[100:], in_cells(0.0)) is None


def test_a_short_line_as_thick_as_the_others_but_darker_is_a_stroke():
    lengths = np.array([400, 400, 400, 60, 60, 60], np.float32)
    zero = np.zeros(6, np.float32)
    lines = Segments(zero, lengths, zero, zero, np.array([2, 2, 2, 2, 2, 4], np.float32))
    darkness = np.array([40, 50, 60, 55, 150, 55], np.float32)
    assert printed_like(lines, 36.0, 2.0, darkness).tolist() == [True, True, True, True, False, False]
    short = lines.take(np.arange(3, 6))
    assert printed_like(short, 36.0, 2.0, darkness[3:]).tolist() == [True, True, False], "nothing to compare with"


def test_a_piece_of_a_line_between_numbers_lies_on_the_grid_and_a_stroke_beside_it_does_not():
    rows = [(0, 600, 40.0 * i) for i in range(1, 6)] + [(0, 600, 40.0 * i) for i in range(8, 12)]
    rows += [(300, 350, 240.5), (300, 350, 290.0), (300, 350, 280.0)]
    start, stop, offset = np.array(rows, np.float32).T
    lines = Segments(start, stop, np.zeros_like(start), offset, np.full_like(start, 2))
    sure = stop == 600
    assert on_grid(lines, sure, 40.0).tolist() == [*sure[:-3].tolist(), True, False, True]
    lines.slope[-1] = 0.1
    assert not on_grid(lines, sure, 40.0)[-1], "it leans"
    assert on_grid(lines, np.zeros_like(sure), 40.0).sum() == 0
