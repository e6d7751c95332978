"""The whole run is the real command: its rows, its times and its errors."""

from __future__ import annotations

import io
from pathlib import Path

import cv2
import numpy as np
import pytest

from digitscan.bench import whole
from digitscan.bench.whole import run_whole
from digitscan.errors import DigitscanError
from digitscan.recognition.catalog import bundled_models


def test_each_page_arrives_once(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter(range(100))
    monkeypatch.setattr(whole.time, "perf_counter", lambda: float(next(clock)))
    data = b"file,page,field\r\na.pdf,1,1\r\na.pdf,1,2\r\na.pdf,2,1\r\nb.jpg,1,1\r\n"
    copy = io.BytesIO()
    assert whole._take_rows(io.BytesIO(data), copy) == [0.0, 1.0, 2.0]
    assert copy.getvalue() == data


def test_the_steady_state_leaves_out_the_ramp() -> None:
    arrivals = [5.0, 5.1, 9.0, 9.5, *(10.0 + i / 4 for i in range(20))]
    assert whole._steady(arrivals, 2) == pytest.approx(20 / (arrivals[-1] - 9.5))
    assert whole._steady(arrivals[:11], 2) is None, "too few pages to tell"


@pytest.mark.skipif("digits" not in bundled_models(), reason="no model file is in models/ yet")
def test_the_command_runs_and_its_rows_are_kept(tmp_path: Path) -> None:
    page = np.full((400, 600), 255, np.uint8)
    cv2.putText(page, "407", (150, 250), cv2.FONT_HERSHEY_SIMPLEX, 4, 0, 10)
    cv2.imwrite(str(tmp_path / "page.png"), page)
    run = run_whole([str(tmp_path / "page.png"), "--device", "cpu"], tmp_path / "results.csv", 1)
    assert run.pages == 1
    assert 0 < run.first <= run.seconds
    assert run.cpu is None or 0.1 < run.cpu < 60, "of the command and its workers"
    assert (tmp_path / "results.csv").read_text().startswith("file,page,field,value,")
    assert "407" in (tmp_path / "results.csv").read_text()


def test_a_command_that_fails_says_why(tmp_path: Path) -> None:
    with pytest.raises(DigitscanError, match=r"code 4: nothing to read") as caught:
        run_whole([str(tmp_path)], tmp_path / "results.csv", 1)
    assert caught.value.exit_code == 4
