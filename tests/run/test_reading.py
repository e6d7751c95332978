"""One task, page by page, in this process."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from digitscan.errors import OutputError
from digitscan.inputs.sources import Source, find_sources
from digitscan.reader import Reader
from digitscan.run import reading
from digitscan.run.messages import Ended, Outcome, Task


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader(device="cpu")


@pytest.fixture
def task(tmp_path: Path) -> Task:
    pixels = np.full((240, 480), 255, np.uint8)
    cv2.putText(pixels, "407", (120, 160), cv2.FONT_HERSHEY_SIMPLEX, 3, 0, 8)
    cv2.imwrite(str(tmp_path / "page.png"), pixels)
    (source,) = find_sources([str(tmp_path / "page.png")])
    assert isinstance(source, Source)
    return Task(0, source, source.first)


def test_a_page_comes_with_its_drawing_where_that_is_wanted(reader: Reader, task: Task) -> None:
    outcome, ended = reading.read_task(reader, task, overlays=True)
    assert isinstance(outcome, Outcome) and outcome.drawing is not None and outcome.undrawn == ""
    assert isinstance(ended, Ended) and not ended.more
    plain = next(iter(reading.read_task(reader, task)))
    assert isinstance(plain, Outcome) and plain.drawing is None


@pytest.mark.parametrize("error", [OutputError("cannot encode"), MemoryError(), cv2.error("no room")])
def test_a_drawing_that_cannot_be_made_costs_the_drawing_and_no_row(
    reader: Reader, task: Task, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(reading, "draw", fail)
    outcome, _ = reading.read_task(reader, task, overlays=True)
    assert isinstance(outcome, Outcome) and outcome.drawing is None and outcome.undrawn
    assert [one.value for one in outcome.result.readings] == ["407"]
