"""The benchmark of one's own files prints every stage, and they add up."""

from __future__ import annotations

import csv
import io

import pytest
from benchmarks import bench_read

from digitscan.bench.stages import OTHER, STAGES
from digitscan.recognition.catalog import bundled_models


@pytest.mark.skipif("digits" not in bundled_models(), reason="no model file is in models/ yet")
@pytest.mark.skipif(not (bench_read.ROOT / "samples").is_dir(), reason="the samples are not here")
def test_every_stage_is_a_row(capsys: pytest.CaptureFixture[str]) -> None:
    sample = bench_read.ROOT / "samples" / "10-tally.png"
    assert bench_read.main([str(sample), "--device", "cpu", "--repeat", "1"]) == 0
    rows = {row["stage"]: row for row in csv.DictReader(io.StringIO(capsys.readouterr().out))}
    assert list(rows) == [*STAGES, OTHER, "all"]
    parts = sum(float(row["seconds"]) for stage, row in rows.items() if stage != "all")
    assert parts == pytest.approx(float(rows["all"]["seconds"]), abs=0.001)
    assert all(float(rows[stage]["seconds"]) > 0 for stage in ("decode", "binarize", "segment", "classify"))
    assert rows["all"]["pages"] == "1"


def test_nothing_to_read_is_told() -> None:
    with pytest.raises(SystemExit):
        bench_read.main(["nowhere.png"])
