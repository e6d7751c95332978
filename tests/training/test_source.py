from __future__ import annotations

import numpy as np
import pytest
from digitscan.training.source import RecipeSource, draw
from hypothesis import given
from hypothesis import strategies as st
from training_glyphs import parts, recipe

MIXED = {
    "augmentation": {"strong": 0.5, "mild": 0.3},
    "rejects": {"halves": 5, "pairs": 7, "partial": 3, "marks": 9, "letters": 4, "scripts": 2, "turned": 6},
    "printed": 11,
}


@given(st.integers(1, 50), st.integers(0, 200), st.integers(0, 9))
def test_draw_takes_each_as_often_as_any_other_within_one(total: int, count: int, seed: int) -> None:
    drawn = draw(total, count, np.random.default_rng(seed))
    times = np.bincount(drawn, minlength=total)
    assert len(drawn) == count and times.max() - times.min() <= 1


def test_an_epoch_has_every_training_glyph_and_no_other() -> None:
    source = RecipeSource(recipe(), parts())
    pixels, labels = source.epoch(0)
    train = parts()["mnist"].train
    assert sorted(p.tobytes() for p in pixels) == sorted(p.tobytes() for p in train.pixels)
    assert len(labels) == source.count_per_epoch() == len(train)


def test_the_mixture_is_the_recipe_s() -> None:
    source = RecipeSource(recipe(**MIXED), parts())
    _, labels = source.epoch(0)
    assert (labels == 10).sum() == 36
    assert len(labels) == source.count_per_epoch() == len(parts()["mnist"].train) + 36 + 11
    names = [entry["name"] for entry in source.training_data()]
    assert names == ["mnist", "printed digits", "made rejects"]


def test_epochs_differ_and_come_again_the_same() -> None:
    source = RecipeSource(recipe(**MIXED), parts())
    (first, _), (again, _), (second, _) = source.epoch(0), source.epoch(0), source.epoch(1)
    assert (first == again).all() and (first != second).any()


def test_validation_glyphs_are_unaltered_and_in_no_epoch() -> None:
    source = RecipeSource(recipe(**MIXED), parts())
    pixels, labels = source.validation()["mnist"]
    held = parts()["mnist"]
    assert (pixels == held.validation.pixels).all() and (labels == held.validation.labels).all()
    made, labels = source.validation()["made_rejects"]
    assert (labels == 10).all() and len(made) > 1500


def test_glyphs_that_an_epoch_repeats_stay_strongly_altered_in_calm_epochs() -> None:
    def altered(per_epoch: int) -> float:
        sets = [{"name": "mnist", "per_epoch": per_epoch}]
        calm = recipe(augmentation={"strong": 0.9, "calm": 1}, sets=sets)
        plain = recipe(sets=sets)
        number = calm.training.epochs - 1
        first, _ = RecipeSource(calm, parts()).epoch(number)
        second, _ = RecipeSource(plain, parts()).epoch(number)
        return float((first != second).any(axis=(1, 2)).mean())

    once = len(parts()["mnist"].train)
    assert altered(once) == pytest.approx(0.3, abs=0.12)
    assert altered(4 * once) == pytest.approx(0.9, abs=0.06)
