"""A line through several cells is no 1 in each; 1s one below another are."""

import numpy as np
import pytest

from digitscan.recognition.through import find_through
from digitscan.recognition.typeface import Glyphs
from digitscan.types import Box, Field, box_quad


def column(*strokes, kind="cell"):
    """Cells 60 pixels high, one below another; in each a stroke as its top, foot and x, and what was read in it."""
    fields, glyphs = [], []
    for i, (value, top, foot, x) in enumerate(strokes):
        fields.append(Field(kind, box_quad(Box(0, 60 * i, 200, 60 * i + 60)), table=0))
        boxes = [(x + 30 * k, 60 * i + top, x + 30 * k + 5, 60 * i + foot) for k in range(len(value))]
        pictures = np.zeros((len(value), 28, 28), np.uint8)
        glyphs.append(Glyphs(value, np.array(boxes, np.int32).reshape(-1, 4), pictures))
    return fields, glyphs


def test_a_line_that_leans_through_three_cells_is_found():
    assert find_through(*column(("42", 10, 50, 80), ("1", 10, 60, 90), ("1", 0, 60, 95), ("1", 1, 45, 100))) == [
        1,
        2,
        3,
    ]


@pytest.mark.parametrize(
    "strokes",
    [
        (("1", 12, 48, 90), ("1", 12, 48, 90)),  # within their cells
        (("1", 0, 60, 90), ("1", 0, 60, 150)),  # not one below the other
        (("1", 0, 60, 90), ("7", 0, 60, 90)),
        (("11", 0, 60, 90), ("12", 0, 60, 90)),  # high digits of numbers
        (("1", 0, 60, 90), ("", 0, 60, 90), ("1", 0, 60, 90)),  # a blank one between
        (("1", 0, 60, 90),),
        (),
    ],
)
def test_ones_are_ones(strokes):
    assert find_through(*column(*strokes)) == []


def test_boxes_are_not_one_column():
    assert find_through(*column(("1", 0, 60, 90), ("1", 0, 60, 90), kind="box")) == []
