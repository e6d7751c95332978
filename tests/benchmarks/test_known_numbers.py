"""The drawn sources of `known_numbers.py`, which need no data."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest
from refused_fields import REFUSED, draw_refused

from digitscan.drawing import Writer
from digitscan.types import Box

sys.path.insert(0, str(Path(__file__).parent))
from known_numbers import FIRST_HAND, cells, forms, hands, neighbours, refused


@pytest.fixture(scope="module")
def hand():
    return hands(None)


@pytest.mark.parametrize("draw", [cells, neighbours, refused])
def test_snippets_hold_one_number_each_and_are_drawn_the_same_again(hand, draw):
    first, second = list(draw(hand, 5)), list(draw(hand, 5))
    assert len(first) == len(second) >= 3
    for one, other in zip(first, second, strict=True):
        assert np.array_equal(one.pixels, other.pixels) and one.fields == other.fields
        ((value, box),) = one.fields
        assert box is None and (value.isdigit() or draw is refused)
        assert one.pixels.min() < 140 < one.pixels.max(), "ink on paper"


def test_forms_know_where_their_numbers_are(hand):
    (page,) = forms(hand, 1)
    height, width = page.pixels.shape[:2]
    assert len(page.fields) > 10
    assert all(box == box.clip(width, height) and value.isdigit() for value, box in page.fields)


@pytest.mark.parametrize("kind", REFUSED)
def test_what_is_no_number_leaves_ink(kind):
    canvas = np.full((120, 260, 3), 255, np.uint8)
    draw_refused(canvas, Box(30, 20, 230, 100), Writer(FIRST_HAND), np.random.default_rng(3), kind=kind)
    assert (canvas.min(axis=2) < 140).sum() > 100
