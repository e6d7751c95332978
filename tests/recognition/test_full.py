import numpy as np
import pytest

from digitscan.recognition.full import fills_its_cell, may_share_a_line
from digitscan.types import Lattice

CELL = np.array([(100, 200), (220, 206), (220, 266), (100, 260)], np.float32)


def lattice(*boxes):
    spans = np.stack([np.arange(len(boxes)), np.arange(len(boxes)) + 1], axis=1).astype(np.int32)
    none = np.zeros(len(boxes), bool)
    return Lattice(spans, np.array(boxes, np.int32), none, none, 60.0, np.zeros((len(boxes), 28, 28), np.uint8))


LINE = (158, 205, 162, 261)
"""From the upper line of the cell to the lower one, which slope."""


@pytest.mark.parametrize(
    ("value", "boxes", "told"),
    [
        ("1", [LINE], True),
        ("816", [(110, 215, 140, 250), LINE, (170, 215, 200, 255)], True),
        ("1", [(158, 212, 166, 250)], False),  # written within it
        ("1", [(158, 205, 162, 250)], False),  # from one line, not to the other
        ("816", [(110, 203, 140, 258), LINE, (170, 206, 200, 262)], False),  # all are as high
        ("7", [(140, 205, 170, 261)], False),  # no line
        ("", [], False),
    ],
)
def test_a_1_from_line_to_line_may_be_a_line(value, boxes, told):
    assert fills_its_cell(value, lattice(*boxes) if boxes else lattice(LINE), range(len(boxes)), CELL) is told


@pytest.mark.parametrize(
    ("value", "boxes", "told"),
    [
        ("512", [(110, 199, 130, 262), (150, 207, 160, 265), (180, 203, 205, 268)], True),  # 572, its bar on the line
        ("47", [(110, 200, 130, 262), (150, 212, 170, 264)], True),  # 42, its foot on the line
        (
            "512",
            [(110, 199, 130, 262), (150, 199, 160, 265), (180, 203, 205, 268)],
            False,
        ),  # it goes on beyond the line
        ("47", [(110, 200, 130, 262), (150, 212, 170, 272)], False),
        ("512", [(110, 212, 130, 250), (150, 207, 160, 250), (180, 214, 205, 250)], False),  # none touches a line
        ("542", [(110, 199, 130, 262), (150, 207, 160, 265), (180, 203, 205, 268)], False),
        ("1", [(150, 207, 160, 250)], False),
        ("", [], False),
    ],
)
def test_a_1_below_the_line_and_a_7_on_it_may_have_lost_a_stroke_where_others_touch(value, boxes, told):
    cut = lattice(*boxes) if boxes else lattice(LINE)
    assert may_share_a_line(value, cut, range(len(boxes)), CELL) is told
