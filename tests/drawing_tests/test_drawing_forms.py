from itertools import pairwise

import cv2
import numpy as np
import pytest

from digitscan.drawing import (
    A5,
    PENS,
    Writer,
    boxed_form,
    comb_form,
    dense_page,
    mark_table,
    plain_page,
    ruled_rows,
    sample_form,
    tally_column,
    underlined_form,
)  # fmt: skip
from digitscan.drawing.forms.sample_form import LENGTHS

FORMS = {
    "comb": (lambda dpi: comb_form(Writer(12), dpi=dpi), "comb"),
    "comb apart": (lambda dpi: comb_form(Writer(12), dpi=dpi, style="apart"), "comb"),
    "comb open": (lambda dpi: comb_form(Writer(12), dpi=dpi, style="open"), "comb"),
    "boxes": (lambda dpi: boxed_form(Writer(12), dpi=dpi), "box"),
    "boxes left": (lambda dpi: boxed_form(Writer(12), dpi=dpi, prompts="left", columns=1), "box"),
    "table": (lambda dpi: mark_table(Writer(12), dpi=dpi), "cell"),
    "rows": (lambda dpi: ruled_rows(Writer(12), dpi=dpi), "row"),
    "tally": (lambda dpi: tally_column(Writer(12), dpi=dpi), "row"),
    "tally over its edge": (lambda dpi: tally_column(Writer(12), dpi=dpi, size=1.0, over=2.0), "row"),
    "underlined": (lambda dpi: underlined_form(Writer(12), dpi=dpi), "line"),
    "dotted": (lambda dpi: underlined_form(Writer(12), dpi=dpi, dotted=True), "line"),
    "plain": (lambda dpi: plain_page(Writer(12), dpi=dpi), "line"),
    "sample": (lambda dpi: sample_form(Writer(12), dpi=dpi), "box"),
}


def hand():
    return Writer(12, PENS["blue ball"])


def ink_inside(page, box):
    """Share of dark pixels inside a box, its frame left out."""
    edge = max(2, box.height // 12)
    part = page.pixels[box.top + edge : box.bottom - edge, box.left + edge : box.right - edge]
    return float((part.min(-1) < 150).mean())


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize("dpi", [100, 200])
def test_every_field_is_on_the_page_and_has_ink_just_if_it_has_a_value(name, dpi):
    draw, kind = FORMS[name]
    page = draw(dpi)
    height, width = page.pixels.shape[:2]
    assert page.truth
    for value, box, its_kind in page.truth:
        assert its_kind == kind
        assert box.clip(width, height) == box
        if its_kind != "comb":  # the teeth of a comb are dark too
            assert (ink_inside(page, box) > 0.004) == bool(value), value


@pytest.mark.parametrize("name", FORMS)
def test_the_same_writer_draws_the_same_page(name):
    draw = FORMS[name][0]
    first, second = draw(100), draw(100)
    assert first.truth == second.truth
    assert np.array_equal(first.pixels, second.pixels)


@pytest.mark.parametrize("name", FORMS)
def test_fields_come_in_reading_order(name):
    truth = FORMS[name][0](100).truth
    for a, b in pairwise(truth):
        below = b.box.top >= a.box.top + 0.5 * a.box.height
        assert below or b.box.left > a.box.left


def test_values_are_those_asked_for():
    entries = (("Depth", "0042"), ("Width", ""), ("Height", "917"))
    assert [t.value for t in boxed_form(hand(), entries, dpi=100).truth] == ["0042", "", "917"]
    assert [t.value for t in plain_page(hand(), ("12 345", "6"), dpi=100).truth] == ["12", "345", "6"]
    assert [t.value for t in comb_form(hand(), (("Code", "4 07", 6),), dpi=100).truth] == ["407"]
    assert [t.value for t in ruled_rows(hand(), ("5", "", "81"), dpi=100).truth] == ["5", "", "81"]


def test_strokes_of_rows_cross_their_lines():
    page = ruled_rows(Writer(12), dpi=200)
    line = round((26 + 11) * 200 / 25.4)
    assert page.truth[0].box.top < line < page.truth[0].box.bottom


@pytest.mark.parametrize("count", [1, 50, 302])
@pytest.mark.parametrize("kind", ["box", "cell", "line"])
def test_a_dense_page_has_exactly_so_many_digits(count, kind):
    page = dense_page(Writer(1), count, dpi=100, kind=kind)
    assert sum(len(t.value) for t in page.truth) == count


def test_the_sample_form_has_28_boxes_and_130_digits():
    page = sample_form(Writer(3), dpi=100)
    assert [len(t.value) for t in page.truth] == [n for row in LENGTHS for n in row]
    assert sum(len(t.value) for t in page.truth) == 130
    assert {c for t in page.truth[3:] for c in t.value} == set("0123456789")


def test_pages_have_the_size_of_their_paper():
    page = mark_table(hand(), size=A5, dpi=150)
    assert page.pixels.shape == (1240, 874, 3)


def test_boxes_of_a_frame_lie_on_its_lines():
    page = boxed_form(Writer(12), (("Depth", ""),), dpi=200)
    box = page.truth[0].box
    grey = cv2.cvtColor(page.pixels, cv2.COLOR_BGR2GRAY)
    for line in (grey[box.top - 2 : box.top + 3, box.left + 20 : box.right - 20].min(0),
                 grey[box.top + 10 : box.bottom - 10, box.left - 2 : box.left + 3].min(1)):  # fmt: skip
        assert line.max() < 80
