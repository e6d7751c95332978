from __future__ import annotations

import numpy as np
import pytest
from digitscan.training.fraction_source import FractionSource
from digitscan.training.fractions import Digits, columns, fractions, rows
from training_glyphs import parts, printed, recipe

from digitscan.types import FRACTION_CLASSES


@pytest.fixture(scope="module")
def digits() -> Digits:
    glyphs = printed(300)
    return Digits(glyphs.pixels, glyphs.labels)


@pytest.mark.parametrize("make", [fractions, rows, columns])
def test_each_kind_makes_normalised_glyphs_that_differ(make, digits: Digits) -> None:
    out = make(digits, 60, np.random.default_rng(1))
    assert out.shape == (60, 28, 28) and out.dtype == np.uint8
    assert (out.reshape(60, -1).max(axis=1) == 255).all()
    assert len(np.unique(out.reshape(60, -1), axis=0)) > 50
    assert (make(digits, 5, np.random.default_rng(4)) == make(digits, 5, np.random.default_rng(4))).all()


def test_rows_lie_and_columns_stand(digits: Digits) -> None:
    rng = np.random.default_rng(2)
    for made, lying in ((rows(digits, 40, rng), True), (columns(digits, 40, rng), False)):
        wide = (made.max(axis=1) > 0).sum(axis=1)
        high = (made.max(axis=2) > 0).sum(axis=1)
        assert ((wide > high) == lying).mean() > 0.9


def test_a_digit_is_written_as_high_as_asked(digits: Digits) -> None:
    rng = np.random.default_rng(3)
    assert {len(digits.write(value, 31.0, rng)) for value in range(10)} == {31}


def test_an_epoch_has_as_many_fractions_as_the_recipe_says() -> None:
    wanted = recipe(fractions={"fractions": 30, "rows": 20, "columns": 5, "marks": 5})
    assert wanted.class_names == FRACTION_CLASSES and wanted.classes == 2
    source = FractionSource(wanted, parts())
    pixels, labels = source.epoch(0)
    assert len(pixels) == len(labels) == source.count_per_epoch()
    assert (labels == 1).sum() == 30 and set(labels.tolist()) == {0, 1}
    assert (pixels == source.epoch(0)[0]).all() and not (pixels == source.epoch(1)[0]).all()


def test_validation_has_sets_and_made_glyphs() -> None:
    found = FractionSource(recipe(fractions={"fractions": 4}), parts()).validation()
    assert not found["mnist"][1].any() and found["made"][1].mean() == 0.5
