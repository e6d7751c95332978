from itertools import pairwise

import numpy as np
import pytest

from digitscan.layout.faint import find_paler, find_rests, find_traces, leave_out_faint
from digitscan.layout.fields import FieldInk
from digitscan.types import Box, Field, box_quad


def page(strengths, place=True):
    """One component in each of some cells in a row, of the given peak contrast."""
    labels = np.zeros((20, 20 * len(strengths)), np.int32)
    contrast = np.zeros(labels.shape, np.uint8)
    inks = []
    for i, strength in enumerate(strengths):
        labels[5:15, 20 * i + 5 : 20 * i + 12] = i + 1
        contrast[5:15, 20 * i + 5 : 20 * i + 12] = strength
        field = Field("cell", box_quad(Box(20 * i, 0, 20 * i + 20, 20)), place=(0, i) if place else None)
        inks.append(FieldInk(field, (np.array([i]),)))
    return inks, labels, contrast


def test_what_shows_through_is_left_out_and_what_may_is_doubted():
    inks, doubtful = leave_out_faint(*page([200] * 14 + [30, 70]))
    assert [ink.blank for ink in inks] == [False] * 14 + [True, False]
    assert doubtful.tolist() == [False] * 15 + [True]


def test_a_second_paler_ink_is_ink():
    inks, doubtful = leave_out_faint(*page([200] * 12 + [70] * 5))
    assert not any(ink.blank for ink in inks) and not doubtful.any()


def test_few_cells_and_other_fields_are_left_alone():
    for some in (page([200, 200, 30]), page([200] * 14 + [30], place=False)):
        inks, doubtful = leave_out_faint(*some)
        assert not any(ink.blank for ink in inks) and not doubtful.any()


def test_the_palest_strokes_of_a_second_ink_are_ink():
    inks, doubtful = leave_out_faint(*page([200] * 12 + [60] * 5 + [40, 20]))
    assert [ink.blank for ink in inks] == [False] * 18 + [True] and not doubtful.any()


@pytest.mark.parametrize(
    ("height", "strength", "rest"),
    [(40, 90, True), (40, 200, False), (100, 90, False)],
    ids=["rest", "small", "pencil"],
)
def test_what_is_both_low_and_pale_in_ruled_rows_is_no_number(height, strength, rest):
    labels, contrast = np.zeros((700, 100), np.int32), np.zeros((700, 100), np.uint8)
    inks = []
    for i, (tall, dark) in enumerate([(100, 200), (90, 180), (95, 220), (height, strength), (105, 190)]):
        box = Box(20, 120 * i, 60, 120 * i + tall)
        labels[box.top : box.bottom, 20:60] = i + 1
        contrast[box.top : box.bottom, 20:60] = dark
        inks.append(FieldInk(Field("row", box_quad(box)), (np.array([i]),)))
    assert find_rests(inks, labels, contrast).tolist() == [False] * 3 + [rest, False]
    assert not find_rests(inks[1:4], labels, contrast).any(), "of few rows none is usual"


FLOOR = 14


def empty_box(kind="box", place=None):
    """A box of 100 by 60 pixels without ink, and its contrast: the paper's grain."""
    field = Field(kind, box_quad(Box(10, 10, 110, 70)), place=place)
    contrast = np.abs(np.random.default_rng(1).normal(0, 2, (80, 120))).astype(np.uint8)
    return FieldInk(field, (np.zeros(0, np.intp),)), np.zeros(contrast.shape, np.int32), contrast


def write(contrast, strength):
    for left in (30, 60, 80):
        contrast[22:58, left : left + 5] += np.uint8(strength)


@pytest.mark.parametrize(("strength", "traced"), [(0, False), (4, False), (13, True)])
def test_a_stroke_below_the_floor_is_a_trace(strength, traced):
    ink, labels, contrast = empty_box()
    write(contrast, strength)
    assert find_traces([ink], labels, contrast, FLOOR).tolist() == [traced]


def test_grain_and_what_the_frame_leaves_are_no_traces():
    ink, labels, contrast = empty_box()
    contrast[:] = np.clip(np.random.default_rng(2).normal(12, 8, contrast.shape), 0, 255)
    assert not find_traces([ink], labels, contrast, FLOOR).any()
    ink, labels, contrast = empty_box()
    contrast[10:15] = contrast[65:70] = contrast[:, 10:15] = 40
    assert not find_traces([ink], labels, contrast, FLOOR).any()


def test_ink_of_a_neighbour_is_no_trace():
    ink, labels, contrast = empty_box()
    contrast[20:60, 60:80] = 200
    labels[20:60, 60:80] = 1
    assert not find_traces([ink], labels, contrast, FLOOR).any()


def test_only_blank_fields_that_were_printed_for_a_number_have_traces():
    ink, labels, contrast = empty_box("row")
    write(contrast, 13)
    assert not find_traces([ink], labels, contrast, FLOOR).any()
    full = FieldInk(empty_box()[0].field, (np.array([0]),))
    assert not find_traces([full], labels, contrast, FLOOR).any()


def test_what_shows_through_the_sheet_of_a_lattice_is_no_trace():
    """Thirteen digits of contrast 200 beside an empty cell in which something of 13 shows."""
    inks, labels, contrast = page([200] * 13)
    ink, _, more = empty_box("cell", place=(1, 0))
    write(more, 13)
    more = np.pad(more, ((0, 0), (0, contrast.shape[1] - more.shape[1])))
    labels = np.concatenate([np.zeros(more.shape, np.int32), labels])
    contrast = np.concatenate([more, contrast])
    assert not find_traces([*inks, ink], labels, contrast, FLOOR).any()
    assert find_traces([ink], labels * 0, contrast, FLOOR).all()


def lines(*strengths):
    """Free lines, each of components of the given strengths, and their boxes."""
    flat = [strength for line in strengths for strength in line]
    inks, labels, contrast = page(flat, place=False)
    boxes = np.array([(20 * i + 5, 5, 20 * i + 12, 15) for i in range(len(flat))], np.int32)
    ends = np.cumsum([0, *map(len, strengths)]).tolist()
    fields = [Field("line", inks[start].field.quad) for start in ends[:-1]]
    parts = [np.arange(start, stop) for start, stop in pairwise(ends)]
    return [FieldInk(field, (part,)) for field, part in zip(fields, parts, strict=True)], labels, contrast, boxes


def test_much_paler_ink_in_a_line_may_show_through():
    assert find_paler(*lines((200, 190, 70), (200, 110))).tolist() == [True, False]


def test_a_line_much_paler_than_the_usual_one_may_show_through():
    assert find_paler(*lines((200,), (190,), (210,), (100,), (70, 72))).tolist() == [False] * 4 + [True]
    assert not find_paler(*lines((200,), (70, 72))).any()


def test_what_is_no_free_line_is_not_told_to_show_through():
    inks, labels, contrast = page([200, 200, 200, 200, 40])
    assert not find_paler(inks, labels, contrast, np.zeros((5, 4), np.int32)).any()
