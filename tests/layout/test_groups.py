from digitscan.layout.groups import group_cells
from digitscan.types import Box, box_quad


def row(count, width, height, gap, left=100, top=100):
    return [
        box_quad(Box(left + i * (width + gap), top, left + i * (width + gap) + width, top + height))
        for i in range(count)
    ]


def test_boxes_printed_apart_are_one_comb():
    (comb,) = group_cells(row(6, 50, 60, 12), 10)
    assert comb.kind == "comb" and len(comb.cells) == 6
    assert comb.box == Box(100, 100, 460, 160)


def test_two_boxes_apart_and_wide_boxes_are_boxes():
    assert [f.kind for f in group_cells(row(2, 50, 60, 12), 10)] == ["box", "box"]
    assert [f.kind for f in group_cells(row(3, 200, 60, 40), 10)] == ["box"] * 3


def test_boxes_for_two_digits_each_are_boxes_though_they_stand_close():
    marks = row(10, 90, 76, 12)
    assert [f.kind for f in group_cells(marks, 18)] == ["box"] * 10
    (comb,) = group_cells(marks, 30)  # a ruling as thick as that may be between them
    assert comb.kind == "comb"


def test_a_comb_that_lost_walls_has_all_of_its_cells():
    walled = row(8, 50, 60, 3)
    whole = box_quad(Box(206, 100, 309, 160))
    (comb,) = group_cells([*walled[:2], whole, *walled[4:]], 10)
    assert comb.kind == "comb" and len(comb.cells) == 8
    for cell, true in zip(comb.cells, walled, strict=True):
        assert abs(cell - true).max() <= 3
    three = box_quad(Box(206, 100, 362, 160))
    assert [len(f.cells) for f in group_cells([*walled[:2], three, *walled[5:]], 10)] == [8]


def test_cells_of_a_day_a_month_and_a_year_are_no_comb_that_lost_walls():
    date = [*row(2, 75, 60, 3), *row(1, 153, 60, 0, left=256)]
    assert {f.kind for f in group_cells(date, 10)} == {"cell"}
    names = [*row(2, 50, 60, 3), *row(1, 262, 60, 0, left=206)]
    assert {f.kind for f in group_cells(names, 10)} == {"cell"}, "five in one"


def test_boxes_of_different_widths_are_no_comb():
    quads = row(3, 50, 60, 3) + row(1, 110, 60, 0, left=262)
    assert {f.kind for f in group_cells(quads, 10)} == {"cell"}


def test_a_sloping_comb_is_a_comb():
    quads = [box_quad(Box(100 + 55 * i, 100 + 5 * i, 150 + 55 * i, 160 + 5 * i)) for i in range(8)]
    assert [f.kind for f in group_cells(quads, 10)] == ["comb"]


def test_a_column_of_boxes_is_a_table_and_nothing_is_nothing():
    column = [box_quad(Box(100, 100 + 63 * i, 150, 160 + 63 * i)) for i in range(4)]
    assert {f.kind for f in group_cells(column, 10)} == {"cell"}
    assert group_cells([], 10) == []


def test_combs_close_one_below_another_are_combs_where_each_has_lines_of_its_own():
    """Of 180 readings in lists of meters none was whole."""
    apart = [quad for i in range(5) for quad in row(5, 40, 42, 2, top=100 + 52 * i)]
    found = group_cells(apart, 14)
    assert [(f.kind, len(f.cells)) for f in found] == [("comb", 5)] * 5
    table = [quad for i in range(5) for quad in row(5, 40, 42, 2, top=100 + 44 * i)]
    assert {f.kind for f in group_cells(table, 14)} == {"cell"}


def test_a_cell_that_is_lost_in_one_of_them_is_where_the_others_have_it():
    combs = [row(5, 40, 42, 2, top=100 + 52 * i) for i in range(5)]
    broken = [*combs[2][:3], box_quad(Box(232, 204, 258, 246)), combs[2][4]]
    quads = [*combs[0], *combs[1], *broken, *combs[3], *combs[4], box_quad(Box(20, 204, 98, 246))]
    found = group_cells(quads, 14)
    assert sorted((f.kind, len(f.cells)) for f in found) == [("cell", 0)] + [("comb", 5)] * 5
    third = next(f for f in found if f.kind == "comb" and f.box.top == 204)
    assert abs(third.cells[3] - combs[2][3]).max() <= 1


