"""Paths over edges against enumeration of all of them."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digitscan.recognition.edges import Edges, weigh_edges, weigh_text
from digitscan.recognition.paths import best_path, best_spelling, scale, share_of
from digitscan.types import Lattice

DIGITS = (3, 7)
"""Labels that the edges of these tests may have, so that paths stay few."""


def edges(seed: int, atoms: int, spread: float = 3.0) -> Edges:
    """Edges of one and two atoms with weights at random."""
    rng = np.random.default_rng(seed)
    spans = sorted(((a, b) for a in range(atoms) for b in range(a + 1, min(a + 2, atoms) + 1)), key=lambda s: s[1])
    first, last = ([span[side] for span in spans] for side in (0, 1))
    digits = np.full((len(spans), 10), -np.inf)
    digits[:, DIGITS] = spread * rng.normal(size=(len(spans), 2))
    single = np.array(last) - first == 1
    return Edges(
        atoms, first, last, list(range(len(spans))), digits, np.where(single, rng.normal(size=len(spans)), -np.inf)
    )


def enumerate_paths(found: Edges, place: int = 0):
    """Every path from a place to the end: its edges with their labels (None for skipped), and its log-weight."""
    if place == found.atoms:
        yield (), 0.0
    for edge in [edge for edge, first in enumerate(found.first) if first == place]:
        for (rest, weight), label in product(list(enumerate_paths(found, found.last[edge])), (*DIGITS, None)):
            own = found.skips[edge] if label is None else found.digits[edge, label]
            if own > -np.inf:
                yield ((edge, label), *rest), weight + own


def spelt(path) -> str:
    return "".join(str(label) for _, label in path if label is not None)


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10_000), atoms=st.integers(1, 4))
def test_shares_and_best_paths_are_those_of_enumeration(seed, atoms):
    found = edges(seed, atoms)
    paths = list(enumerate_paths(found))
    total = sum(np.exp(weight) for _, weight in paths)
    best = best_path(found)
    scaled = scale(found, best.weights)
    top, weight = max(paths, key=lambda path: path[1])
    assert best.weights[-1] == pytest.approx(weight)
    assert best.steps == [(edge, label is not None) for edge, label in top]
    assert np.exp(best.weights[-1]) * scaled.total == pytest.approx(total)
    for value in {spelt(path) for path, _ in paths}:
        some = [(path, weight) for path, weight in paths if spelt(path) == value]
        assert share_of(value, scaled) == pytest.approx(sum(np.exp(weight) for _, weight in some) / total, abs=1e-9)
        top, _ = max(some, key=lambda path: path[1])
        assert best_spelling(value, found) == [(edge, label is not None) for edge, label in top]


def test_what_no_path_spells_has_no_share():
    found = edges(1, 2)
    assert share_of("377", scale(found, best_path(found).weights)) == 0
    assert best_spelling("377", found) == []


def test_long_fields_do_not_overflow():
    found = edges(5, 160, spread=100.0)
    scaled = scale(found, best_path(found).weights)
    assert 1 <= scaled.total < np.inf


def test_edges_are_in_the_order_of_their_ends_and_letters_cost_nothing_in_text():
    spans = np.array([(0, 1), (0, 2), (1, 2)], np.int32)
    boxes = np.array([(0, 0, 10, 40), (0, 0, 30, 40), (20, 30, 24, 34)], np.int32)
    marks = np.array([False, True])
    lattice = Lattice(spans, boxes, marks, np.zeros(2, bool), 40.0, np.zeros((3, 28, 28), np.uint8))
    rows = np.full((3, 11), 0.01, np.float32)
    rows[:, 10] = 0.9
    found = weigh_edges(lattice, rows)
    assert found.last == sorted(found.last) and found.candidates == [0, 1, 2]
    assert found.skips.tolist() == pytest.approx([np.log(0.02 * 0.9), -np.inf, 0.0])
    # A mark is no digit, and lower than digits are.
    assert found.digits[2].max() < found.digits[0].min()
    letter, _, mark = weigh_text(lattice, rows, found)
    assert letter == pytest.approx(np.log(0.9 + 0.05 * 0.1)) and mark == 0
