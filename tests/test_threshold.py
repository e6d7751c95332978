import json

import numpy as np
import pytest

from digitscan.binomial import upper_bound
from digitscan.errors import NothingToReadError, UsageError
from digitscan.threshold import (
    RUNGS,
    CalibrationTable,
    Rung,
    choose,
    count_table,
    find_threshold,
    load_table,
    table_text,
)


def table(*rungs, numbers=10_000):
    return CalibrationTable(numbers, tuple(Rung(*rung) for rung in rungs))


def test_the_lowest_confidence_that_keeps_the_error_is_taken():
    found = choose(table((0.5, 9000, 60), (0.9, 8000, 20), (0.99, 4000, 1)), 0.005)
    assert found.kept and found.confidence == 0.9 and found.rung.bound == upper_bound(20, 8000) <= 0.005


def test_an_error_that_no_count_supports_is_told_with_the_least_that_one_does():
    found = choose(table((0.5, 900, 9), (0.9, 800, 0), (0.99, 300, 0), numbers=1000), 0.001)
    assert not found.kept
    assert found.confidence == 0.9, "none of 800 wrong promises more than none of 300"
    assert found.rung.bound == pytest.approx(1 - 0.05 ** (1 / 800))
    # None of 2,995 wrong bounds the error by 0.001, and eight of ten are accepted here.
    assert found.needed == pytest.approx(2995 / 0.8, abs=2)
    enough = choose(table((0.9, 2995, 0), numbers=found.needed), 0.001)
    assert enough.kept


def test_of_nothing_nothing_is_promised():
    found = choose(count_table([]), 0.01)
    assert not found.kept and found.confidence == RUNGS[-1] and found.rung.bound == 1.0


@pytest.mark.parametrize("error", [0.0, 1.0, -0.1, float("nan")])
def test_an_error_out_of_its_range_is_refused(error):
    with pytest.raises(ValueError, match="max_error"):
        choose(table((0.9, 10, 0)), error)


def test_numbers_for_review_for_another_reason_are_never_accepted_and_count_among_all():
    counted = count_table([(0.95, True, True), (0.95, True, False), (0.99, False, False), (0.2, True, False)], data="d")
    assert counted.numbers == 4 and counted.data == "d"
    at = {rung.confidence: (rung.accepted, rung.wrong) for rung in counted.rungs}
    assert at[0.0] == (3, 2) and at[0.95] == (2, 1) and at[0.96] == (0, 0)


def test_a_promise_is_kept_as_often_as_it_says():
    """The threshold is chosen on the numbers that are counted: the few rungs keep that from flattering it."""
    rng = np.random.default_rng(5)

    def draw(count):
        # A calibrated reader: the error at a threshold is the mean doubt above it.
        sure = 1 / (1 + np.exp(-rng.normal(4, 3, count)))
        return sure, rng.random(count) < sure

    many, _ = draw(400_000)
    broken = 0
    for _ in range(200):
        sure, right = draw(1500)
        counted = count_table(zip(sure.tolist(), [True] * len(sure), right.tolist(), strict=True))
        found = choose(counted, 0.02)
        broken += found.kept and (1 - many[many >= found.confidence]).mean() > 0.02
    assert broken <= 18, "5 % of 200 are 10; 18 are reached once in a hundred times by chance"


def test_a_table_survives_its_file(tmp_path):
    counted = count_table([(0.95, True, True), (0.3, True, False)], data="Größe", reader="glyph", digitscan="9")
    path = tmp_path / "c.json"
    path.write_text(table_text(counted), encoding="utf-8")
    assert load_table(path, reader="glyph") == counted
    with pytest.raises(UsageError, match="--reader glyph"):
        load_table(path, reader="fused")


def test_a_table_of_unknown_reader_serves_any(tmp_path):
    path = tmp_path / "c.json"
    path.write_text(table_text(count_table([(0.95, True, True)])), encoding="utf-8")
    assert find_threshold(0.5, path, reader="strip").table.numbers == 1


def rungs(*given):
    return json.dumps(
        {"calibration": 1, "numbers": 5, "rungs": [dict(zip(Rung.__match_args__, g, strict=True)) for g in given]}
    )


@pytest.mark.parametrize(
    "text",
    [
        "", "[]", "{}", '{"calibration": 2}', '{"calibration": 1}', '{"calibration": 1, "numbers": 5, "rungs": [1]}',
        rungs(), rungs((0.9, 5, 6)), rungs((0.9, 6, 0)), rungs((1.1, 5, 0)), rungs((0.9, 4, 0), (0.8, 3, 0)),
        rungs((0.8, 3, 0), (0.9, 4, 0)), rungs((float("nan"), 3, 0)),
    ],
)  # fmt: skip
def test_what_is_no_table_is_refused(tmp_path, text):
    path = tmp_path / "c.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=r"c\.json"):
        load_table(path, reader="fused")


def test_no_file_is_nothing_to_read(tmp_path):
    with pytest.raises(NothingToReadError, match="none"):
        load_table(tmp_path / "none", reader="fused")


@pytest.mark.parametrize("reader", ["fused", "glyph", "strip"])
def test_a_table_came_with_the_package(reader):
    bundled = load_table(None, reader=reader)
    assert bundled.reader == reader and bundled.data and bundled.numbers > 300
    assert [rung.confidence for rung in bundled.rungs] == list(RUNGS)
    assert choose(bundled, 0.05).kept
