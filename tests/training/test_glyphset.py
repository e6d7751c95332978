from __future__ import annotations

import numpy as np
import pytest
from digitscan.training.glyphset import GlyphSet, choose, split
from hypothesis import given, settings
from hypothesis import strategies as st


def make(count: int, groups: np.ndarray | None = None, held_out: np.ndarray | None = None) -> GlyphSet:
    pixels = np.zeros((count, 28, 28), np.uint8)
    pixels[:, 0, 0], pixels[:, 0, 1] = np.arange(count) % 256, np.arange(count) // 256
    return GlyphSet("set", "free", pixels, np.arange(count, dtype=np.int64) % 10, groups, held_out)


def numbers(part: GlyphSet) -> set[int]:
    """Which glyphs of `make` a part holds."""
    return {int(a) + 256 * int(b) for a, b in part.pixels[:, 0, :2]}


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(1, 9), min_size=6, max_size=40), st.integers(0, 20), st.floats(0, 0.3), st.integers(0, 99))
def test_parts_are_disjoint_cover_all_and_keep_groups_together(sizes, validation, held_out, seed) -> None:
    groups = np.repeat(np.arange(len(sizes)), sizes).astype(np.int64)
    parts = split(make(len(groups), groups), validation, held_out, seed)
    found = [numbers(part) for part in (parts.train, parts.validation, parts.held_out)]
    assert set.union(*found) == set(range(len(groups)))
    assert sum(map(len, found)) == len(groups)
    owners = [{int(groups[i]) for i in part} for part in found]
    assert not owners[0] & owners[1] and not owners[0] & owners[2] and not owners[1] & owners[2]
    assert len(found[1]) <= validation and len(found[2]) <= round(held_out * len(groups))


def test_without_groups_the_parts_have_the_sizes_asked_for() -> None:
    parts = split(make(500), 60, 0.2, seed=1)
    assert (len(parts.train), len(parts.validation), len(parts.held_out)) == (340, 60, 100)


def test_what_the_set_holds_out_itself_is_held_out() -> None:
    out = np.zeros(50, bool)
    out[[3, 7]] = True
    assert numbers(split(make(50, held_out=out), 5, 0.5, seed=1).held_out) == {3, 7}


def test_the_same_seed_gives_the_same_parts_and_another_gives_others() -> None:
    first, again, other = (numbers(split(make(300), 30, 0.2, seed).held_out) for seed in (1, 1, 2))
    assert first == again != other


def test_groups_of_many_sizes_fill_the_number_asked_for() -> None:
    sizes = np.random.default_rng(0).integers(19, 131, 300)
    groups = np.repeat(np.arange(300), sizes).astype(np.int64)
    assert choose(groups, len(groups), 5000, np.random.default_rng(1)).sum() == 5000


def test_labels_and_pixels_must_be_as_many() -> None:
    with pytest.raises(ValueError, match="labels"):
        GlyphSet("x", "free", np.zeros((3, 28, 28), np.uint8), np.zeros(2, np.int64))
