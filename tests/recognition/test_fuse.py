"""Two readers of one field: what they agree on, what they differ in, and where only one can spell a value."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digitscan.recognition.decode import decode, spell
from digitscan.recognition.fuse import READERS, fuse, is_doubtful, opinions, rank, weigh_writing
from digitscan.types import BLANK, Lattice


def lattice(count: int) -> Lattice:
    """`count` atoms in a row, and each pair of neighbours as one candidate too."""
    spans = [(i, i + 1) for i in range(count)] + [(i, i + 2) for i in range(count - 1)]
    boxes = [(10 * first, 0, 10 * last, 20) for first, last in spans]
    return Lattice(
        np.array(spans, np.int32).reshape(-1, 2),
        np.array(boxes, np.int32).reshape(-1, 4),
        np.zeros(count, bool),
        np.zeros(count, bool),
        20.0,
        np.zeros((len(spans), 28, 28), np.uint8),
    )


def glyphs(value: str, doubt: dict[int, tuple[str, float]] | None = None) -> np.ndarray:
    """Probabilities of the candidates of `lattice(len(value))`: the digits, and no pair is one."""
    rows = np.full((2 * len(value) - 1, 11), 1e-5, np.float32)
    for i, digit in enumerate(value):
        rows[i, int(digit)] = 1.0
        other, share = (doubt or {}).get(i, (digit, 0.0))
        rows[i, int(other)] += share
        rows[i, int(digit)] -= share if other != digit else 0.0
    rows[len(value) :, 10] = 1.0
    return rows / rows.sum(axis=1, keepdims=True)


def columns(value: str, doubt: dict[int, tuple[str, float]] | None = None) -> np.ndarray:
    """Columns that spell a value, a blank after each digit."""
    table = np.full((2 * len(value) + 2, 11), 1e-6)
    table[:, BLANK] = 1.0
    for i, digit in enumerate(value):
        row = table[2 * i + 1]
        row[BLANK] = 1e-6
        row[int(digit)] = 1.0
        other, share = (doubt or {}).get(i, (digit, 0.0))
        row[int(other)] += share
        row[int(digit)] -= share if other != digit else 0.0
    return np.log(table / table.sum(axis=1, keepdims=True)).astype(np.float32)


def fused(glyph_rows: np.ndarray, strip_rows: np.ndarray, reader: str = "fused", single: bool = False):
    cut = lattice((len(glyph_rows) + 1) // 2)
    found = decode(cut, glyph_rows, single=single)
    return fuse(found, cut, glyph_rows, strip_rows, READERS[reader], single=single)


def test_agreement_is_surer_than_either_reader_alone() -> None:
    doubt = {1: ("9", 0.3)}
    both = fused(glyphs("147", doubt), columns("147", doubt))
    alone = [fused(glyphs("147", doubt), columns("147", doubt), reader).confidence for reader in ("glyph", "strip")]
    assert both.value == "147" and both.confidence > max(alone)
    assert both.chosen == (0, 1, 2) and both.skipped == 0


def test_difference_is_doubt_and_both_values_are_told() -> None:
    found = fused(glyphs("147", {1: ("9", 0.1)}), columns("197", {1: ("4", 0.1)}))
    assert {found.value, found.alternatives[0][0]} == {"147", "197"}
    assert found.confidence < 0.95


def test_the_sure_reader_outweighs_the_doubtful_one() -> None:
    found = fused(glyphs("147", {1: ("9", 0.45)}), columns("197"))
    assert found.value == "197" and found.confidence > 0.9
    # The digits stand where the lattice has them, whoever proposed the value.
    assert found.chosen == (0, 1, 2)


def test_a_value_that_the_lattice_cannot_spell_has_no_digits_with_boxes() -> None:
    found = fused(glyphs("1"), columns("1234"), reader="strip")
    assert found.value == "1234" and found.chosen == ()


def test_what_only_the_strip_left_out_counts_as_skipped() -> None:
    rows = glyphs("147")
    rows[2, [7, 10]] = 0.9, 0.1
    found = fused(rows, columns("14"), reader="strip")
    assert found.value == "14" and found.skipped == 1


def test_a_single_place_gets_one_digit_at_most() -> None:
    found = fused(glyphs("1", {0: ("7", 0.3)}), columns("17"), single=True)
    assert len(found.value) <= 1


@settings(deadline=None)
@given(st.text("0123456789", min_size=1, max_size=5))
def test_agreed_values_come_through_for_any_value(value: str) -> None:
    found = fused(glyphs(value), columns(value))
    assert found.value == value and len(found.chosen) == len(value)
    assert 0 <= found.confidence <= 1 and all(other != value for other, _ in found.alternatives)


@settings(deadline=None)
@given(st.text("0123456789", min_size=1, max_size=4), st.integers(0, 99))
def test_shares_of_different_values_are_parts_of_one_whole(value: str, seed: int) -> None:
    rng = np.random.default_rng(seed)
    rows = rng.dirichlet(np.full(11, 0.3), 2 * len(value) - 1).astype(np.float32)
    cut = lattice(len(value))
    found = decode(cut, rows)
    values = {found.value, *(other for other, _ in found.alternatives), "", "0" * len(value), "12"}
    assert sum(found.share(one) for one in values) <= 1 + 1e-9
    assert found.share(found.value) == found.confidence > 0 == found.share("0" * (2 * len(value)))
    spelling = spell(found.value, cut, rows, single=False)
    assert spelling.skipped >= 0 and len(spelling.chosen) in (0, len(found.value))


def test_a_sure_reader_leaves_the_others_less_than_doubt() -> None:
    """What is not weighed then makes no difference to the share."""
    cut, rows, strip = lattice(2), glyphs("14"), columns("17")
    found = decode(cut, rows)
    assert 1 - found.confidence < np.exp(-7)
    brief = rank(opinions(found, strip), READERS["fused"])
    whole = rank(opinions(found, strip, doubt=-30.0), READERS["fused"])
    assert [one.value for one, _ in brief][:2] == [one.value for one, _ in whole][:2]
    assert [share for _, share in brief][:2] == pytest.approx([share for _, share in whole][:2], abs=2e-3)


def test_writing_is_a_number_where_the_strip_s_reader_sees_one() -> None:
    """Touching zeros that no cut parts are writing to the reader that must cut them."""
    number, nothing = columns("5000"), columns("")
    weights = READERS["fused"]
    assert weigh_writing(0.8, number, weights) < 0.1 < 0.8 < weigh_writing(0.8, nothing, weights)
    assert weigh_writing(0.8, nothing, READERS["glyph"]) == pytest.approx(0.8)
    assert weigh_writing(0.01, nothing, READERS["strip"]) > 0.9


def test_a_page_s_print_stays_writing_whatever_the_strip_s_reader_sees() -> None:
    assert weigh_writing(0.99999, columns("1101"), READERS["fused"]) > 0.95


def test_on_a_page_the_glyphs_reader_decides_what_is_writing() -> None:
    """The strips' reader sees digits in print and in names."""
    cut, rows = lattice(3), glyphs("147")
    found = replace(decode(cut, rows), text=0.8)
    on_page = fuse(found, cut, rows, columns("147"))
    assert (on_page.text, on_page.value) == (0.8, "147") and on_page.writing is not None and on_page.writing < 0.1
    assert fuse(found, cut, rows, columns("147"), alone=True).text < 0.1


