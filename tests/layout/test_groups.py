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
