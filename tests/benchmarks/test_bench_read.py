"""The benchmark accounts for the time it measures, and leaves the stages as it found them."""

from __future__ import annotations

import csv
import io
import time
from pathlib import Path

import pytest
from benchmarks import bench_read

from digitscan import pipeline
from digitscan.recognition.catalog import bundled_models


def test_a_stage_does_not_count_what_is_inside_it() -> None:
    clock = bench_read.Clock()
    with clock.stage("outer"), clock.stage("inner"):
        time.sleep(0.02)
    assert clock.seconds["inner"] >= 0.02
    assert clock.seconds["outer"] < 0.01


def test_the_stages_are_there_and_given_back() -> None:
    before = pipeline.find_rulings
    with bench_read.Clock().attached():
        assert pipeline.find_rulings is not before
    assert pipeline.find_rulings is before


@pytest.mark.skipif("digits" not in bundled_models(), reason="no model file is in models/ yet")
@pytest.mark.skipif(not (bench_read.ROOT / "samples").is_dir(), reason="the samples are not here")
def test_every_stage_is_a_row(capsys: pytest.CaptureFixture[str]) -> None:
    sample = Path(bench_read.ROOT / "samples" / "10-tally.png")
    assert bench_read.main([str(sample), "--device", "cpu", "--repeat", "1"]) == 0
    rows = {row["stage"]: row for row in csv.DictReader(io.StringIO(capsys.readouterr().out))}
    assert {
        "decode",
        *bench_read.STAGES,
        "classify",
        "read strips",
        "see fractions",
        "decide",
        "write",
        "other",
        "all",
    } == rows.keys()
    parts = sum(float(row["seconds"]) for stage, row in rows.items() if stage != "all")
    assert parts == pytest.approx(float(rows["all"]["seconds"]), abs=0.001)
    assert all(float(rows[stage]["seconds"]) > 0 for stage in ("decode", "binarize", "segment", "classify"))
    assert rows["all"]["pages"] == "1"
