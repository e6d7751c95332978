import numpy as np
import pytest

from digitscan.recognition.full import fills_its_cell
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
