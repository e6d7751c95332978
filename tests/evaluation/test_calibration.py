from math import comb

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digitscan.evaluation.calibration import calibration

_READ = st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=40)


def test_an_example_by_hand():
    found = calibration(np.array([0.95, 0.95, 0.55, 0.55]), np.array([True, True, True, False]))
    assert found.error == pytest.approx((0.05 * 2 + 0.05 * 2) / 4) and found.largest == pytest.approx(0.05)
    assert found.brier == pytest.approx((0.05**2 * 2 + 0.45**2 + 0.55**2) / 4)
    assert [b.count for b in found.bins] == [0, 0, 0, 0, 0, 2, 0, 0, 0, 2]


def test_bins_are_closed_above():
    found = calibration(np.array([0.0, 0.5, 0.500001, 1.0]), np.ones(4, bool), bins=2)
    assert [b.count for b in found.bins] == [2, 2]


def test_no_number_has_no_error():
    found = calibration(np.zeros(0), np.zeros(0, bool))
    assert found.count == 0 and found.error is found.brier is found.chance is None and len(found.bins) == 10


@pytest.mark.parametrize("count", [1, 2, 5])
@pytest.mark.parametrize("sure", [0.15, 0.5, 0.62, 0.97])
def test_chance_is_the_mean_over_all_outcomes(count, sure):
    """Of few numbers of one confidence all outcomes can be told off."""
    found = calibration(np.full(count, sure), np.zeros(count, bool)).chance
    expected = sum(
        comb(count, k) * sure**k * (1 - sure) ** (count - k) * abs(sure - k / count) for k in range(count + 1)
    )
    assert found == pytest.approx(expected, rel=0.15)


def test_chance_becomes_small_with_many_numbers_and_each_bin_counts():
    """As the root of the count; and two half as full bins err more than one."""
    few, many = (calibration(np.full(n, 0.75), np.ones(n, bool)).chance for n in (100, 10_000))
    assert few == pytest.approx(10 * many, rel=0.15)
    apart = calibration(np.repeat([0.25, 0.75], 50), np.ones(100, bool)).chance
    assert apart == pytest.approx(few * 2**0.5, rel=0.15)


@settings(deadline=None)
@given(_READ, st.integers(2, 15))
def test_the_figures_are_those_of_scikit_learn(read, bins):
    sklearn = pytest.importorskip("sklearn", reason="needs the extra 'test'")
    from sklearn.calibration import calibration_curve
    from sklearn.metrics import brier_score_loss

    assert sklearn
    sure, right = np.array([s for s, _ in read]), np.array([r for _, r in read])
    found = calibration(sure, right, bins)
    filled = [b for b in found.bins if b.count]
    shares, means = calibration_curve(right, sure, n_bins=bins, pos_label=True)
    assert [b.right for b in filled] == pytest.approx(shares.tolist())
    assert [b.confidence for b in filled] == pytest.approx(means.tolist())
    weights = np.array([b.count for b in filled]) / len(read)
    assert found.error == pytest.approx(float(weights @ np.abs(shares - means)))
    if len(set(right.tolist())) == 2:
        assert found.brier == pytest.approx(brier_score_loss(right, sure))