def test_a_comb_in_a_frame_with_its_caption_is_a_comb():
    caption = box_quad(Box(90, 60, 480, 97))
    found = group_cells([*row(6, 50, 60, 3), caption], 14)
    assert sorted((f.kind, len(f.cells)) for f in found) == [("cell", 0), ("comb", 6)]
    header = [box_quad(Box(100 + 53 * i, 60, 150 + 53 * i, 97)) for i in range(6)]
    assert {f.kind for f in group_cells([*row(6, 50, 60, 3), *header], 14)} == {"cell"}, "a table's head"


def table(head, *, columns=6, rows=4):
    """A list with narrow cells under a head or under one for each column, and a wide column beside them."""
    left = [box_quad(Box(100, 60, 100 + 33 * columns - 3, 97))]
    if not head:
        left = row(columns, 30, 37, 3, top=60)
    cells = [quad for i in range(rows) for quad in row(columns, 30, 45, 3, top=100 + 48 * i)]
    wide = [box_quad(Box(100 + 33 * columns, y, 500, y + 45)) for y in [100 + 48 * i for i in range(rows)]]
    return [*left, box_quad(Box(100 + 33 * columns, 60, 500, 97)), *cells, *wide]


def test_narrow_cells_under_one_head_are_a_comb_in_every_row():
    """Index numbers in mark sheets: of 176 none was whole."""
    kinds = [f.kind for f in group_cells(table(head=True), 14)]
    assert kinds.count("comb") == 4 and kinds.count("cell") == 6
    assert {f.kind for f in group_cells(table(head=False), 14)} == {"cell"}, "a mark in each"
    quads = table(head=True)
    del quads[10]  # a digit hides its cell
    assert [len(f.cells) for f in group_cells(quads, 14) if f.kind == "comb"] == [6] * 4


def test_narrow_cells_beside_wide_ones_may_be_pieces_of_a_comb():
    """Of a comb whose pale walls were lost single digits were numbers, and ok."""
    comb = [*row(1, 41, 53, 0), *row(1, 209, 53, 0, left=142), *row(1, 41, 53, 0, left=352)]
    assert [f.piece for f in group_cells(comb, 14)] == [True, False, True]
    strip = box_quad(Box(90, 60, 480, 98))
    assert [f.piece for f in group_cells([*comb, strip], 14)] == [True, False, True, False]
    odd = [*row(1, 41, 53, 0), *row(1, 186, 53, 0, left=142), *row(1, 41, 53, 0, left=329)]
    assert not any(f.piece for f in group_cells(odd, 14)), "not five times as wide"
    table = [quad for y in (100, 154, 208) for quad in [*row(1, 41, 53, 0, top=y), *row(1, 209, 53, 0, 142, y)]]
    assert not any(f.piece for f in group_cells(table, 14)), "a table's columns"


def test_boxes_of_a_date_are_its_day_its_month_and_its_year():
    """In a photo the gaps between them were now wider and now narrower than half a box, and the days digits, `ok`."""
    for between in (20, 35):
        day, month = row(2, 50, 60, 8), row(2, 50, 60, 8, left=208 + between)
        year = row(4, 50, 60, 8, left=316 + 2 * between)
        found = group_cells([*day, *month, *year], 5)
        assert sorted((field.kind, len(field.cells)) for field in found) == [("comb", 2), ("comb", 2), ("comb", 4)]
        hours = group_cells([*day, *month], 5)
        assert [(field.kind, len(field.cells)) for field in hours] == [("comb", 2), ("comb", 2)]


def test_wider_gaps_in_other_numbers_help_to_count_and_two_close_boxes_are_one_number():
    account = [quad for k in range(3) for quad in row(4, 50, 60, 8, left=100 + k * 246)]
    assert [(field.kind, len(field.cells)) for field in group_cells(account, 5)] == [("comb", 12)]
    (pair,) = group_cells(row(2, 50, 60, 8), 5)
    assert pair.kind == "comb" and pair.piece, "or two boxes for a mark each: a person looks"
    assert not any(field.piece for field in group_cells(account, 5))
