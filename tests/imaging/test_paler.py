"""Squared paper's lines go where they are paler than the writing, and nothing goes where they are not."""

import cv2
import numpy as np
import pytest

from digitscan.imaging.paler import leave_out_paler


def page(lines, pen):
    contrast = np.zeros((400, 300), np.uint8)
    for at in range(20, 400, 30):
        contrast[at : at + 2] = np.maximum(contrast[at : at + 2], lines)
        contrast[:, at : at + 2] = np.maximum(contrast[:, at : at + 2], lines)
    writing = np.zeros_like(contrast)
    cv2.putText(writing, "3187", (40, 180), cv2.FONT_HERSHEY_SIMPLEX, 2, pen, 6)
    writing = np.where(writing > pen // 2, pen, 0).astype(np.uint8)  # without soft edges
    both = np.maximum(contrast, writing)
    return both, np.where(both > 0, 255, 0).astype(np.uint8), writing


@pytest.mark.parametrize("lines", [40, 80])
def test_what_is_darker_than_the_lines_stays_whole(lines):
    """The last digit of a number whose stroke lay along a line was lost, and 575 was 57, and ok."""
    contrast, mask, writing = page(lines, 220)
    bare, left = leave_out_paler(contrast, mask, lines)
    assert np.array_equal(left > 0, writing > 0) and np.array_equal(bare, writing)


def test_pencil_as_pale_as_the_lines_and_an_empty_sheet_are_left_to_others():
    contrast, mask, _ = page(80, 130)
    assert leave_out_paler(contrast, mask, 80) is None
    contrast, mask, _ = page(80, 0)
    assert leave_out_paler(contrast, mask, 80) is None
