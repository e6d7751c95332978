import numpy as np
import pytest

from digitscan.layout.net import (
    aligned,
    bounding,
    closing,
    continuing,
    doubling,
    draw_net,
    floating,
    framing,
    meeting,
    repeated,
    spanning,
    walled,
)
from digitscan.types import Box, Segments, box_quad


def segments(*rows):
    """Rows of start, stop, slope, offset, thickness."""
    return Segments(*(np.array(column, np.float32) for column in zip(*rows, strict=True)))


NONE = Segments(*(np.zeros(0, np.float32) for _ in range(5)))


def test_the_net_closes_worn_corners_of_long_rulings_and_not_those_of_strokes():
    long = segments((100, 900, 0, 100, 4))
    short = segments((100, 150, 0, 100, 4))
    mask = np.zeros((300, 1000), np.uint8)
    assert np.nonzero(draw_net(long, NONE, mask.copy(), 30)[100])[0].min() <= 80
    assert np.nonzero(draw_net(short, NONE, mask.copy(), 30)[100])[0].min() >= 96


def test_a_segment_beside_a_cell_bounds_it_and_one_inside_does_not():
    quad = box_quad(Box(100, 100, 300, 180))
    lines = segments((98, 302, 0, 98, 4), (150, 200, 0, 140, 4), (110, 160, 0, 168, 4))
    found = bounding(lines, [quad], (400, 400), vertical=False, reach=4)
    assert found.tolist() == [True, False, False]


def test_strokes_lean_or_are_thicker_than_rulings():
    lines = segments((0, 900, 0.0, 100, 4), (100, 160, 0.01, 50, 4), (100, 160, 0.15, 50, 4), (100, 160, 0, 50, 12))
    sure = np.array([True, False, False, False])
    assert aligned(lines, sure, NONE, 500, 4).tolist() == [True, True, False, False]


def test_beside_the_thick_edge_of_a_scan_a_thin_line_is_as_thick_as_others():
    """The upper line of a box stayed ink, and 4 was 141."""
    lines = segments((0, 900, 0.0, 10, 12), (100, 160, 0.0, 50, 2))
    sure = np.array([True, False])
    assert aligned(lines, sure, NONE, 500, 4).tolist() == [True, True]
    assert aligned(lines, sure, NONE, 500, 12).tolist() == [True, False]


def test_without_long_uprights_those_square_to_the_lines_are_upright():
    level = segments((0, 900, 0.05, 100, 4))
    upright = segments((100, 160, -0.05, 50, 4), (100, 160, 0.09, 50, 4))
    assert aligned(upright, np.zeros(2, bool), level, 500, 4).tolist() == [True, False]


@pytest.mark.parametrize(
    ("row", "is_ruling"),
    [
        ((0, 600, 0, 500, 4), True),
        ((400, 520, 0, 500, 12), False),
        ((400, 700, 0, 500, 4), True),
        ((400, 420, 0, 5, 3), False),
    ],
)
def test_rulings_of_a_page_are_long_or_slender(row, is_ruling):
    assert spanning(segments(row), 1000, 1000, 500).tolist() == [is_ruling]


@pytest.mark.parametrize(
    ("row", "is_ruling"),
    [
        ((300, 700, 0, 500, 20), False),
        ((30, 170, -0.4, 90, 18), False),
        ((300, 700, 0, 500, 8), True),
        ((200, 800, 0, 500, 30), True),
        ((30, 170, 0, 20, 5), True),
    ],
)
def test_strokes_of_large_digits_are_no_rulings(row, is_ruling):
    assert spanning(segments(row), 1000, 1000, 120).tolist() == [is_ruling]


def test_a_1_at_the_edge_of_a_snippet_is_no_frame():
    frame, one = (0, 100, 0, 2, 3), (15, 85, 0, 12, 4)
    assert framing(segments(frame, one), 100, 300, vertical=True).tolist() == [True, False]
    assert framing(segments((0, 160, 0, 95, 3), (60, 120, 0, 50, 4)), 300, 100, vertical=False).tolist() == [
        True,
        False,
    ]


def test_a_slanted_1_as_tall_as_its_snippet_is_no_frame():
    frame, one = (0, 100, 0.1, 150, 3), (0, 100, -0.5, 180, 8)
    assert framing(segments(frame, one), 100, 300, vertical=True).tolist() == [True, False]


def test_faint_pieces_on_a_ruling_prolonged_are_rulings_and_strokes_beside_it_are_not():
    lines = segments((0, 600, 0, 50, 4), (620, 660, 0.02, 37.5, 5), (620, 660, 0, 62, 4), (1500, 1540, 0, 50, 4))
    sure = np.array([True, False, False, False])
    assert continuing(lines, sure, 300).tolist() == [True, True, False, False]


