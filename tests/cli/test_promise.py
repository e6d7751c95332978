import pytest

from digitscan.cli.promise import asked_confidence, per_cent, promise_lines, promised
from digitscan.cli.tally import Tally
from digitscan.errors import UsageError
from digitscan.threshold import CalibrationTable, Rung, choose
from digitscan.types import MIN_CONFIDENCE


def tally(numbers=40, review=5):
    return Tally(numbers=numbers, review=review)


def test_options_that_exclude_each_other_are_refused():
    with pytest.raises(UsageError, match="give one of them"):
        promised(0.01, 0.9, None, reader="fused", model="digits")
    with pytest.raises(UsageError, match="--calibration"):
        promised(None, None, "mine.json", reader="fused", model="digits")
    with pytest.raises(UsageError, match="counted with the model 'digits'"):
        promised(0.01, None, None, reader="fused", model="paper")
    assert promised(None, 0.5, None, reader="fused", model="digits") is None


def test_the_confidence_asked_is_the_user_s_the_table_s_or_the_default():
    threshold = choose(CalibrationTable(900, (Rung(0.97, 800, 0),)), 0.01)
    assert asked_confidence(None, None) == MIN_CONFIDENCE
    assert asked_confidence(None, 0.3) == 0.3 and asked_confidence(None, 0.0) == 0.0
    assert asked_confidence(threshold, None) == 0.97


def test_a_promise_tells_the_threshold_the_cost_and_the_counts():
    table = CalibrationTable(9000, (Rung(0.9, 8000, 2), Rung(0.99, 5000, 0)), data="drawn forms")
    told = list(promise_lines(choose(table, 0.001), None, tally()))
    assert (
        told[0] == "accepted from confidence 0.9 on for an error of at most 0.1 %; 5 of 40 numbers (12.5 %) to review"
    )
    assert (
        "2 wrong of 8,000 accepted of 9,000 checked" in told[1] and "0.0787 %" in told[1] and "drawn forms" in told[1]
    )
    assert "evaluate --calibration" in told[2]
    assert len(list(promise_lines(choose(table, 0.001), "mine.json", tally()))) == 2


def test_what_cannot_be_promised_is_said_with_what_it_would_take():
    table = CalibrationTable(500, (Rung(0.9, 400, 0), Rung(0.99, 200, 0)))
    told = list(promise_lines(choose(table, 0.001), "mine.json", tally(0, 0)))
    assert told[0].startswith("an error of at most 0.1 % cannot be promised: 0.746 % is the least")
    assert "3,744 checked numbers would be needed" in told[0]
    assert "from confidence 0.9 on for an error of at most 0.746 %; 0 of 0 numbers to review" in told[1]
    assert "0 wrong of 400 accepted of 500 checked" in told[2] and told[2].endswith("in mine.json")


@pytest.mark.parametrize(
    ("share", "text"), [(0.25, "25.0 %"), (0.0132, "1.32 %"), (0.001, "0.1 %"), (0.00049, "0.049 %"), (1.0, "100.0 %")]
)
def test_shares_are_told_with_the_digits_they_need(share, text):
    assert per_cent(share) == text
