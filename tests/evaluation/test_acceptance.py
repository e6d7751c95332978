import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digitscan.binomial import upper_bound
from digitscan.evaluation.acceptance import acceptance_curve, acceptance_table

_READ = st.lists(
    st.tuples(st.sampled_from([0.1, 0.5, 0.9, 0.99]), st.sampled_from(["right", "wrong", "extra"])),
    min_size=1,
    max_size=30,
)


def _curve(read, count):
    sure = np.array([s for s, _ in read])
    right, extra = (np.array([kind == name for _, kind in read], bool) for name in ("right", "extra"))
    return acceptance_curve(sure, right, extra, count)


def test_an_example_by_hand():
    curve = _curve([(0.9, "right"), (0.5, "wrong"), (0.9, "right"), (0.7, "extra")], 4)
    assert [(p.threshold, p.accepted, p.wrong, p.share, p.error) for p in curve.thinned()] == [
        (0.9, 2, 0, 0.5, 0.0),
        (0.7, 3, 1, 0.5, 1 / 3),
        (0.5, 4, 2, 0.75, 0.5),
    ]
    table = acceptance_table(curve, (0.0, 0.4, 1.0))
    assert [each.point.threshold for each in table] == [0.9, 0.7, 0.5]
    assert table[0].point.bound == upper_bound(0, 2)


def test_nothing_can_be_accepted_where_the_surest_is_wrong():
    curve = _curve([(0.9, "wrong"), (0.5, "right")], 2)
    assert [each.point for each in acceptance_table(curve, (0.0, 0.1))] == [None, None]


def test_nothing_read_has_no_curve():
    curve = _curve([], 3)
    assert len(curve) == 0 and curve.thinned() == [] and acceptance_table(curve, (0.1,))[0].point is None


@settings(deadline=None)
@given(_READ, st.floats(0, 1))
def test_the_share_is_the_largest_that_the_error_allows(read, error):
    written = sum(kind != "extra" for _, kind in read) + 2  # two more that were missed
    point = acceptance_table(_curve(read, written), (error,))[0].point
    best = 0
    for threshold in {s for s, _ in read}:
        taken = [kind for s, kind in read if s >= threshold]
        if sum(kind != "right" for kind in taken) / len(taken) <= error:
            best = max(best, len(taken))
    assert (0 if point is None else point.accepted) == best
    if point is not None:
        taken = [kind for s, kind in read if s >= point.threshold]
        assert point.share == sum(kind != "extra" for kind in taken) / written
        assert point.wrong == sum(kind != "right" for kind in taken)


@settings(deadline=None)
@given(_READ)
def test_the_risk_is_one_minus_precision_at_each_threshold(read):
    metrics = pytest.importorskip("sklearn.metrics", reason="needs the extra 'test'")
    if not any(kind == "right" for _, kind in read):
        return
    sure, right = [s for s, _ in read], [kind == "right" for _, kind in read]
    precision, _, thresholds = metrics.precision_recall_curve(right, sure)
    curve = _curve(read, len(read))
    assert curve.threshold.tolist() == thresholds[::-1].tolist()
    assert [curve.point(i).error for i in range(len(curve))] == pytest.approx((1 - precision[:-1][::-1]).tolist())


def test_a_long_curve_is_thinned_with_both_ends():
    read = [(i / 1000, "right") for i in range(1000)]
    thin = _curve(read, 1000).thinned(50)
    assert len(thin) == 50 and (thin[0].threshold, thin[-1].threshold) == (0.999, 0.0)