def test_a_cell_of_a_snippet_needs_ruled_sides():
    """Two level lines above and below a number and strokes of its own digits enclose paper too."""
    cell = box_quad(Box(100, 40, 400, 190))
    ruled = segments((42, 190, 0.0, 98, 4), (38, 120, 0.0, 402, 4), (126, 192, 0.0, 402, 4))
    assert len(walled([cell], ruled, 600, 8)) == 1
    strokes = segments((42, 94, 0.0, 98, 6), (24, 199, 0.0, 402, 8))
    assert walled([cell], strokes, 600, 8) == []
    # The cut may have gone along the frame.
    assert len(walled([box_quad(Box(2, 40, 400, 190))], strokes, 600, 8)) == 1


def test_the_side_of_a_cell_may_lean():
    leaning = np.array([(100, 40), (400, 44), (394, 194), (94, 190)], np.float32)
    rulings = segments((38, 192, -0.04, 100.6, 4), (42, 196, -0.04, 402.8, 4))
    assert len(walled([leaning], rulings, 600, 6)) == 1


def test_the_outer_line_of_a_double_frame_is_longer_than_the_side_and_a_stroke_beside_it_is_not():
    quad = box_quad(Box(100, 100, 160, 180))
    lines = segments((90, 190, 0, 90, 3), (110, 170, 0, 170, 5), (90, 190, 0, 60, 3), (90, 190, 0, 140, 3))
    found = doubling(lines, [quad], vertical=True, reach=12)
    assert found.tolist() == [True, False, False, False]
    assert doubling(lines, [], vertical=True, reach=12).tolist() == [False] * 4


def test_a_side_meets_the_ends_of_the_lines_above_and_below_and_a_stroke_between_them_does_not():
    across = segments((100, 200, 0, 50, 3), (100, 200, 0, 120, 3))
    upright = segments((49, 121, 0, 101, 3), (49, 121, 0, 150, 3), (49, 90, 0, 199, 3))
    assert meeting(upright, across, 5).tolist() == [[True, True], [False, False], [True, False]]


def test_a_stroke_with_paper_above_and_below_it_is_no_wall():
    across = segments((100, 200, 0, 50, 3), (100, 200, 0, 120, 3))
    upright = segments((50, 121, 0, 130, 3), (55, 115, 0, 160, 3))
    contrast = np.zeros((200, 300), np.uint8)
    contrast[49:52, 100:200] = contrast[119:122, 100:200] = 200
    contrast[49:122, 129:132] = contrast[60:112, 159:162] = 200
    assert floating(np.ones(2, bool), upright, across, contrast, 10).tolist() == [False, True]
    assert floating(np.array([True, False]), upright, across, contrast, 10).tolist() == [False, False]


def test_underlines_one_below_another_are_rulings_and_dashes_of_a_pen_are_not():
    """In a photo a line of 20 mm is too blurred to be known alone: numbers on fourteen of them were lost."""
    column = [(700 + 2 * i, 885 + 2 * i, 0.01, 300 + 140 * i, 5) for i in range(5)]
    lines = segments(*column, (300, 480, 0, 400, 5), (300, 460, 0, 700, 5), (306, 475, 0, 900, 5))
    assert repeated(lines, 90).tolist() == [True] * 5 + [False] * 3
    assert not repeated(lines, 200).any() and not repeated(lines.take(np.arange(2)), 90).any()
    assert not repeated(segments(*((700, 790, 0, 300 + 100 * i, 5) for i in range(5))), 50).any()
    assert repeated(NONE, 90).tolist() == []


def test_a_side_closes_a_box_and_a_stroke_between_lines_closes_nothing():
    """Boxes side by side have their lines at one height, and other boxes stand above and below."""
    upright = segments((100, 180, 0, 200, 3), (100, 180, 0, 300, 3), (100, 180, 0, 250, 3))
    box = segments((199, 301, 0, 100, 3), (199, 301, 0, 180, 3))
    assert closing(upright, box, 6, 20).tolist() == [True, True, False]
    line = segments((0, 500, 0, 100, 3), (0, 500, 0, 180, 3))
    assert not closing(upright, line, 6, 20).any()
    # Parted by the stroke itself, the line goes on at its other side.
    parted = segments((0, 198, 0, 100, 3), (203, 500, 0, 100, 3), (0, 198, 0, 180, 3), (203, 500, 0, 180, 3))
    assert not closing(upright.take(np.array([0])), parted, 6, 20).any()


def test_one_short_line_does_not_say_how_thick_the_others_are():
    """The feet of a title's letters made one, and the boxes of a photographed card had no sides."""
    lines = segments((0, 60, 0, 100, 1.1), (0, 60, 0, 200, 2.6), (0, 60, 0, 260, 2.6))
    first = np.array([True, False, False])
    assert aligned(lines, first, NONE, 120, 2.5).all()
    assert aligned(lines, first, NONE, 50, 2.5).tolist() == [True, True, True]
    assert aligned(segments((0, 400, 0, 100, 1.1), *((0, 60, 0, 200, 2.6),)), first[:2], NONE, 120, 2.5).tolist() == [
        True,
        False,
    ]
