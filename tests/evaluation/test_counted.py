from dataclasses import replace

from evaluation_fields import got, results, true

from digitscan.evaluation.counted import calibration_table
from digitscan.evaluation.outcomes import Matching, judge
from digitscan.types import LOW_CONFIDENCE


def counted(truth, *read):
    return calibration_table(judge(truth, results(*read), Matching.FIELD).outcomes, data="here")


def test_numbers_count_by_their_confidence_whatever_the_run_decided():
    truth = [true("1", 1), true("2", 2), true("", 3), true("4", 4)]
    table = counted(
        truth,
        got("1", 1, 0.99),
        replace(got("7", 2, 0.6, status="review"), note=LOW_CONFIDENCE),
        got("9", 3, 0.95),  # nothing stands there
        replace(got("4", 4, 0.99, status="review"), note="something in the field was not read"),
    )
    at = {rung.confidence: (rung.accepted, rung.wrong) for rung in table.rungs}
    assert table.numbers == 4 and table.data == "here"
    assert at[0.5] == (3, 2) and at[0.9] == (2, 1) and at[0.99] == (1, 0)


def test_what_nobody_can_judge_and_empty_fields_are_left_out():
    table = counted([true("?", 1), true("", 2), true("3", 3)], got("1", 1), got("", 2, 1.0, status="blank"))
    assert table.numbers == 0 and table.rungs[0].accepted == 0


def test_a_field_without_a_value_is_for_review_always():
    table = counted([true("5")], replace(got("", 1, 0.0, status="review"), note="no digit could be read"))
    assert table.numbers == 1 and table.rungs[0].accepted == 0
