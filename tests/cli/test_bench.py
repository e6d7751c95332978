"""``digitscan bench`` prints tables and writes a CSV; its options reach the plan."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from digitscan.bench import measure
from digitscan.bench.measure import Case, Plan
from digitscan.bench.pages import FORMATS, MOST_DIGITS, SHEETS
from digitscan.bench.rows import FIGURES, SETTING, Row, find_setting
from digitscan.cli import bench_run, entry
from digitscan.cli.bench import bench
from digitscan.recognition.catalog import bundled_models

ROWS = [
    Row("g4", 300, "stage", "decode", 1, 4, 1, 0.4, 0.25),
    Row("g4", 300, "stage", "classify", 1, 4, 1, 1.2, 0.75, classified=10_000),
    Row(
        "g4",
        300,
        "whole",
        "digitscan read",
        1,
        200,
        3,
        20.0,
        2.5,
        cpu_ratio=2.25,
        start=0.5,
        peak=300 << 20,
        right=0.98,
        review=0.05,
    ),
    Row("g4", 300, "steady", "digitscan read", 1, 200, 3, 18.0, 2.25),
    Row("g4", 300, "floor", "decoding alone", 1, 200, 3, 8.0, 1.0),
    Row("g4", 300, "whole", "digitscan read", 2, 200, 3, 11.0, 2.6, start=0.5, peak=500 << 20, right=0.98, review=0.05),
    Row("g4", 300, "steady", "digitscan read", 2, 200, 3, 9.5, 2.3),
    Row("g4", 300, "floor", "decoding alone", 2, 200, 3, 4.1, 1.0),
    Row("g4", 300, "peer", "RapidOCR 3", 2, 3, 1, 6.0, 36.4, right=0.5),
    Row("g4", 300, "growth", "digitscan read", 2, 200, 3, 9.5, 1.0, peak=500 << 20),
    Row("g4", 300, "growth", "digitscan read", 2, 2000, 3, 96.0, 1.011, peak=510 << 20),
]

Planned = list[Plan]


@pytest.fixture
def planned(monkeypatch: pytest.MonkeyPatch) -> Planned:
    """The plans that are run; each gives `ROWS`."""
    plans: Planned = []

    def run(plan: Plan, tell: Callable[[str], None]) -> Iterator[Case]:
        plans.append(plan)
        yield Case("g4", 300, ROWS, ["Tesseract: not installed"])

    monkeypatch.setattr(bench_run, "run_plan", run)
    monkeypatch.setattr(bench_run, "_setting", lambda options: find_setting("cpu", "CPU", [("digits", "1.1.0")]))
    return plans


def test_the_options_reach_the_plan(planned: Planned, tmp_path: Path) -> None:
    line = "bench --pages 200 --digits 300,50,300 --formats g4,jpeg --jobs 1,2 --repeat 5 --compare --growth 2000,200"
    assert entry.main([*line.split(), "--device", "cpu", "--model", "paper"]) == 0
    assert planned == [
        Plan(200, (300, 50), ("g4", "jpeg"), (1, 2), 5, "cpu", "paper", compare=3, growth=(200, 2000)),
    ]  # fmt: skip


def test_what_is_left_out_is_the_usual(planned: Planned) -> None:
    assert entry.main(["bench"]) == 0
    assert planned[0].digits == (50, 300, 1000) and planned[0].formats == ("jpeg", "g4", "pdf")
    assert planned[0].jobs == (len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),)
    assert planned[0].compare == 0 and planned[0].growth == ()


@pytest.mark.parametrize("words", ["--digits 0", "--digits 300,x", "--formats gif", "--jobs 0", "--pages 0", "--out="])
def test_wrong_options_are_2(words: str, planned: Planned) -> None:
    assert entry.main(["bench", *words.split()]) == 2
    assert not planned


def test_a_form_has_the_digits_that_it_has(planned: Planned, capsys: pytest.CaptureFixture[str]) -> None:
    assert entry.main(["bench", "--sheet", "form"]) == 0 and planned[0].sheet == "form"
    assert entry.main(["bench", "--sheet", "form", "--digits", "50"]) == 2
    assert "--digits is for --sheet grid" in capsys.readouterr().err
    assert entry.main(["bench", "--sheet", "napkin"]) == 2


def test_the_help_and_the_pages_know_the_same(planned: Planned) -> None:
    help_ = CliRunner().invoke(bench, ["--help"]).output
    assert all(name in help_ for name in (*FORMATS, *SHEETS))
    assert entry.main(["bench", "--formats", ",".join(FORMATS), "--digits", str(MOST_DIGITS)]) == 0
    assert entry.main(["bench", "--digits", str(MOST_DIGITS + 1)]) == 2


def test_the_tables_and_the_file(planned: Planned, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert entry.main(["bench", "--out", str(tmp_path / "bench.csv")]) == 0
    shown = capsys.readouterr().out
    for words in (
        "g4, 300 digits a page", "classify (2500 a page)", "75.0%", "98.0%", "2.25 ×",
        "2 workers do 1.89 × the pages of 1", "RapidOCR 3", "36.4 ×", "1.011 ×", "1.02 ×",
        "note: Tesseract: not installed",
    ):  # fmt: skip
        assert words in shown, words
    rows = list(csv.DictReader((tmp_path / "bench.csv").open(newline="", encoding="utf-8")))
    assert len(rows) == len(ROWS) and tuple(rows[0]) == (*FIGURES, *SETTING)


def test_csv_on_standard_output_is_data_alone(planned: Planned, capsys: pytest.CaptureFixture[str]) -> None:
    assert entry.main(["bench", "--out", "-"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert [row["what"] for row in rows] == [row.what for row in ROWS]


def test_what_was_finished_is_kept_on_an_interrupt(
    planned: Planned, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(plan: Plan, tell: Callable[[str], None]) -> Iterator[Case]:
        yield Case("g4", 300, ROWS[:3], [])
        raise KeyboardInterrupt

    monkeypatch.setattr(bench_run, "run_plan", interrupted)
    assert entry.main(["bench", "--out", str(tmp_path / "bench.csv")]) == 130
    assert len((tmp_path / "bench.csv").read_text().splitlines()) == 4
    assert "interrupted; the figures so far are in" in capsys.readouterr().err


@pytest.mark.skipif("digits" not in bundled_models(), reason="no model file is in models/ yet")
def test_a_small_one_from_start_to_end(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(measure, "_STAGE_PAGES", 1)
    line = "bench --pages 2 --digits 5 --formats g4 --jobs 1 --repeat 1 --growth 1 --device cpu --out - --quiet"
    assert entry.main(line.split()) == 0
    captured = capsys.readouterr()
    rows = list(csv.DictReader(io.StringIO(captured.out)))
    assert captured.err == ""
    assert [row["what"] for row in rows if row["what"] != "stage"] == ["whole", "floor", "growth"]
    whole, floor, growth = rows[-3:]
    assert whole["pages"] == floor["pages"] == "2" and growth["pages"] == "1"
    assert float(whole["ratio"]) == pytest.approx(float(whole["seconds"]) / float(floor["seconds"]), rel=0.01)
    assert whole["provider"] == "CPUExecutionProvider" and whole["right"] != ""
