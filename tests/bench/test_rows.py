"""The CSV has its columns, whatever is known, and names what its figures hold for."""

from __future__ import annotations

import csv
import io

import digitscan
from digitscan.bench.rows import FIGURES, SETTING, WHAT, Row, find_setting, to_csv

FLOOR = Row("g4", 300, "floor", "decoding alone", 2, 200, 3, 4.0, 1.0)
WHOLE = Row(
    "g4", 300, "whole", "digitscan read", 2, 200, 3, 8.0, 2.0, start=0.5, peak=800 << 20, right=0.98, review=0.05,
    wrong=0.001,
)  # fmt: skip


def test_a_row_has_its_rates() -> None:
    assert WHOLE.pages_per_s == 25
    assert WHOLE.glyphs_per_s == 7500


def test_the_columns_are_always_the_same_and_what_is_not_known_is_empty() -> None:
    setting = find_setting("cpu", "CPUExecutionProvider", [("digits", "1.1.0"), ("strips", "1.0.0")])
    text = to_csv([FLOOR, WHOLE], setting)
    rows = list(csv.DictReader(io.StringIO(text)))
    assert tuple(rows[0]) == (*FIGURES, *SETTING)
    assert {row["what"] for row in rows} < set(WHAT)
    floor, whole = rows
    assert floor["peak_mb"] == floor["right"] == floor["start_s"] == ""
    assert (whole["pages_per_s"], whole["ratio"], whole["peak_mb"], whole["right"]) == (
        "25.000", "2.000", "800", "0.9800",
    )  # fmt: skip
    for row in rows:
        assert row["models"] == "digits 1.1.0, strips 1.0.0"
        assert all(row[name] for name in ("processor", "cpus", "system", "versions", "commit", "when"))
        assert "python 3." in row["versions"] and "numpy" in row["versions"]


def test_without_git_the_version_stands_for_the_commit(monkeypatch) -> None:
    from digitscan.bench import machine

    def no_git(*args: object, **kwargs: object) -> None:
        raise FileNotFoundError("git")

    monkeypatch.setattr(machine.subprocess, "run", no_git)
    assert machine.commit() == f"digitscan {digitscan.__version__}"
