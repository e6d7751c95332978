"""Paths with at most one digit."""

import numpy as np
import pytest

from digitscan.recognition.edges import Edges
from digitscan.recognition.single import best_single, best_single_spelling, share_of_single, single_paths

SPANS = [(0, 1), (0, 2), (1, 2)]


def edges(both: float, skip: float) -> Edges:
    """Two atoms, each by itself perhaps a 1, together perhaps a 4."""
    digits = np.full((3, 10), -50.0)
    digits[[0, 2], 1] = np.log(0.5)
    digits[1, 4] = np.log(both)
    skips = np.array([np.log(skip), -np.inf, np.log(skip)])
    return Edges(2, [a for a, _ in SPANS], [b for _, b in SPANS], [0, 1, 2], digits, skips)


def test_one_candidate_is_the_digit_and_the_other_atoms_are_skipped():
    found = edges(both=0.1, skip=0.9)
    paths = single_paths(found)
    # Neither, the left, the right, both together.
    total = 0.81 + 0.45 + 0.45 + 0.1
    assert paths.total == pytest.approx(np.log(total))
    assert [share_of_single(value, paths) for value in ("", "1", "4", "11")] == pytest.approx(
        [0.81 / total, 0.9 / total, 0.1 / total, 0.0]
    )
    assert best_single(paths, found) == [(0, False), (2, False)]
    assert best_single_spelling("1", paths, found) in ([(0, True), (2, False)], [(0, False), (2, True)])
    assert best_single_spelling("4", paths, found) == [(1, True)]
    assert best_single_spelling("14", paths, found) == []


def test_what_cannot_be_skipped_is_joined():
    found = edges(both=0.1, skip=0.01)
    assert best_single(single_paths(found), found) == [(1, True)]
