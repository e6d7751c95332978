import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digitscan.binomial import interval, numbers_needed, upper_bound


@settings(deadline=None)
@given(st.integers(1, 3000), st.data())
def test_the_limits_are_those_of_the_beta_distribution(of, data):
    stats = pytest.importorskip("scipy.stats", reason="comes with scikit-learn, of the extra 'test'")
    count = data.draw(st.integers(0, of))
    upper = 1.0 if count == of else stats.beta.ppf(0.95, count + 1, of - count)
    assert upper_bound(count, of) == pytest.approx(upper, abs=1e-9)
    low = 0.0 if count == 0 else stats.beta.ppf(0.025, count, of - count + 1)
    high = 1.0 if count == of else stats.beta.ppf(0.975, count + 1, of - count)
    assert interval(count, of) == pytest.approx((low, high), abs=1e-9)


def test_the_rule_of_three():
    """None of 300 wrong: the error is below 1 % with 95 % confidence."""
    assert 0.0099 < upper_bound(0, 300) < 0.01


def test_nothing_counted_says_nothing():
    assert upper_bound(0, 0) == 1.0


@pytest.mark.parametrize("share", [0.5, 0.05, 0.01, 0.001])
def test_so_many_without_an_error_are_needed_and_not_one_less(share):
    needed = numbers_needed(share)
    assert upper_bound(0, needed) <= share < upper_bound(0, needed - 1)
