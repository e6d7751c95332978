"""The benchmark of the inference stage has a row for each figure, and tells a device that differs from the CPU."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from benchmarks import bench_gpu

from digitscan.recognition.catalog import bundled_models

bundled = pytest.mark.skipif(
    not set(bench_gpu.NETWORKS) <= set(bundled_models()), reason="the model files are not in models/"
)

_SMALL = ["--device=cpu", "--batch", "16", "32", "--drawn=48", "--drawn-strips=20", "--seconds=0", "--width=64"]


@bundled
def test_every_figure_is_a_row(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "gpu.csv"
    assert bench_gpu.main([*_SMALL, "--card-tflops", "2", "--out", str(out)]) == 0
    with out.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    for network in bench_gpu.NETWORKS:
        own = [row for row in rows if row["network"] == network]
        measured = [(row["what"], row["batch"]) for row in own if row["batch"]]
        timed = [what for what in bench_gpu.TIMED if what != "copy"]
        assert measured == [(what, batch) for batch in ("16", "32") for what in timed]
        assert [row["what"] for row in own if not row["batch"]] == ["limit arithmetic", "same as cpu"]
        assert float(own[-1]["difference"]) < 1e-5 and float(own[-1]["same"]) == 1
        assert {row["provider"] for row in own} == {"CPUExecutionProvider"}
    limit = next(row for row in rows if row["what"] == "limit arithmetic")
    assert float(limit["per_s"]) == pytest.approx(2e12 / bench_gpu.draw_work("digits", 1).operations, rel=1e-4)
    said = capsys.readouterr().out
    assert "beside the CPU: largest difference" in said and "limit arithmetic: " in said


@bundled
def test_a_copy_has_a_rate_and_no_arithmetic() -> None:
    row = bench_gpu.draw_work("digits", 1).row("digits", "copy", 64, 64, [0.001, 0.002, 0.009])
    assert (row.seconds, row.per_s, row.tflops) == (0.002, 32_000, None)
    assert row.gb_per_s == pytest.approx(32_000 * 784 / 1e9)


@bundled
def test_a_difference_ends_with_1(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    differing = bench_gpu.Row("digits", "same as cpu", items=1, difference=0.01, same=1.0)
    monkeypatch.setattr(bench_gpu, "compare", lambda *_: differing)
    assert bench_gpu.main([*_SMALL, "--network", "digits", "--batch", "16"]) == 1
    assert "further from the CPU than 0.0001: digits" in capsys.readouterr().err


def test_differences_of_strips_are_those_of_probabilities() -> None:
    cpu = np.log(np.array([[[0.9, 0.1], [0.4, 0.6]]], np.float32))
    device = np.log(np.array([[[0.8, 0.2], [0.55, 0.45]]], np.float32))
    row = bench_gpu.compare("strips", device, cpu)
    assert row.difference == pytest.approx(0.15, abs=1e-6)
    assert row.same == 0.5


@bundled
def test_what_is_drawn_is_read() -> None:
    """Blank or cut-off inputs would measure nothing."""
    glyphs = bench_gpu.draw_glyphs(100)
    _, classify = bench_gpu.load("digits", "cpu", 64)
    assert (classify(glyphs).argmax(axis=1) == np.arange(100) % 10).mean() > 0.9
    assert bench_gpu.draw_strips(20, 160).max(axis=(1, 2)).min() == 255


def test_a_device_that_is_not_there_is_told(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("digitscan.recognition.session.obstacle", lambda ort, device: "no driver; install one")
    assert bench_gpu.main(["--device", "cuda", "--drawn", "10", "--network", "digits"]) == 5
    assert "device cuda cannot be used: no driver" in capsys.readouterr().err
