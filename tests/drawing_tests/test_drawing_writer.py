import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digitscan.drawing import DIGITS, NEAT, PENS, GlyphHand, Writer, ways
from digitscan.drawing.letters import LETTERS
from digitscan.drawing.shapes import MARKS


def test_the_same_seed_writes_the_same_digits_in_the_same_order():
    first, second = Writer(5), Writer(5)
    for character in "0070":
        a, b = (writer.character(character, 60, 300) for writer in (first, second))
        assert np.array_equal(a.coverage, b.coverage)
        assert (a.left, a.top) == (b.left, b.top)


def test_a_repetition_is_not_a_copy():
    writer = Writer(8, PENS["black ball"], NEAT)
    first, second = (writer.character("3", 60, 300).coverage for _ in range(2))
    assert first.shape != second.shape or not np.array_equal(first, second)


def test_another_pen_or_style_keeps_the_person():
    writer = Writer(4)
    assert writer.with_pen(PENS["felt"]).style == writer.style
    changed = writer.with_style(slant=0.5)
    assert changed.style.slant == 0.5
    assert changed.pen == writer.pen


@pytest.mark.parametrize("character", [*DIGITS, *MARKS, *LETTERS])
def test_every_character_leaves_ink(character):
    ink = Writer(1, PENS["black ball"], NEAT).character(character, 60, 300)
    assert ink.coverage.max() > 0.5
    assert ink.coverage.dtype == np.float32
    assert ink.coverage[0].max() < 0.2, "the patch has a margin above"
    assert ink.coverage[:, 0].max() < 0.2, "the patch has a margin left"


@pytest.mark.parametrize("digit", DIGITS)
def test_there_are_several_ways_to_write_a_digit(digit):
    assert len(ways(digit)) >= 4


def test_writers_differ_in_their_ways():
    shapes = {Writer(seed).with_pen(PENS["fineliner"]).character("4", 60, 300).coverage.shape for seed in range(12)}
    assert len(shapes) > 6


@settings(max_examples=40, deadline=None)
@given(st.sampled_from("0123456789"), st.floats(14, 160), st.integers(0, 200))
def test_a_digit_is_as_high_as_asked_at_any_size(digit, height, seed):
    ink = Writer(seed, PENS["fineliner"]).character(digit, height, height * 5)  # 5 mm high
    rows = np.flatnonzero(ink.coverage.max(1) > 0.2)
    assert 0.75 * height < np.ptp(rows) + 1 < 1.35 * height + 2
    assert -0.25 * height - 2 < ink.top + rows[0] < 0.25 * height + 2


def test_an_unknown_character_is_named():
    with pytest.raises(KeyError, match="€"):
        Writer(1).character("€", 60, 300)


def test_a_glyph_hand_pastes_the_glyphs_it_was_given():
    glyphs = np.zeros((2, 28, 28), np.uint8)
    glyphs[0, 4:24, 10:14] = 255  # a bar, labelled 1
    glyphs[1, 4:24, 4:24] = 255  # a block, labelled 0
    hand = GlyphHand(glyphs, [1, 0])
    bar, block = hand.character("1", 60, 300).coverage, hand.character("0", 60, 300).coverage
    assert (bar.max(1) > 0.5).sum() == pytest.approx(60, abs=3)
    assert (bar.max(0) > 0.5).sum() == pytest.approx(12, abs=3)
    assert (block.max(0) > 0.5).sum() == pytest.approx(60, abs=3)
    assert hand.character("7", 60, 300).coverage.max() > 0.5, "what has no glyph is written"


def test_a_glyph_hand_wants_a_label_for_each_glyph():
    with pytest.raises(ValueError, match="labels"):
        GlyphHand(np.zeros((3, 28, 28), np.uint8), [1, 2])
