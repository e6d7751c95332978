import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from digitscan.layout.lines import find_lines, holds_lines, holds_rows, split_words, typical_height
from digitscan.layout.order import reading_order
from digitscan.types import Box


def row(y, xs, height=40, width=24):
    return [(x, y, x + width, y + height) for x in xs]


def test_two_lines_are_two_and_wide_gaps_separate_numbers():
    boxes = np.array(row(20, [10, 45, 80, 300, 335]) + row(100, [10, 45]), np.int32)
    lines = find_lines(boxes)
    assert [line.tolist() for line in lines] == [[0, 1, 2], [3, 4], [5, 6]]


def test_evenly_spaced_digits_are_one_number():
    boxes = np.array(row(20, [10, 90, 170, 250, 330]), np.int32)
    assert len(find_lines(boxes)) == 1


def test_two_columns_of_few_digits_are_two_numbers():
    for left, right in (([10], [300]), ([10, 45], [200]), ([10], [150, 185])):
        boxes = np.array(row(20, [*left, *right]), np.int32)
        words = split_words(boxes, np.arange(len(boxes)), 40.0)
        assert [len(word) for word in words] == [len(left), len(right)]


def test_a_gap_out_of_all_proportion_parts_numbers_and_one_between_thousands_does_not():
    for gap, count in ((38, 2), (24, 1)):
        boxes = np.array(row(20, [10, 38, 66, 66 + 24 + gap, 66 + 52 + gap]), np.int32)
        assert len(split_words(boxes, np.arange(5), 40.0)) == count


def test_two_digits_a_height_apart_are_one_number():
    boxes = np.array(row(20, [10, 90]), np.int32)
    assert len(split_words(boxes, np.arange(2), 40.0)) == 1


def test_a_sloping_line_stays_one():
    boxes = np.array([(40 * i, 20 + 6 * i, 40 * i + 25, 60 + 6 * i) for i in range(12)], np.int32)
    assert len(find_lines(boxes)) == 1


def test_a_dot_joins_the_number_it_stands_in():
    boxes = np.array([*row(20, [10, 60]), (40, 54, 46, 60)], np.int32)
    assert find_lines(boxes)[0].tolist() == [0, 2, 1]


def test_nothing_is_no_line():
    assert find_lines(np.zeros((0, 4), np.int32)) == []
    assert split_words(np.zeros((0, 4), np.int32), np.zeros(0, np.intp), 10.0) == []


@settings(max_examples=50, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 900), st.integers(0, 900), st.integers(1, 80), st.integers(1, 80)), max_size=40)
)
def test_no_component_is_in_two_lines(raw):
    boxes = np.array([(x, y, x + w, y + h) for x, y, w, h in raw], np.int32).reshape(-1, 4)
    members = [m for line in find_lines(boxes) for m in line.tolist()]
    assert len(members) == len(set(members)) and set(members) <= set(range(len(boxes)))


def test_typical_height_is_not_that_of_grain():
    boxes = np.array(row(0, range(0, 400, 40)) + [(i, 0, i + 2, 3) for i in range(500)], np.int32)
    assert typical_height(boxes) == 40


def test_a_table_that_slopes_by_more_than_a_row_is_read_row_by_row():
    boxes = [Box(50 * c, 50 * r + 8 * c, 50 * c + 44, 50 * r + 8 * c + 44) for r in range(9) for c in range(9)]
    assert reading_order(boxes) == list(range(81))


def test_a_box_holds_lines_where_several_stand_in_it_one_below_the_other():
    one, two = np.array(row(200, [10, 45, 80]), np.int32), np.array(row(100, [10, 45]) + row(300, [10]), np.int32)
    assert holds_lines(two, 400) and not holds_lines(one, 400) and not holds_lines(two, 160)
    assert not holds_lines(np.zeros((0, 4), np.int32), 400)


def test_a_part_of_a_line_is_split_by_its_own_gaps():
    """Beside it stands something more widely spaced, by whose gaps that between two numbers is none."""
    lefts = [0, 105, 210, 315, 555, 590, 625, 735, 770]
    boxes = np.array([(left, 0, left + 30, 50) for left in lefts], np.int32)
    words = split_words(boxes, np.arange(len(lefts)), 50.0)
    assert [word.tolist() for word in words][-2:] == [[4, 5, 6], [7, 8]]


def test_three_columns_with_a_digit_or_two_each_are_three_numbers():
    for xs in ([10, 250, 490], [10, 38, 250, 490]):
        boxes = np.array(row(20, xs), np.int32)
        words = split_words(boxes, np.arange(len(boxes)), 20.0)  # most of the page is small print
        assert [len(word) for word in words] == [len(xs) - 2, 1, 1]


def test_rows_are_lines_of_several_characters_one_below_another():
    row = np.array([(10 + 30 * i, 10, 30 + 30 * i, 50) for i in range(5)], np.int32)
    below = row + np.array([0, 60, 0, 60], np.int32)
    assert holds_rows(np.concatenate([row, below]))
    assert not holds_rows(row) and not holds_rows(np.concatenate([row, below[:2]]))
    assert not holds_rows(np.zeros((0, 4), np.int32))
