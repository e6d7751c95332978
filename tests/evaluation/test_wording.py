import pytest
from evaluation_fields import got, judged, results, true

from digitscan.evaluation import wording
from digitscan.evaluation.outcomes import judge
from digitscan.evaluation.report import make_report

_TABLES = [
    (wording.ACCEPTANCE_HEADINGS, wording.acceptance_rows),
    (wording.DECIDED_HEADINGS, wording.decided_rows),
    (wording.CALIBRATION_HEADINGS, wording.calibration_rows),
    (wording.DIGIT_HEADINGS, wording.digit_rows),
]


@pytest.mark.parametrize(
    "pairs", [[("12", "12", 0.9), ("3", "8", 0.4)], [("1", "", 0)], [("", "", 0)], [("1", "2", 1)]]
)
def test_rows_have_a_cell_below_each_heading(pairs):
    report = make_report(judged(pairs))
    for headings, rows in _TABLES:
        assert all(len(row) == len(headings) for row in rows(report))
    assert all(len(row) == 3 for row in wording.summary_rows(report))


def test_the_summary_says_the_figures():
    report = make_report(judged([("12", "12", 0.9), ("3", "8", 0.4), ("?", "8", 0.4)]))
    rows = {name: (figure, words) for name, figure, words in wording.summary_rows(report)}
    assert rows["whole numbers right"][0] == "50.00 %" and rows["whole numbers right"][1].startswith("1 of 2;")
    assert rows["digits right"] == ("66.67 %", "2 of 3")
    assert rows["not judged"][0] == "1"


def test_the_calibration_says_in_which_direction():
    (row,) = wording.calibration_rows(make_report(judged([("1", "1", 0.8), ("1", "2", 0.8)])))
    assert row == ("0.70–0.80", "2", "80.0 %", "50.0 %", "-30.0")


def test_what_is_left_out_is_counted_and_named():
    truth = [true("1", file="a"), *(true("1", file=f"gone{i}") for i in range(7))]
    lines = wording.left_out(judge(truth, results(got("1", file="a"), got("1", file="new"))))
    assert lines[0].startswith("7 files of the truth, on which nothing was read") and lines[0].endswith(
        "gone4; and 2 more"
    )
    assert lines[1] == "1 file of the results, not in the truth and not judged: new"


def test_no_share_is_a_dash():
    assert wording.per_cent(None) == "–" and wording.per_cent(0.12345, 2) == "12.35 %"
