import numpy as np

from digitscan.layout.faint import leave_out_faint
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
