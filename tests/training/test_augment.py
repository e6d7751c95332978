from __future__ import annotations

import time

import numpy as np
import pytest
from digitscan.training.augment import augment
from digitscan.training.recipe import Augmentation
from training_glyphs import printed

from digitscan.glyphs.normalize import normalize_all
from digitscan.types import NOT_A_DIGIT


@pytest.fixture(scope="module")
def glyphs():
    return printed(600)


@pytest.mark.parametrize("settings", [Augmentation(strong=1.0), Augmentation(mild=1.0)])
def test_what_comes_out_is_what_normalize_yields(glyphs, settings) -> None:
    out = augment(glyphs.pixels, glyphs.labels, settings, np.random.default_rng(1))
    assert out.shape == glyphs.pixels.shape and out.dtype == np.uint8
    assert (out.reshape(len(out), -1).max(axis=1) == 255).all()
    ys, xs = np.mgrid[:28, :28]
    for glyph in out:
        mass = glyph.sum(dtype=np.int64)
        # The centre of mass is put on index 14 to the nearest pixel; wide glyphs may be stopped by the border.
        assert abs((glyph * xs).sum() / mass - 14) < 5.1 and abs((glyph * ys).sum() / mass - 14) < 5.1
        rows, columns = np.flatnonzero(glyph.any(axis=1)), np.flatnonzero(glyph.any(axis=0))
        assert max(rows[-1] - rows[0], columns[-1] - columns[0]) < 20


def test_the_share_that_is_left_alone_is_left_alone(glyphs) -> None:
    out = augment(glyphs.pixels, glyphs.labels, Augmentation(0.3, 0.4), np.random.default_rng(2))
    same = (out == glyphs.pixels).all(axis=(1, 2)).mean()
    assert 0.22 < same < 0.40
    assert (augment(glyphs.pixels, glyphs.labels, Augmentation(), np.random.default_rng(2)) == glyphs.pixels).all()


def test_the_same_state_of_chance_gives_the_same_glyphs(glyphs) -> None:
    first, again, other = (
        augment(glyphs.pixels, glyphs.labels, Augmentation(1.0), np.random.default_rng(seed)) for seed in (5, 5, 6)
    )
    assert (first == again).all() and (first != other).any()


def test_strong_moves_a_glyph_further_than_mild(glyphs) -> None:
    def distance(settings: Augmentation) -> float:
        out = augment(glyphs.pixels, glyphs.labels, settings, np.random.default_rng(3))
        return float(np.abs(out.astype(float) - glyphs.pixels).mean())

    assert 2.0 < distance(Augmentation(mild=1.0)) < 0.9 * distance(Augmentation(strong=1.0))


def test_pens_from_one_pixel_to_thick_are_made(glyphs) -> None:
    out = augment(glyphs.pixels, glyphs.labels, Augmentation(strong=1.0), np.random.default_rng(4))
    ink = (out > 100).mean(axis=(1, 2)) / np.maximum((glyphs.pixels > 100).mean(axis=(1, 2)), 1e-6)
    assert np.percentile(ink, 5) < 0.6 and np.percentile(ink, 95) > 1.2


def test_nothing_is_left_beside_what_is_no_digit() -> None:
    # A rest of a neighbour beside a dash could make it another sign; beside a digit it stays the digit.
    bar = np.zeros((28, 28), np.uint8)
    bar[13:15, 4:24] = 255
    bars = normalize_all([bar] * 200)
    made = augment(bars, np.full(200, NOT_A_DIGIT, np.int64), Augmentation(strong=1.0), np.random.default_rng(0))
    heights = [np.ptp(np.flatnonzero((glyph > 60).any(axis=1))) for glyph in made]
    assert max(heights) < 16


def test_each_glyph_may_have_its_own_share_of_strong(glyphs) -> None:
    share = np.zeros(len(glyphs))
    share[::2] = 1.0
    out = augment(glyphs.pixels, glyphs.labels, Augmentation(strong=0.5), np.random.default_rng(3), share)
    same = (out == glyphs.pixels).all(axis=(1, 2))
    assert same[1::2].all() and same[::2].mean() < 0.05


def test_some_sevens_get_a_bar_through_the_stem() -> None:
    seven = np.zeros((28, 28), np.uint8)
    seven[4:7, 8:20] = 255
    seven[4:24, 17:20] = 255
    sevens = normalize_all([seven] * 300)

    def barred(label: int) -> float:
        labels = np.full(300, label)
        made = augment(sevens, labels, Augmentation(mild=1.0), np.random.default_rng(4))
        middle = (made[:, 12:20] > 60).sum(axis=2).max(axis=1)
        return float((middle >= 8).mean())

    assert 0.15 < barred(7) < 0.5 and barred(1) < 0.05


def test_it_is_fast_enough_to_run_in_each_epoch(glyphs) -> None:
    augment(glyphs.pixels[:50], glyphs.labels[:50], Augmentation(1.0), np.random.default_rng(0))
    began = time.process_time()
    augment(glyphs.pixels, glyphs.labels, Augmentation(0.5, 0.4), np.random.default_rng(0))
    # 60 µs a glyph when nothing else runs; this only catches what would double an epoch's length.
    assert (time.process_time() - began) / len(glyphs) < 600e-6
