from evaluation_fields import got, results, true

from digitscan.binomial import upper_bound
from digitscan.evaluation.decided import decided
from digitscan.evaluation.outcomes import Matching, judge
from digitscan.types import Status


def test_accepted_and_reviewed_numbers_are_counted_apart():
    truth = [true("1", 1), true("2", 2), true("3", 3), true("", 4), true("5", 5)]
    read = results(
        got("1", 1), got("7", 2), got("3", 3, 0.4, status="review"), got("9", 4), got("", 5, 0.0, status="review")
    )
    outcomes = judge(truth, read, Matching.FIELD).outcomes
    ok, review = (decided(outcomes, status) for status in (Status.OK, Status.REVIEW))
    assert (ok.count, ok.right, ok.wrong, ok.extra, ok.share, ok.error) == (3, 1, 1, 1, 0.5, 2 / 3)
    assert ok.bound == upper_bound(2, 3)
    assert (review.count, review.right, review.share, review.error) == (1, 1, 0.25, 0.0)


def test_nothing_accepted_has_no_error():
    found = decided(judge([true("1")], results(got("1", status="review"))).outcomes, Status.OK)
    assert found.count == 0 and found.error is None and found.bound is None
