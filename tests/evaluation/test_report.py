import json

import pytest
from evaluation_fields import got, judged, results, true

from digitscan.evaluation.outcomes import Kind, judge
from digitscan.evaluation.report import as_json, make_report

_PAIRS = [("12", "12", 0.99), ("34", "31", 0.7), ("5", "", 0.0), ("", "7", 0.95), ("60", "66", 0.9)]


def test_faults_are_sorted_the_surest_first_and_missed_numbers_last():
    report = make_report(judged(_PAIRS))
    assert [(o.kind, o.value) for o in report.faults] == [
        (Kind.EXTRA, "7"),
        (Kind.WRONG, "66"),
        (Kind.WRONG, "31"),
        (Kind.MISSED, ""),
    ]


def test_the_parts_agree():
    report = make_report(judged(_PAIRS), bins=4)
    assert (report.numbers.count, report.numbers.right) == (4, 1)
    assert report.calibration.count == 4 == report.curve[-1].accepted and len(report.calibration.bins) == 4
    assert report.curve[-1].wrong == 3 and report.curve[-1].share == 0.75
    assert report.allowed[0].point is not None and report.allowed[0].point.accepted == 1
    assert int(report.confusion.matrix.sum()) == 2 + 2 + 1 + 1 + 2


def test_json_holds_it_all_and_no_nan():
    found = as_json(make_report(judged(_PAIRS)), truth="t.csv", results="r.csv", version="1")
    found = json.loads(json.dumps(found, allow_nan=False))
    assert [each["count"] for each in found["calibration"]["bins"]] == [0, 0, 0, 0, 0, 0, 1, 0, 1, 2]
    assert found["numbers"]["accuracy"] == 0.25 and found["characters"]["error_rate"] == pytest.approx(4 / 7)
    assert found["confusion"]["classes"][-1] == "" and found["faults"][0] == {
        "kind": "extra", "file": "0003.png", "page": 1, "field": 1, "truth": "", "read": "7",
        "confidence": 0.95, "status": "ok", "note": "",
    }  # fmt: skip


def test_nothing_read_at_all_is_a_report_too():
    found = as_json(make_report(judged([("1", "", 0)])), truth="t", results="r", version="1")
    assert found["calibration"]["error"] is None and found["acceptance"]["curve"] == []
    assert [each["point"] for each in found["acceptance"]["allowed"]] == [None] * 7
    json.dumps(found, allow_nan=False)


def test_notes_tell_of_renamed_files_and_odd_values():
    report = make_report(judge([true("3½", file="a")], results(got("35", file="x/a"))))
    assert len(report.notes) == 2
    assert "1 of 1 files found by the end of their names, as a in x/a" in report.notes[0]
    assert "3½" in report.notes[1]
    assert make_report(judged(_PAIRS)).notes == ()
