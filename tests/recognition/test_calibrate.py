from hypothesis import given
from hypothesis import strategies as st

from digitscan.recognition.calibrate import calibrate

shares = st.floats(0, 1)


@given(shares)
def test_a_probability_comes_out(share):
    assert 0 <= calibrate(share) <= 1


@given(shares, shares)
def test_more_weight_is_never_less_sure(one, other):
    low, high = sorted((one, other))
    assert calibrate(low) <= calibrate(high)


def test_a_modest_share_is_mostly_right_and_a_tiny_one_is_not():
    assert calibrate(0.5) > 0.8
    assert calibrate(0.01) < 0.1
    assert calibrate(1.0) > 0.99


def test_two_readers_that_agree_may_be_as_sure_as_a_small_error_asks():
    assert calibrate(1.0, fused=True) > 0.998
    assert calibrate(1 - 1e-4, fused=True) < calibrate(1 - 1e-5, fused=True)
