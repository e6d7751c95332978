import numpy as np
import pytest

from digitscan.layout.rows import Baseline, stand_on
from digitscan.layout.ruled import cut_at_lines, find_rows
from digitscan.types import Box, Segments, box_quad


def line(y, left=0, right=500, fall=0.0):
    return Baseline(np.array([left, right], np.float32), np.array([y, y + fall], np.float32))


def rows(*ys):
    found = find_rows([line(y) for y in ys])
    assert found is not None
    return found


def test_lines_at_one_pitch_are_rows_and_others_are_not():
    assert rows(100, 180, 260, 340).pitch == 80
    assert find_rows([line(y) for y in (100, 180, 260)]) is None
    assert find_rows([line(y) for y in (100, 150, 290, 320, 500)]) is None
    assert find_rows([]) is None


def test_struck_rows_and_dashes_do_not_hide_the_rows():
    lines = [line(y) for y in (100, 180, 260, 340, 420)] + [line(y, fall=15) for y in (345, 425)]
    lines += [line(y, right=150) for y in (140, 220)]
    found = find_rows(sorted(lines, key=lambda each: float(each.y.mean())))
    assert found is not None and len(found.lines) == 5 and found.pitch == 80


def test_a_line_that_was_not_found_is_put_where_the_pitch_says():
    found = rows(100, 180, 340, 420, 500)
    assert [float(each.y[0]) for each in found.lines] == [100, 180, 260, 340, 420, 500]


def test_ink_of_two_rows_is_cut_at_their_line_and_a_tail_is_not():
    labels = np.zeros((500, 500), np.int32)
    labels[110:250, 100:110] = 1
    labels[110:195, 200:210] = 2
    boxes = np.array([[100, 110, 110, 250], [200, 110, 210, 195]], np.int32)
    cut, parts = cut_at_lines(rows(100, 180, 260, 340), labels, boxes, np.ones(2, bool))
    assert len(parts) == 3
    for number, box in enumerate(parts.tolist(), start=1):
        y, x = np.nonzero(cut == number)
        assert box == [x.min(), y.min(), x.max() + 1, y.max() + 1]
    assert {int(cut[150, 105]), int(cut[230, 105])} == {1, 3}
    assert cut[150, 205] == cut[190, 205] == 2


def test_a_line_whose_end_was_not_found_reaches_as_far_as_the_others():
    """Digits that run into a line hide it; what stands above the hidden part stands on the line none the less."""
    lines = [line(y) for y in (100, 180, 260, 340)]
    lines[2] = Baseline(np.array([60, 400], np.float32), np.array([264, 247], np.float32))
    found = find_rows(lines)
    assert found is not None
    third = found.lines[2]
    assert third.x.tolist() == [0, 60, 400, 500]
    assert third.at(np.array([0.0, 500.0])) == pytest.approx([267.0, 242.0])
    box = np.array([[420, 195, 460, 240]], np.int32)
    assert stand_on(list(found.lines), box, 50.0).tolist() == [2]


def test_a_line_whose_end_was_not_found_reaches_as_far_as_the_leaning_side_of_its_column():
    """The median of all ends is no end where they lie on a slanted border: a last digit beyond it was lost."""
    lines = [line(100 + 80 * k, right=500 - 6 * k) for k in range(9)]
    lines[1] = line(180, right=430)
    lines[6] = line(580, left=40, right=464)
    found = find_rows(lines)
    assert found is not None
    assert float(found.lines[1].x[-1]) == pytest.approx(494, abs=1)
    assert float(found.lines[6].x[0]) == pytest.approx(0, abs=1)
    assert float(found.lines[0].x[-1]) == pytest.approx(500, abs=1)
    hidden = find_rows([line(100 + 80 * k, right=440 if k < 3 else 500) for k in range(9)])
    assert hidden is not None
    assert min(float(each.x[-1]) for each in hidden.lines) >= 499


def test_a_cell_on_a_line_of_the_rows_is_bounded_by_them_and_one_between_is_not():
    found = rows(100, 180, 260, 340)
    cell = np.array([[200, 183], [260, 183], [260, 257], [200, 257]], np.float32)
    assert found.bounds(cell, 5.0)
    assert found.bounds(cell + np.array([[0, 20], [0, 10], [0, 0], [0, 0]], np.float32), 5.0)
    inner = cell + np.array([[0, 15], [0, 15], [0, -15], [0, -15]], np.float32)
    assert not found.bounds(inner, 5.0)
    assert not found.bounds(cell + np.array([2000, 0], np.float32), 5.0)


