import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitscan.recognition.fraction import weigh_fraction


@given(st.floats(0, 1), st.floats(0, 1))
def test_it_is_a_probability_that_rises_with_the_network_s(one, other):
    assert 0 < weigh_fraction(one) < 1
    assert (one <= other) <= (weigh_fraction(one) <= weigh_fraction(other))


def test_fractions_are_rare_so_an_undecided_network_means_a_number():
    assert weigh_fraction(0.5) < 0.1
    assert weigh_fraction(0.999) > 0.9
    assert weigh_fraction(0.0) == pytest.approx(0, abs=1e-6)
