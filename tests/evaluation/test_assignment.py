import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digitscan.evaluation.assignment import assign


@settings(deadline=None)
@given(st.integers(0, 6), st.integers(0, 3), st.integers(0, 2**32 - 1), st.booleans())
def test_the_sum_is_that_of_scipy(rows, more, seed, ties):
    optimize = pytest.importorskip("scipy.optimize", reason="comes with scikit-learn, of the extra 'test'")
    rng = np.random.default_rng(seed)
    costs = rng.integers(-3, 3, (rows, rows + more)).astype(float) if ties else rng.normal(size=(rows, rows + more))
    columns = assign(costs)
    assert len(set(columns.tolist())) == rows
    best = costs[optimize.linear_sum_assignment(costs)].sum()
    assert costs[np.arange(rows), columns].sum() == pytest.approx(best)


def test_an_example():
    assert assign(np.array([[4.0, 1, 3], [2, 0, 5], [3, 2, 2]])).tolist() == [1, 0, 2]


def test_more_rows_than_columns_are_refused():
    with pytest.raises(ValueError, match="3 rows have 2 columns"):
        assign(np.zeros((3, 2)))
