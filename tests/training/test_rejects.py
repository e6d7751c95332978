from __future__ import annotations

import numpy as np
import pytest
from digitscan.training.marks import draw_marks
from digitscan.training.printed import printed_letters, printed_signs, thin
from digitscan.training.rejects import HALVES, TURNED, chimeras, fractions, halves, pairs, partial, struck_out, turned
from training_glyphs import printed


@pytest.fixture(scope="module")
def digits():
    return printed(300)


def made(kind: str, digits, count: int, seed: int = 0) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return {
        "halves": lambda: halves(digits.pixels, digits.labels, count, rng),
        "turned": lambda: turned(digits.pixels, digits.labels, count, rng),
        "pairs": lambda: pairs(digits.pixels, count, rng),
        "partial": lambda: partial(digits.pixels, count, rng),
        "chimeras": lambda: chimeras(printed_letters().pixels, count, rng),
        "fractions": lambda: fractions(digits.pixels, count, rng),
        "struck_out": lambda: struck_out(digits.pixels, digits.labels, count, rng),
        "marks": lambda: draw_marks(count, rng),
    }[kind]()


KINDS = ["halves", "turned", "pairs", "partial", "chimeras", "fractions", "struck_out", "marks"]


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_makes_as_many_normalised_glyphs_as_asked(kind: str, digits) -> None:
    out = made(kind, digits, 80)
    assert out.shape == (80, 28, 28) and out.dtype == np.uint8
    assert (out.reshape(80, -1).max(axis=1) == 255).all()
    assert len(np.unique(out.reshape(80, -1), axis=0)) > 30, "they differ"
    assert made(kind, digits, 0).shape == (0, 28, 28)
    assert (made(kind, digits, 5, seed=4) == made(kind, digits, 5, seed=4)).all()


def test_pairs_are_wider_than_the_digits_they_are_made_of(digits) -> None:
    def width_to_height(glyphs: np.ndarray) -> float:
        spans = [(np.ptp(np.flatnonzero(g.any(axis=0))) + 1, np.ptp(np.flatnonzero(g.any(axis=1))) + 1) for g in glyphs]
        return float(np.median([w / h for w, h in spans]))

    assert width_to_height(made("pairs", digits, 200)) > 1.4 * width_to_height(digits.pixels)


def test_a_digit_struck_out_has_strokes_beyond_both_its_sides(digits) -> None:
    def level_runs(glyph: np.ndarray) -> int:
        return int((glyph > 60).sum(axis=1).max())

    made_of = np.isin(digits.labels, (2, 3, 5, 6, 8, 9))
    before = np.median([level_runs(g) for g in digits.pixels[made_of]])
    assert np.median([level_runs(g) for g in made("struck_out", digits, 60)]) > before
    with pytest.raises(ValueError):
        struck_out(digits.pixels[digits.labels == 7], digits.labels[digits.labels == 7], 1, np.random.default_rng(0))


def test_a_one_is_never_halved_nor_turned(digits) -> None:
    ones = digits.labels == 1
    assert 1 not in HALVES and 1 not in TURNED and 0 not in TURNED
    with pytest.raises(ValueError):
        halves(digits.pixels[ones], digits.labels[ones], 1, np.random.default_rng(0))


def test_no_mark_is_a_single_upright_bar() -> None:
    marks = draw_marks(600, np.random.default_rng(1))
    for mark in marks:
        rows, columns = np.flatnonzero((mark > 60).any(axis=1)), np.flatnonzero((mark > 60).any(axis=0))
        tall, wide = np.ptp(rows) + 1, np.ptp(columns) + 1
        solid = (mark > 60).sum() / (tall * wide)
        assert not (tall > 5 * wide and solid > 0.8)


def test_printed_signs_leave_out_digits_and_their_like() -> None:
    signs, letters = printed_signs(), printed_letters()
    assert len(signs) > 2000 and len(letters) > 1000
    assert set(signs.labels) == set(letters.labels) == {10}


def test_thinning_keeps_a_third_of_the_ink_and_every_stroke() -> None:
    bar = np.zeros((60, 60), np.uint8)
    bar[10:50, 20:32] = 255
    worn = thin(bar)
    assert 1 / 3 <= worn.sum() / bar.sum() < 0.6
