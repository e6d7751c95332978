"""Epochs of strips: the recipe's mixture, the same again for the same number, every strip readable."""

from __future__ import annotations

import numpy as np
import pytest
from digitscan.training.strip_source import StripSource, batches
from training_glyphs import parts
from training_strips import real_strips, strip_recipe

from digitscan.glyphs.strip import STRIP_HEIGHT


@pytest.fixture(scope="module")
def source() -> StripSource:
    return StripSource(strip_recipe(), parts(), real_strips())


def _values(batch) -> list[str]:
    return ["".join(str(d) for d in row if d >= 0) for row in batch.labels]


def test_an_epoch_holds_what_the_recipe_mixes(source: StripSource) -> None:
    made = source.epoch(0)
    assert sum(map(len, made)) == source.count_per_epoch() == 14 + 4 + 5 + 6 + 3
    assert [len(batch) for batch in made] == [16, 16]
    assert sum(value == "" for batch in made for value in _values(batch)) == 3, "strips without a digit"


def test_batches_have_one_width_and_room_for_every_digit(source: StripSource) -> None:
    for batch in source.epoch(1):
        assert batch.pixels.dtype == np.uint8 and batch.pixels.shape[1] == STRIP_HEIGHT
        assert batch.pixels.shape[2] % 32 == 0
        widths = [int(np.flatnonzero(p.any(axis=0)).max(initial=0)) + 1 for p in batch.pixels]
        assert all(batch.pixels.shape[2] >= 4 * len(value) for value in _values(batch))
        assert max(widths) > batch.pixels.shape[2] - 64, "little is padded"


def test_the_same_number_gives_the_same_strips_and_another_others(source: StripSource) -> None:
    first, again, other = source.epoch(0), source.epoch(0), source.epoch(1)
    for a, b in zip(first, again, strict=True):
        assert (a.pixels == b.pixels).all() and (a.labels == b.labels).all()
    assert any(
        a.pixels.shape != b.pixels.shape or (a.pixels != b.pixels).any() for a, b in zip(first, other, strict=True)
    )


def test_real_validation_strips_are_as_reading_cuts_them(source: StripSource) -> None:
    found = source.validation()
    assert [value for _, value in found["cheque_strips"]] == ["815", "20"]
    assert len(found["made_strips"]) == 300
    assert all(pixels.shape[0] == STRIP_HEIGHT for labelled in found.values() for pixels, _ in labelled)


def test_without_real_strips_their_share_is_left_out() -> None:
    source = StripSource(strip_recipe(), parts())
    assert source.count_per_epoch() == 14 + 3
    assert sum(map(len, source.epoch(0))) == 17
    assert set(source.validation()) == {"made_strips"}


def test_the_card_names_every_set(source: StripSource) -> None:
    facts = {entry["name"]: entry for entry in source.training_data()}
    assert set(facts) == {"mnist", "cheque_strips", "made strips"}
    assert (facts["cheque_strips"]["count"], facts["cheque_strips"]["held_out"]) == (6, 1)


def test_every_strip_is_in_one_batch() -> None:
    rng = np.random.default_rng(0)
    made = [(np.full((32, w), 7, np.uint8), str(w)) for w in rng.integers(8, 300, 45)]
    found = [value for batch in batches(made, 8, rng) for value in _values(batch)]
    assert sorted(found) == sorted(value for _, value in made)
