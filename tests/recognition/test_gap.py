import numpy as np
import pytest

from digitscan.recognition.gap import has_gap, has_step
from digitscan.types import Lattice


def lattice(*lefts, width=24):
    """Digits 40 pixels high with these left sides."""
    count = len(lefts)
    boxes = np.array([(left, 0, left + width, 40) for left in lefts], np.int32)
    spans = np.stack([np.arange(count), np.arange(count) + 1], axis=1).astype(np.int32)
    none = np.zeros(count, bool)
    return Lattice(spans, boxes, none, none, 40.0, np.zeros((count, 28, 28), np.uint8))


@pytest.mark.parametrize(
    ("lefts", "told"),
    [
        ((0, 30, 60, 115, 145, 175), True),  # 867 021: 31 pixels where the others have 6
        ((0, 30, 60, 90, 120), False),  # evenly spaced
        ((0, 60, 120, 180), False),  # widely, but evenly
        ((0, 30, 64, 95, 130), False),  # as hands do it
        ((0, 22, 44, 82), False),  # digits that touch, and one that does not
        ((0, 60), True),  # 36 pixels apart, and nothing to compare with: two columns, perhaps
        ((0, 40), False),
        ((0, 36, 92), True),  # 52 8 in two columns: 12 and 32 pixels
        ((0,), False),
        ((), False),
    ],
)
def test_a_number_in_two_groups_may_be_two(lefts, told):
    assert has_gap(lattice(*lefts), range(len(lefts))) is told


@pytest.mark.parametrize(("gap", "told"), [(34, True), (24, False)])
def test_a_cell_holds_two_numbers_only_where_the_gap_is_nearly_as_wide_as_digits_are_high(gap, told):
    found = lattice(0, 30, 54 + gap, 84 + gap, 114 + gap)
    assert has_gap(found, range(5), framed=True) is told and has_gap(found, range(5))


def at_heights(*tops, height=40):
    """Digits of a height at these tops, side by side."""
    found = lattice(*range(0, 30 * len(tops), 30))
    found.boxes[:, 1] = tops
    found.boxes[:, 3] = found.boxes[:, 1] + height
    return found


@pytest.mark.parametrize(
    ("tops", "told"),
    [
        ((0, 2, 30, 31), True),  # 90 and 70 in the corners of one cell
        ((0, 24), True),
        ((30, 0, 2), True),
        ((0, 12, 24, 36), False),  # a hand that falls
        ((0, 3, 12, 1), False),  # an uneven one
        ((0, 14), False),
        ((0,), False),
    ],
)
def test_digits_on_two_levels_may_be_two_numbers(tops, told):
    assert has_step(at_heights(*tops), range(len(tops))) is told


def test_a_small_digit_beside_a_large_one_is_on_no_other_level():
    mixed = at_heights(0, 0)
    mixed.boxes[1, 1] = 30  # lower, as its upper end says alone
    assert not has_step(mixed, range(2))
