import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digitscan.drawing import (
    NEAT,
    PENS,
    Writer,
    draw_in_cells,
    draw_number,
    draw_signature,
    draw_tick,
    print_paragraph,
    print_text,
    scribble,
    strike_out,
    text_width,
)  # fmt: skip
from digitscan.types import Box

PEN = PENS["black ball"]


def blank(height=160, width=900, colour=True):
    return np.full((height, width, 3) if colour else (height, width), 255, np.uint8)


@settings(max_examples=40, deadline=None)
@given(st.text("0123456789", min_size=1, max_size=9), st.integers(0, 500), st.sampled_from(["left", "center", "right"]))
def test_digits_stand_inside_their_box_in_order(text, seed, align):
    canvas, box = blank(colour=False), Box(100, 30, 800, 130)
    boxes = draw_number(canvas, text, box, Writer(seed, PEN), align=align)
    assert len(boxes) == len(text)
    assert [b.left for b in boxes] == sorted(b.left for b in boxes)
    for b in boxes:
        assert box.left - 5 <= b.left < b.right <= box.right + 5
        assert canvas[b.top : b.bottom, b.left : b.right].min() < 200
    ink = cv2.boundingRect((canvas < 150).view(np.uint8))
    assert ink[0] >= min(b.left for b in boxes) - 1


@pytest.mark.parametrize("seed", range(8))
def test_a_number_too_long_for_its_box_is_squeezed_into_it(seed):
    canvas, box = blank(), Box(200, 30, 420, 120)
    boxes = draw_number(canvas, "1904462", box, Writer(seed, PEN))
    assert boxes[0].left >= box.left
    assert boxes[-1].right <= box.right


def test_signs_leave_ink_but_are_no_digits():
    canvas = blank()
    boxes = draw_number(canvas, "-1.250,–", Box(50, 30, 850, 130), Writer(3, PEN))
    assert len(boxes) == 4
    assert (canvas[:, : boxes[0].left - 3] < 128).any(), "the minus stands left of the first digit"


def test_a_negative_gap_makes_digits_touch_and_a_positive_one_keeps_them_apart():
    for gap, one in ((-0.06, True), (0.3, False)):
        canvas = blank(colour=False)
        draw_number(canvas, "00800", Box(50, 30, 850, 130), Writer(6, PEN, NEAT), gap=gap)
        parts = cv2.connectedComponents((canvas < 160).view(np.uint8))[0] - 1
        assert (parts == 1) == one


def test_ink_on_a_grey_page_is_that_on_a_coloured_one():
    colour, grey = blank(), blank(colour=False)
    for canvas in (colour, grey):
        draw_number(canvas, "385", Box(50, 30, 400, 130), Writer(2, PENS["blue ball"]))
    assert np.abs(cv2.cvtColor(colour, cv2.COLOR_BGR2GRAY).astype(int) - grey).max() <= 2


def test_ink_never_makes_print_paler():
    canvas = blank()
    canvas[80:84] = 30
    before = canvas.copy()
    draw_number(canvas, "688", Box(50, 30, 400, 130), Writer(2, PENS["pencil"]))
    assert (canvas <= before).all()


def test_what_leaves_the_page_is_cut_off():
    canvas = blank(60, 60)
    assert draw_number(canvas, "8", Box(200, 200, 260, 260), Writer(1, PEN)) == []
    (seen,) = draw_number(canvas, "8", Box(-20, -20, 40, 40), Writer(1, PEN))
    assert seen.clip(60, 60) == seen


def test_each_cell_gets_its_digit_and_a_space_leaves_it_empty():
    canvas = blank(120, 700)
    cells = [Box(20 + 70 * i, 20, 90 + 70 * i, 105) for i in range(8)]
    boxes = draw_in_cells(canvas, "40 71", cells, Writer(9, PEN))
    assert len(boxes) == 4
    for box, cell in zip(boxes, (cells[0], cells[1], cells[3], cells[4]), strict=True):
        assert cell.left < (box.left + box.right) / 2 < cell.right
        assert box.height < cell.height
    inner = canvas[cells[2].top : cells[2].bottom, cells[2].left + 8 : cells[2].right - 8]
    assert inner.min() == 255


@pytest.mark.parametrize("draw", [strike_out, scribble, draw_tick, draw_signature])
def test_other_marks_leave_ink_where_they_belong(draw):
    canvas, box = blank(), Box(300, 40, 520, 120)
    draw(canvas, box, Writer(5, PEN))
    left, top, width, height = cv2.boundingRect((canvas.min(-1) < 128).view(np.uint8))
    assert width > 20
    assert box.left - 60 < left
    assert left + width < box.right + 60
    assert box.top - 40 < top
    assert top + height < box.bottom + 40


def test_printed_text_takes_the_width_it_says():
    canvas = blank()
    box = print_text(canvas, "Customer number", 100, 80, 40)
    left, _, width, _ = cv2.boundingRect((canvas.min(-1) < 128).view(np.uint8))
    assert abs(left - 100) < 8
    assert abs(width - text_width("Customer number", 40)) < 16
    assert box.right == 100 + text_width("Customer number", 40)


def test_a_paragraph_is_broken_into_lines_that_fit():
    canvas = blank(400, 700)
    after = print_paragraph(canvas, "one two three four five six seven eight nine ten " * 3, 50, 40, 500, 24)
    left, _, width, _ = cv2.boundingRect((canvas.min(-1) < 128).view(np.uint8))
    assert left >= 49
    assert left + width <= 552
    assert after > 40 + 3 * 30
