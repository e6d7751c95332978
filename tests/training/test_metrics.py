from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from digitscan.training.metrics import confusion, edit_distance, measure, per_class
from hypothesis import given, settings
from hypothesis import strategies as st


def one_hot(classes: list[int], others: float = 0.0) -> np.ndarray:
    out = np.full((len(classes), 11), others, np.float32)
    out[np.arange(len(classes)), classes] = 1.0
    return out


def test_confusion_counts_true_by_row_and_chosen_by_column() -> None:
    matrix = confusion(np.array([0, 0, 1]), np.array([0, 1, 1]), 2)
    assert matrix.tolist() == [[1, 1], [0, 1]]


def test_per_class_agrees_with_scikit_learn() -> None:
    metrics = pytest.importorskip("sklearn.metrics")
    rng = np.random.default_rng(0)
    labels, chosen = rng.integers(0, 11, 500), rng.integers(0, 11, 500)
    rows = per_class(confusion(labels, chosen, 11))
    precision, recall, f1, count = metrics.precision_recall_fscore_support(labels, chosen, labels=range(11))
    found = np.array([[r["precision"], r["recall"], r["f1"], r["count"]] for r in rows])
    assert np.allclose(found, np.stack([precision, recall, f1, count], axis=1))


def test_a_rejected_digit_is_lost_and_counts_as_wrong_over_eleven_but_not_over_ten() -> None:
    probabilities = one_hot([0, 1, 10, 3])
    probabilities[2, 2] = 0.9  # the best of the ten is right
    found = measure(np.array([0, 1, 2, 4]), probabilities)
    assert found["count"] == 4
    assert found["accuracy"] == 0.5
    assert found["accuracy_of_ten"] == 0.75
    assert found["digits_lost"] == 0.25
    assert "rejected" not in found


def test_what_is_no_digit_is_measured_by_what_is_rejected() -> None:
    found = measure(np.full(4, 10), one_hot([10, 10, 10, 7]))
    assert found["rejected"] == 0.75
    assert "digits_lost" not in found


def test_confusions_are_named_most_frequent_first_and_single_ones_left_out() -> None:
    labels = np.array([7] * 5 + [4] * 3 + [0])
    found = measure(labels, one_hot([1] * 5 + [9] * 3 + [6]))
    assert found["confusions"] == [["7", "1", 5], ["4", "9", 3]]


@pytest.mark.parametrize(
    ("first", "second", "edits"),
    [("", "", 0), ("407", "407", 0), ("", "407", 3), ("407", "47", 1), ("407", "4007", 1), ("407", "497", 1),
     ("1250", "2501", 2), ("12", "21", 2), ("kitten", "sitting", 3)],
)  # fmt: skip
def test_edits_are_insertions_deletions_and_substitutions(first: str, second: str, edits: int) -> None:
    assert edit_distance(first, second) == edit_distance(second, first) == edits


@settings(deadline=None)
@given(st.text("012", max_size=6), st.text("012", max_size=6))
def test_edits_are_the_fewest_that_the_definition_finds(first: str, second: str) -> None:
    @cache
    def fewest(i: int, j: int) -> int:
        """By trying every last edit of the first i and j characters."""
        if not i or not j:
            return i + j
        same = fewest(i - 1, j - 1) + (first[i - 1] != second[j - 1])
        return min(same, fewest(i - 1, j) + 1, fewest(i, j - 1) + 1)

    assert edit_distance(first, second) == fewest(len(first), len(second))
