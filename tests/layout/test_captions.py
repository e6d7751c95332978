import numpy as np
import pytest

from digitscan.layout.captions import find_captions
from digitscan.types import Box

CELL = Box(0, 0, 400, 100)
DIGITS = [(60, 35, 85, 85), (95, 38, 120, 88), (130, 33, 150, 84)]


def letters(count, left=10, foot=22, height=12, step=10):
    """A printed line of so many letters."""
    return [(left + step * i, foot - height + i % 2, left + step * i + 7, foot) for i in range(count)]


def told(*cells):
    """For the pieces in each of these cells, which are captions."""
    boxes = np.array([box for pieces in cells for box in pieces], np.int32)
    owner = np.repeat(np.arange(len(cells)), [len(pieces) for pieces in cells]).astype(np.int32)
    found = find_captions(boxes, owner, [CELL] * len(cells)).tolist()
    parts = []
    for pieces in cells:
        parts.append(found[: len(pieces)])
        found = found[len(pieces) :]
    return parts


@pytest.mark.parametrize("foot", [22, 98])
def test_a_printed_line_above_or_below_the_digits_is_a_caption(foot):
    digits = DIGITS if foot == 22 else [(a, b - 30, c, d - 30) for a, b, c, d in DIGITS]
    assert told([*digits, *letters(6, foot=foot)]) == [[False] * 3 + [True] * 6]


@pytest.mark.parametrize(
    "small",
    [
        letters(2),  # pieces of a broken digit
        letters(4, left=155, foot=50, height=20),  # cents, raised
        [(10 + 12 * i, 8 + 4 * i, 17 + 12 * i, 20 + 4 * i) for i in range(5)],  # by hand, off the line
        letters(4, step=60),  # marks far apart
        letters(4, foot=70),  # beside the digits
    ],
)
def test_other_small_ink_is_none(small):
    assert not any(told([*DIGITS, *small])[0])


def test_a_box_with_a_known_caption_alone_is_empty_and_short_ones_are_known_by_the_others():
    filled = [*DIGITS, *letters(6)]
    short, alone, other = [*DIGITS, *letters(1)], letters(4), letters(4, foot=60)
    parts = told(filled, filled, filled, short, alone, other)
    assert parts[3] == [False, False, False, True] and all(parts[4]) and not any(parts[5])
    few = told(filled, filled, short, alone)
    assert not any(few[2]) and not any(few[3]), "two captions say little about a form"


def test_no_ink_and_no_cells_have_no_captions():
    nothing = np.zeros((0, 4), np.int32)
    assert len(find_captions(nothing, np.zeros(0, np.int32), [CELL])) == 0
    assert not find_captions(np.array(DIGITS, np.int32), np.full(3, -1, np.int32), []).any()
