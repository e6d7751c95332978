"""Batches cover every glyph, with few sizes and little padding."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from digitscan.recognition.batches import (
    WIDTH_STEP,
    batch_sizes,
    few_sizes,
    pad_batch,
    pad_strips,
    plan_batches,
    width_groups,
)


@settings(deadline=None)
@given(count=st.integers(0, 5000), largest=st.integers(1, 1024))
def test_a_plan_covers_every_glyph_with_little_padding(count: int, largest: int) -> None:
    sizes = batch_sizes(largest)
    plan = plan_batches(count, sizes)
    assert set(plan) <= set(sizes)
    assert sum(plan[:-1]) < count or not plan
    assert sum(plan) >= count
    assert sum(plan) <= max(sizes[0], count * 5 // 4 + sizes[0])


def test_batch_sizes_are_few_and_end_at_the_largest() -> None:
    assert batch_sizes(1024) == (16, 32, 64, 128, 256, 512, 1024)
    assert batch_sizes(100) == (16, 25, 50, 100)
    assert batch_sizes(1) == (1,)
    assert few_sizes(1024) == (16, 64, 256, 1024)
    assert few_sizes(100) == (16, 25, 100)


def test_padding_adds_blank_glyphs_behind() -> None:
    glyphs = np.full((3, 28, 28), 7, np.uint8)
    padded = pad_batch(glyphs, 5)
    assert padded.shape == (5, 28, 28)
    assert (padded[:3] == 7).all()
    assert (padded[3:] == 0).all()


@settings(deadline=None)
@given(widths=st.lists(st.integers(1, 768), max_size=60))
def test_strips_are_grouped_by_the_width_they_are_padded_to(widths: list[int]) -> None:
    groups = width_groups(widths)
    assert sorted(number for _, numbers in groups for number in numbers) == list(range(len(widths)))
    for width, numbers in groups:
        assert numbers == sorted(numbers)
        assert all(width - WIDTH_STEP < widths[number] <= width for number in numbers)
    assert [width for width, _ in groups] == sorted({width for width, _ in groups})


@settings(deadline=None)
@given(widths=st.lists(st.integers(1, 64), min_size=1, max_size=5), more=st.integers(0, 3))
def test_strips_in_a_batch_are_followed_by_paper(widths: list[int], more: int) -> None:
    strips = [np.full((4, width), 9, np.uint8) for width in widths]
    batch = pad_strips(strips, 4, 64, len(strips) + more)
    assert batch.shape == (len(strips) + more, 4, 64)
    for row, width in zip(batch, widths, strict=False):
        assert (row[:, :width] == 9).all() and not row[:, width:].any()
    assert not batch[len(strips) :].any()