def test_a_reader_that_sees_writing_has_little_to_say_about_digits() -> None:
    """Half of the ink left unread is a poor reading, however sure it is of the digits that it found."""
    cut, rows = lattice(3), glyphs("147")
    found = replace(decode(cut, rows), value="14", confidence=0.9, text=0.9)
    values = {one.value: one for one in opinions(found, columns("147"))}
    as_number = {one.value: one for one in opinions(replace(found, text=0.0), columns("147"))}
    assert values["14"].glyph < as_number["14"].glyph - 2
    assert fuse(found, cut, rows, columns("147")).value == "147"


def test_a_third_opinion_settles_what_two_readers_differ_in() -> None:
    cut, rows, strip = lattice(3), glyphs("147", {1: ("9", 0.4)}), columns("197", {1: ("4", 0.4)})
    found = decode(cut, rows)
    split = fuse(found, cut, rows, strip)
    assert is_doubtful(split) and {split.value, split.alternatives[0][0]} == {"147", "197"}
    for said in ("147", "197"):
        third = fuse(found, cut, rows, strip, third=columns(said))
        assert third.value == said and third.confidence > split.confidence


def test_a_third_opinion_like_the_second_changes_nothing() -> None:
    cut, rows, strip = lattice(3), glyphs("147", {1: ("9", 0.4)}), columns("197", {1: ("4", 0.4)})
    found = decode(cut, rows)
    two, three = (fuse(found, cut, rows, strip, third=third) for third in (None, strip))
    assert three.value == two.value and three.confidence == pytest.approx(two.confidence, abs=1e-6)


def test_a_third_opinion_may_propose_what_neither_thought_of() -> None:
    cut, rows, strip = lattice(2), glyphs("14", {1: ("9", 0.4)}), columns("19", {1: ("4", 0.4)})
    found = decode(cut, rows)
    assert "144" in {one.value for one in opinions(found, strip, columns("144"))}
    assert "144" not in {one.value for one in opinions(found, strip)}


def test_nobody_is_asked_about_prose_on_a_page_nor_about_what_is_sure() -> None:
    found = replace(decode(lattice(3), glyphs("147")), confidence=0.5, text=0.99)
    assert not is_doubtful(found) and is_doubtful(found, alone=True) and is_doubtful(replace(found, text=0.5))
    assert not is_doubtful(replace(found, confidence=0.98), alone=True)
