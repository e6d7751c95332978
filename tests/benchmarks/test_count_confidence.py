"""What is made of the numbers counted; reading them needs data, and is not done here."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from evaluation_fields import got, results, true

from digitscan.evaluation.outcomes import Matching, judge
from digitscan.threshold import CalibrationTable, Rung
from digitscan.types import LOW_CONFIDENCE

sys.path.insert(0, str(Path(__file__).parent))
import count_confidence
from count_confidence import Seen


def drawn(bias, slope, seed, count=20_000):
    rng = np.random.default_rng(seed)
    odds = rng.normal(2, 2, count)
    right = rng.random(count) < 1 / (1 + np.exp(-(bias + slope * odds)))
    return Seen(1 / (1 + np.exp(-odds)), right)


def test_a_curve_is_found_again_and_a_true_one_is_left_alone():
    pytest.importorskip("sklearn", reason="comes with the extra 'test'")
    bias, slope = count_confidence.fit({"one": drawn(-0.5, 0.7, 1), "other": drawn(-0.5, 0.7, 2, 3000)})
    assert bias == pytest.approx(-0.5, abs=0.1) and slope == pytest.approx(0.7, abs=0.05)
    (first, _) = count_confidence.compare({"one": drawn(0, 1, 3), "other": drawn(0, 1, 4)})
    assert "calibration error 0.00" in first


def test_numbers_for_review_for_another_reason_are_not_fitted():
    truth = [true("1", 1), true("2", 2), true("3", 3), true("", 4)]
    read = results(
        got("1", 1, 0.8),
        replace(got("2", 2, 0.3, status="review"), note=LOW_CONFIDENCE),
        replace(got("3", 3, 0.9, status="review"), note="struck out, it seems"),
        got("9", 4, 0.7),
    )
    seen = count_confidence.seen(judge(truth, read, Matching.FIELD).outcomes)
    assert seen.sure.tolist() == [0.8, 0.3, 0.7] and seen.right.tolist() == [True, True, False]


def test_the_table_is_told_with_its_bounds():
    heading, row = count_confidence.table_rows(CalibrationTable(400, (Rung(0.9, 300, 0),)))
    assert heading.split()[:2] == ["confidence", "accepted"]
    assert row.split() == ["0.9", "300", "0", "25.0%", "0.994%"]
