"""The table of goals: each figure with its count, and what is absent named."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
import goals
from evaluation_fields import got, judged, results, true

from digitscan.evaluation.outcomes import Matching, judge
from digitscan.evaluation.report import make_report


def test_shares_are_met_or_not() -> None:
    assert goals.at_least("d", "w", 19, 20, 0.95) == ("d", "w", "95.00 %", "19 of 20", "≥ 95 %", True)
    assert not goals.at_least("d", "w", 18, 20, 0.95).met and not goals.at_least("d", "w", 0, 0, 0.95).met
    assert goals.at_most("d", "w", 1, 100, 0.01).met and not goals.at_most("d", "w", 2, 100, 0.01).met
    assert goals.no_more("d", "w", 0, 0) == ("d", "w", "0", "", "none", True) and not goals.no_more("d", "w", 2, 1).met


def test_the_cheques_say_what_can_be_accepted() -> None:
    report = make_report(judged([("12", "12", 0.99)] * 97 + [("3", "8", 0.5)] * 3))
    figures = {figure.what: figure for figure in goals.cheques("cheques", report)}
    assert figures["whole amounts right"].count == "97 of 100" and figures["whole amounts right"].met
    assert figures["accepted at 1 % error"].count == "97 of 100"
    assert figures["wrong among those marked ok"].count == "3 of 100"
    assert figures["expected calibration error"].value == "2.47 %"  # 0.97 · 0.01 + 0.03 · 0.5


def test_blank_cells_and_what_lies_outside_are_told_apart() -> None:
    read = results(got("5", 1), got("7", 2), got("9", 3), got("4", 5))
    report = make_report(judge([true("5", 1), true("", 2), true("?", 3), true("6", 4)], read, Matching.FIELD))
    figures = {figure.what: figure for figure in goals.sudoku_photos("s", report)}
    assert figures["filled cells right"].count == "1 of 2"
    assert figures["blank cells read"].count == "1 of 1"
    assert figures["numbers read outside the cells"].value == "1"


def test_half_marks_count_cells_and_not_readings() -> None:
    read = results(got("0", 1), got("5", 2), got("1", 1, file="b", status="review"))
    report = make_report(judge([true("0.5", page=0), true("1.5", page=0, file="b")], read))
    (figure,) = goals.half_marks("h", report)
    assert figure.count == "1 of 2" and not figure.met


def test_absent_sets_are_named(tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    assert goals.main(["--data", str(tmp_path), "--set", "cheque_amounts_held_out"]) == 0
    told = capsys.readouterr().out.splitlines()
    assert told[1] == f"left out: cheque_amounts_held_out, no labels.csv in {tmp_path / 'cheque_amounts'}"
