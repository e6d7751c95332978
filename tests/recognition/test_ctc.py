"""CTC against brute force: every path through a few columns, spelled out and added up."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from digitscan.recognition.ctc import best_values, log_probabilities, log_probability, telling
from digitscan.types import BLANK

USED = (0, 1, BLANK)
"""Classes that the columns of these tests may hold: three keep the number of paths small."""


def columns(seed: int, count: int, sharpness: float = 1.0) -> NDArray[np.float64]:
    odds = np.full((count, 11), -60.0)
    odds[:, USED] = sharpness * np.random.default_rng(seed).normal(size=(count, len(USED)))
    return odds - np.logaddexp.reduce(odds, axis=1, keepdims=True)


def spelled(path: tuple[int, ...]) -> str:
    kept = [c for before, c in zip((BLANK, *path), path, strict=False) if c not in (before, BLANK)]
    return "".join(map(str, kept))


def by_brute_force(rows: NDArray[np.float64]) -> dict[str, float]:
    found: dict[str, float] = {}
    for path in product(USED, repeat=len(rows)):
        weight = float(np.exp(sum(rows[t, c] for t, c in enumerate(path))))
        found[spelled(path)] = found.get(spelled(path), 0.0) + weight
    return found


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10_000), count=st.integers(0, 6))
def test_the_probability_of_a_value_is_that_of_all_its_paths(seed: int, count: int) -> None:
    rows = columns(seed, count)
    wanted = by_brute_force(rows)
    assert sum(wanted.values()) == pytest.approx(1)
    for value, weight in wanted.items():
        assert np.exp(log_probability(rows, value)) == pytest.approx(weight, rel=1e-6)


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10_000), count=st.integers(1, 6), sharpness=st.sampled_from([0.3, 1.0, 3.0]))
def test_the_best_values_are_those_of_brute_force(seed: int, count: int, sharpness: float) -> None:
    rows = columns(seed, count, sharpness)
    wanted = sorted(by_brute_force(rows).items(), key=lambda pair: -pair[1])[:3]
    for found in (best_values(rows, 3, width=200, lightest=0.0), best_values(rows, 3, width=200)):
        # Digits that a column hardly believes (e⁻¹²) lengthen no prefix: six columns of them are what may be missing,
        # and values of next to no weight are not followed.
        weights = [float(np.exp(weight)) for _, weight in found]
        weights += [0.0] * (len(wanted) - len(weights))
        assert weights == pytest.approx([weight for _, weight in wanted], abs=5e-5)
        assert found[0][1] == pytest.approx(log_probability(rows, found[0][0]), abs=1e-4)


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000), count=st.integers(1, 40))
def test_a_narrow_beam_finds_what_stands_out(seed: int, count: int) -> None:
    rng = np.random.default_rng(seed)
    path = rng.integers(0, 11, count)
    rows = np.log(np.full((count, 11), 0.002))
    rows[np.arange(count), path] = np.log(0.98)
    found = best_values(rows, 5)
    assert found[0][0] == spelled(tuple(path))
    assert [weight for _, weight in found] == sorted((weight for _, weight in found), reverse=True)
    assert len({value for value, _ in found}) == len(found)


@settings(deadline=None)
@given(seed=st.integers(0, 10_000), value=st.text("0123456789", max_size=6))
def test_columns_that_tell_nothing_may_be_left_out(seed: int, value: str) -> None:
    rng = np.random.default_rng(seed)
    blank = np.log(np.append(np.full(10, 1e-6), 1 - 1e-5))
    rows = [blank] * int(rng.integers(0, 4))
    for digit in value:
        row = np.full(11, 0.002)
        row[[int(digit), BLANK]] = rng.dirichlet([3, 1]) * 0.982
        rows += [np.log(row), *[blank] * int(rng.integers(1, 4))]
    columns = np.array(rows).reshape(-1, 11)
    kept = telling(columns)
    assert len(kept) <= 2 * len(value)
    assert np.exp(log_probability(kept, value)) == pytest.approx(np.exp(log_probability(columns, value)), abs=1e-3)


@settings(deadline=None)
@given(seed=st.integers(0, 10_000), values=st.lists(st.text("019", max_size=4), max_size=4))
def test_values_together_weigh_what_each_weighs_alone(seed: int, values: list[str]) -> None:
    rows = columns(seed, 9)
    assert log_probabilities(rows, values) == [log_probability(rows, value) for value in values]


def test_long_columns_do_not_underflow() -> None:
    """A thousand columns that know nothing: the probability of each path is 11⁻¹⁰⁰⁰."""
    rows = np.full((1000, 11), -np.log(11))
    assert log_probability(rows, "") == pytest.approx(-1000 * np.log(11))


def test_the_best_value_need_not_be_that_of_the_best_path() -> None:
    """Two columns, each rather blank than 1: every path with a 1 in it outweighs the best path."""
    rows = np.full((2, 11), -60.0)
    rows[:, BLANK], rows[:, 1] = np.log(0.6), np.log(0.4)
    found = dict(best_values(rows, 2))
    assert list(found) == ["1", ""]
    assert np.exp(found["1"]) == pytest.approx(0.64)


def test_one_column_between_equal_digits_parts_them() -> None:
    rows = np.full((3, 11), -60.0)
    rows[(0, 1, 2), (4, BLANK, 4)] = 0.0
    assert best_values(rows)[0][0] == "44"
    assert log_probability(rows, "44") == pytest.approx(0)
    assert log_probability(rows[:2], "44") == -np.inf, "there is no column left for the second"


def test_no_columns_spell_nothing() -> None:
    rows = np.zeros((0, 11))
    assert best_values(rows) == [("", 0.0)]
    assert log_probability(rows, "") == 0
    assert log_probability(rows, "7") == -np.inf


@pytest.mark.parametrize("value", ["-6", "1 2", "a", "²"])
def test_what_is_no_value_is_refused(value: str) -> None:
    with pytest.raises(ValueError, match="a value is digits"):
        log_probability(np.zeros((1, 11)), value)