def test_digits_that_stand_in_one_line_part_no_columns_and_rulings_that_reach_further_do():
    found = rows(100, 180, 260, 340, 420, 500)
    ends = ((102, 262, 250), (102, 345, 250), (102, 420, 250), (102, 345, 495), (20, 180, 250), (440, 600, 250))
    starts, stops, x = zip(*ends, strict=True)
    upright = Segments(*(np.array(c, np.float32) for c in (starts, stops, [0] * 6, x, [4] * 6)))
    assert found.too_short(upright, 4.0).tolist() == [True, True, False, False, False, False]
    assert not rows(100, 180, 260, 340).too_short(upright, 4.0)[1], "it runs through all rows"
    longer = Segments(*(np.array([v], np.float32) for v in (102, 420, 0, 250, 9)))
    assert rows(*range(100, 741, 80)).too_short(longer, 4.0)[0], "four digits of a thick pen"
    assert not rows(*range(100, 741, 80)).too_short(longer, 8.0)[0]


def test_sides_of_cells_go_square_from_line_to_line_and_strokes_do_not():
    found = rows(100, 180, 260, 340)
    sides = ((99, 182, 0.01, 4), (102, 258, -0.01, 4), (110, 182, 0, 4), (99, 182, 0.05, 4), (99, 182, 0, 8))
    starts, stops, slopes, thick = zip(*sides, strict=True)
    upright = Segments(*(np.array(c, np.float32) for c in (starts, stops, slopes, [250] * 5, thick)))
    assert found.may_part_cells(upright, 4.0).tolist() == [True, True, False, False, False]


def test_lines_beside_others_are_no_doubles_of_these():
    left = [line(y) for y in (100, 180, 260, 340)]
    right = [line(y + 3, left=700, right=1200) for y in (100, 180, 260, 340, 420)]
    found = find_rows(sorted(left + right, key=lambda each: float(each.y.mean())))
    assert found is not None and len(found.lines) == 5 and found.lines[0].x[0] == 700
    assert found.covers(right[2]) and not any(found.covers(each) for each in left)


def test_dashes_before_every_number_are_no_lines_and_do_not_say_where_lines_end():
    """They were as frequent as lines: numbers were parted at them, and digits right of where they end were lost."""
    lines = [line(y) for y in range(100, 900, 100)]
    lines += [line(y, right=350) for y in range(150, 600, 100)] + [line(y, right=330, fall=-10) for y in (690, 790)]
    found = find_rows(sorted(lines, key=lambda each: float(each.y.mean())))
    assert found is not None and found.pitch == 100
    assert [(float(each.y[0]), float(each.x[-1])) for each in found.lines] == [(y, 500) for y in range(100, 900, 100)]


def test_a_shorter_line_a_whole_number_of_rows_from_the_others_is_theirs_though_a_dash_is_longer():
    lines = [line(y) for y in (100, 200, 300, 400, 500, 600)] + [line(y, right=320) for y in (700, 798)]
    lines += [line(y, right=380) for y in (645, 745)]
    found = find_rows(sorted(lines, key=lambda each: float(each.y.mean())))
    assert found is not None and [float(each.y[0]) for each in found.lines[5:]] == [600, 700, 798]
    assert found.lines[-1].x[-1] == 500


def test_what_stands_beside_the_edge_of_the_rows_is_no_edge():
    """The last digits of three numbers, one above another; where no edge was found they may be what is left of it."""
    found = rows(*range(100, 741, 80))
    stacked, edge = (102, 318, 0, 480, 6), (98, 742, 0, 500, 5)
    assert not found.too_short(upright(stacked), 4.0)[0]
    assert found.too_short(upright(stacked, edge), 4.0).tolist() == [True, False]
    assert found.too_short(upright((102, 438, 0, 480, 5), edge), 4.0)[0], "four digits"
    piece = (102, 318, 0, 501, 5)
    assert not found.too_short(upright(piece, edge), 4.0).any(), "it is a piece of the edge"


def upright(*each):
    return Segments(*(np.array(c, np.float32) for c in zip(*each, strict=True)))


def test_rows_that_hold_cells_of_their_own_are_sections_of_a_form():
    def cell(top, bottom, left=100):
        return box_quad(Box(left, top, left + 60, bottom))

    found = rows(100, 300, 500, 700, 900)
    assert not found.are_sections([])
    assert found.are_sections([cell(160, 220), cell(360, 420), cell(560, 620, left=300)])
    assert not found.are_sections([cell(160, 220), cell(180, 240, left=300)]), "one row of four"
    assert not found.are_sections([cell(105, 295), cell(310, 495), cell(505, 690)]), "the rows' own cells"
    assert found.are_sections([cell(100, 160), cell(300, 360), cell(500, 560)]), "boxes whose tops are the lines"
    assert not found.are_sections([cell(160, 360), cell(360, 560)]), "from one row to the next"
    assert not found.are_sections([cell(20, 60), cell(920, 960)]), "beside the rows"


def test_lines_from_captions_of_all_lengths_to_one_margin_are_all_rows():
    """Every second line of a form was longer than 0.85 of the longest, and the others were none."""
    lines = [line(100 + 60 * k, left=100 + (0 if k % 2 else 130), right=500) for k in range(10)]
    found = find_rows(lines)
    assert found is not None and len(found.lines) == 10
