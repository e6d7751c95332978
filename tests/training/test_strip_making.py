"""Made-up strips: what is on them is what their value says, and it stands in their box."""

from __future__ import annotations

import numpy as np
import pytest
from digitscan.training.printed import printed_digits, printed_letters
from digitscan.training.strip_alter import alter
from digitscan.training.strip_digits import DigitBank, crop, glyph_bank, real_bank
from digitscan.training.strip_making import Drawn, as_it_is, draw_value, splice, write_nothing, write_row
from digitscan.training.strip_paper import lay_paper, paper_of
from digitscan.training.strip_set import WRITING, around
from hypothesis import given, settings
from hypothesis import strategies as st
from training_strips import real_strips, written

from digitscan.glyphs.strip import STRIP_HEIGHT
from digitscan.types import Box

REAL = real_strips().train
PAPERS = [paper_of(strip) for strip in REAL]


@pytest.fixture(scope="module")
def bank() -> DigitBank:
    return glyph_bank(printed_digits())


def _whole(drawn: Drawn) -> None:
    height, width = drawn.canvas.shape
    assert 0 <= drawn.box.left < drawn.box.right <= width and 0 <= drawn.box.top < drawn.box.bottom <= height


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 1_000_000))
def test_a_row_of_any_kind_is_drawn_and_altered(bank: DigitBank, seed: int) -> None:
    rng = np.random.default_rng(seed)
    letters = [crop(glyph) for glyph in printed_letters().pixels]
    makers = [
        lambda: write_row(bank, PAPERS, rng),
        lambda: write_row(real_bank(REAL), (), rng),
        lambda: splice(REAL, rng),
        lambda: as_it_is(REAL, rng),
        lambda: write_nothing(letters, PAPERS, rng),
    ]
    for make in makers:
        drawn = make()
        _whole(drawn)
        found = alter(drawn, rng)
        assert found.dtype == np.uint8 and found.shape[0] == STRIP_HEIGHT and found.shape[1] >= 1


def test_a_row_is_as_long_as_its_value(bank: DigitBank) -> None:
    rng = np.random.default_rng(1)
    rows = [write_row(bank, (), rng) for _ in range(300)]
    short = [row.box.width for row in rows if len(row.value) == 1]
    long = [row.box.width for row in rows if len(row.value) >= 6]
    assert min(long) > 1.5 * np.median(short)
    assert all(0.5 * WRITING < row.box.height < 3 * WRITING for row in rows)
    assert {len(row.value) for row in rows} >= {1, 2, 3, 4, 5, 6, 7, 8}


def test_values_are_digits_with_runs_of_zeros_among_them() -> None:
    values = [draw_value(np.random.default_rng(i)) for i in range(400)]
    assert all(value.isdigit() and 1 <= len(value) <= 12 for value in values)
    assert 0.15 < np.mean([value.endswith("0") for value in values]) < 0.5


def test_a_strip_without_digits_has_no_value() -> None:
    rng = np.random.default_rng(2)
    drawn = [write_nothing([np.full((20, 12), 255, np.uint8)], (), rng) for _ in range(40)]
    assert all(each.value == "" for each in drawn)
    assert any((each.canvas > 60).sum() < 10 for each in drawn), "blank paper among them"


def test_spliced_strips_join_their_values_and_their_boxes() -> None:
    rng = np.random.default_rng(3)
    values = [strip.value for strip in REAL]
    for _ in range(50):
        drawn = splice(REAL, rng)
        assert any(
            drawn.value.startswith(a[:i]) and drawn.value[i:] and b.endswith(drawn.value[i:])
            for a in values
            for b in values
            for i in range(1, len(a) + 1)
        )
        assert drawn.box.width > 20 * len(drawn.value)


def test_real_digits_come_back_under_their_own_value() -> None:
    bank = real_bank([written("58")])
    (chosen,) = bank.draw("8", np.random.default_rng(0))
    eight = bank.inks[chosen]
    assert len(bank.inks) == 2 and chosen == 1
    assert eight.max() > 200 and (eight == 0).mean() > 0.3, "the striped paper is gone"


def test_digits_that_a_writer_lacks_are_another_s() -> None:
    bank = real_bank([written("12"), written("34")])
    rng = np.random.default_rng(0)
    assert all(bank.draw("1234", rng) == [0, 1, 2, 3] for _ in range(20))


def test_the_paper_of_a_strip_has_lost_its_ink() -> None:
    strip = written("4107")
    paper = paper_of(strip)
    assert strip.contrast.max() >= 220 and paper.max() < 120
    assert paper[::6].mean() > 25, "its stripes are still there"


@settings(max_examples=40, deadline=None)
@given(height=st.integers(1, 300), width=st.integers(1, 1500), seed=st.integers(0, 99))
def test_paper_of_any_size_is_laid(height: int, width: int, seed: int) -> None:
    assert lay_paper((height, width), PAPERS, np.random.default_rng(seed)).shape == (height, width)


def test_the_box_around_boxes() -> None:
    assert around([Box(1, 5, 4, 9), Box(0, 6, 2, 8), Box(3, 1, 9, 7)]) == Box(0, 1, 9, 9)
