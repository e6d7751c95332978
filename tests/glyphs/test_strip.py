"""Strips: one height, the aspect kept, soft and faint ink kept, whatever box is asked for."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from numpy.typing import NDArray

from digitscan.glyphs.strip import STRIP_HEIGHT, WIDEST, _percentile, strip
from digitscan.types import Box


def page(ink: int = 200, paper: int = 0) -> NDArray[np.uint8]:
    """Two bars 40 pixels high, 30 pixels apart."""
    contrast = np.full((200, 300), paper, np.uint8)
    contrast[80:120, 100:106] = contrast[80:120, 136:142] = ink
    return contrast


BARS = Box(100, 80, 142, 120)


def test_the_ink_fills_the_strip_but_for_its_margin() -> None:
    found = strip(page(), BARS)
    assert found.shape == (32, 33), "42 of 40 pixels with a margin of 5 all round"
    rows = np.flatnonzero(found.max(axis=1) > 127)
    assert 2 <= rows[0] <= 4 and 27 <= rows[-1] <= 29


@pytest.mark.parametrize("ink", [30, 60, 120, 255])
def test_the_ink_becomes_full_however_faint_it_is(ink: int) -> None:
    found = strip(page(ink), BARS)
    assert found.max() >= (255 if ink >= 40 else 180)
    assert found[:, 15:20].max() == 0, "the paper between the bars"


def test_grain_alone_does_not_become_ink() -> None:
    grain = np.random.default_rng(0).integers(0, 12, (200, 300)).astype(np.uint8)
    assert strip(grain, BARS).max() < 80


def test_a_dash_is_not_enlarged_to_the_height_of_writing() -> None:
    contrast = np.zeros((200, 300), np.uint8)
    contrast[98:102, 100:140] = 200
    high, low = strip(contrast, Box(100, 98, 140, 102)), strip(contrast, Box(100, 98, 140, 102), 40)
    assert (high > 127).mean() > 0.5
    assert (low > 127).sum(axis=0).max() <= 4


@settings(max_examples=60, deadline=None)
@given(
    left=st.integers(-50, 320), top=st.integers(-50, 220), width=st.integers(0, 4000), height=st.integers(0, 300),
    writing=st.floats(0, 100),
)  # fmt: skip
def test_any_box_gives_a_strip(left: int, top: int, width: int, height: int, writing: float) -> None:
    found = strip(page(paper=9), Box(left, top, left + width, top + height), writing)
    assert found.dtype == np.uint8
    assert found.shape[0] == STRIP_HEIGHT and 1 <= found.shape[1] <= WIDEST


def test_a_box_over_the_edge_is_filled_with_paper() -> None:
    found = strip(page(), Box(280, 80, 340, 120))
    assert found[:, -20:].max() == 0
    assert strip(page(), Box(1000, 1000, 1040, 1040)).max() == 0


@settings(max_examples=60, deadline=None)
@given(hnp.arrays(np.uint8, st.tuples(st.integers(1, 32), st.integers(1, 50))), st.floats(0, 100))
def test_the_percentile_is_that_of_numpy(image, percent):
    assert _percentile(image, percent) == pytest.approx(float(np.percentile(image, percent)))
