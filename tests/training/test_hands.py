from __future__ import annotations

import numpy as np
from digitscan.training.hands import WAYS, written_digits

from digitscan.drawing.shapes import DIGITS
from digitscan.reader import Reader


def test_every_digit_is_drawn_as_often_and_never_twice_alike() -> None:
    written = written_digits()
    assert set(WAYS) == set(range(10)) and np.ptp(np.bincount(written.labels)) == 0
    assert len({glyph.tobytes() for glyph in written.pixels}) > 0.99 * len(written)


def test_no_way_is_one_that_pages_are_drawn_with() -> None:
    """Drawn pages measure the reader: a network that knew their hands would be measured on what it has learnt."""
    for digit, ways in WAYS.items():
        assert not set(ways) & set(DIGITS[str(digit)])


def test_most_of_them_are_read_as_what_they_are_meant_to_be() -> None:
    written = written_digits()
    some = np.random.default_rng(3).permutation(len(written))[:400]
    found = Reader(device="cpu").classify(written.pixels[some])
    assert (found.argmax(axis=1) == written.labels[some]).mean() > 0.97
