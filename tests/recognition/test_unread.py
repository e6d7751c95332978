import pytest

from digitscan.recognition.decide import Decision
from digitscan.recognition.unread import find_unread, find_unread_cells, find_unread_rows
from digitscan.types import Box, Field, Status, box_quad

NUMBER = Decision("17", 0.99, Status.OK, "", "17")
BLANK = Decision("", 1.0, Status.BLANK, "", "")


def test_a_row_without_a_number_in_a_column_of_numbers_is_told():
    boxes = [Box(300, 100 * y, 400, 100 * y + 60) for y in range(4)]
    assert find_unread_rows(["row"] * 4, boxes, [NUMBER, None, NUMBER, NUMBER]) == [1]
    assert find_unread_rows(["row"] * 4, boxes, [None, None, NUMBER, NUMBER]) == [0, 1]
    assert find_unread_rows(["row"] * 4, boxes, [None, None, None, NUMBER]) == [], "a page of text with a number in it"
    assert find_unread_rows(["line"] * 4, boxes, [NUMBER, None, NUMBER, NUMBER]) == []


@pytest.mark.parametrize(
    "box",
    [Box(0, 100, 200, 160), Box(300, 140, 400, 160), Box(40, 100, 400, 160)],
    ids=["beside the column", "the rest of a ruling", "a line of writing"],
)
def test_what_is_not_of_the_size_or_in_the_place_of_the_numbers_is_not_told(box):
    boxes = [Box(300, 0, 400, 60), box, Box(300, 200, 400, 260), Box(300, 300, 400, 360)]
    assert find_unread_rows(["row"] * 4, boxes, [NUMBER, None, NUMBER, NUMBER]) == []


def table(*rows):
    """The cells of a table, row by row: t for text, 7 for a number, a dot for blank; the boxes and the decisions."""
    boxes = [Box(100 * x, 40 * y, 100 * x + 100, 40 * y + 40) for y, row in enumerate(rows) for x in range(len(row))]
    return boxes, [{"t": None, "7": NUMBER, ".": BLANK}[one] for row in rows for one in row]


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (("tttt", "t777", "t7t7", "t777"), [10]),
        (("tttt", "t777", "t777", "tttt", "t777"), []),
        (("t777", "t7t7", "t777"), [6]),
        (("77t7", "7777", "7777"), [2]),
        (("tt", "t7", "tt", "t7", "t7"), [5]),
        (("tt", "t7", "tt", "tt", "t7"), []),
        (("tttt", "t7.7", "t.t.", "t7.7"), []),
    ],
    ids=["within", "headings between", "no headings", "at the top", "two columns", "as much text", "blank"],
)
def test_a_cell_without_a_number_among_numbers_is_told_and_headings_and_names_are_not(rows, told):
    boxes, decisions = table(*rows)
    assert find_unread_cells([0] * len(boxes), boxes, decisions) == told


def test_cells_of_another_table_and_of_a_lattice_do_not_count():
    boxes, decisions = table("tttt", "t777", "t7t7", "t777")
    fields = [Field("cell", box_quad(box), table=0) for box in boxes]
    assert find_unread(fields, decisions) == [10]
    apart = [Field("cell", field.quad, table=int(i == 10)) for i, field in enumerate(fields)]
    assert find_unread(apart, decisions) == []
    placed = [Field("cell", field.quad, table=0, place=divmod(i, 4)) for i, field in enumerate(fields)]
    assert find_unread(placed, decisions) == [], "of those find_headings knows more"
    assert find_unread([], []) == []
