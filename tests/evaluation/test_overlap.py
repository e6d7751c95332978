import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digitscan.evaluation.overlap import match_by_overlap, overlaps
from digitscan.types import Box

_BOX = st.builds(
    lambda x, y, w, h: Box(x, y, x + w, y + h),
    st.integers(0, 30), st.integers(0, 30), st.integers(1, 20), st.integers(1, 20),
)  # fmt: skip


def test_fields_find_theirs_whatever_the_order():
    boxes = [Box(x, 0, x + 20, 10) for x in (0, 30, 60)]
    read = [Box(62, 1, 78, 9), Box(1, 1, 19, 9)]
    assert match_by_overlap(boxes, read) == [(0, 1), (1, None), (2, 0)]
    assert match_by_overlap(read, boxes) == [(0, 2), (1, 0), (None, 1)]


def test_ink_in_a_large_printed_box_is_the_same_field():
    assert match_by_overlap([Box(0, 0, 200, 50)], [Box(80, 10, 100, 40)]) == [(0, 0)]


def test_less_than_half_of_the_smaller_one_is_not():
    assert match_by_overlap([Box(0, 0, 20, 10)], [Box(11, 0, 31, 10)]) == [(0, None), (None, 0)]


def test_of_two_the_nearer_one_wins_and_the_other_keeps_its_own():
    truth = [Box(0, 0, 20, 10), Box(0, 8, 20, 18)]
    read = [Box(0, 5, 20, 15), Box(0, 9, 20, 19)]
    assert match_by_overlap(truth, read) == [(0, 0), (1, 1)]


def test_nothing_with_nothing():
    assert match_by_overlap([], []) == [] and match_by_overlap([Box(0, 0, 1, 1)], []) == [(0, None)]


@settings(deadline=None)
@given(st.lists(_BOX, max_size=5), st.lists(_BOX, max_size=5))
def test_each_box_comes_out_once_and_the_sum_is_the_largest(truth, read):
    matches = match_by_overlap(truth, read)
    assert sorted(i for i, _ in matches if i is not None) == list(range(len(truth)))
    assert sorted(j for _, j in matches if j is not None) == list(range(len(read)))
    shared = overlaps(truth, read)
    total = sum(shared[i, j] for i, j in matches if i is not None and j is not None)
    optimize = pytest.importorskip("scipy.optimize")
    assert total == pytest.approx(shared[optimize.linear_sum_assignment(-shared)].sum())


def test_overlap_is_intersection_over_union():
    assert np.allclose(
        overlaps([Box(0, 0, 10, 10)], [Box(0, 0, 10, 10), Box(0, 0, 10, 5), Box(9, 9, 19, 19)]), [[1, 0.5, 0]]
    )
