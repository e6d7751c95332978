"""The benchmark of forms counts boxes, and what is read outside them."""

from __future__ import annotations

import csv
import io

import numpy as np
import pytest
from benchmarks import bench_form

from digitscan.drawing import Drawn
from digitscan.drawing.paper import Truth
from digitscan.types import Box, Reading, Status


def reading(value: str, box: Box) -> Reading:
    return Reading(1, value, 0.99, Status.OK, box)


def test_a_box_is_right_with_its_own_number_alone() -> None:
    boxes = [Box(0, 0, 100, 30), Box(200, 0, 300, 30), Box(0, 100, 100, 130)]
    page = Drawn(np.zeros((200, 400), np.uint8), [Truth(v, b, "box") for v, b in zip("123", boxes, strict=True)])
    read = (reading("1", Box(2, 1, 99, 30)), reading("7", boxes[1]), reading("5", Box(300, 150, 390, 180)))
    right, extra, wrong = bench_form.right_boxes(page, read)
    assert right == [True, False, False]
    assert [r.value for r in extra] == ["5"]
    assert wrong == ["2 read as 7", "3 read as "]


def test_the_box_around_a_turned_neighbour_does_not_count() -> None:
    page = Drawn(np.zeros((200, 400), np.uint8), [Truth("1", Box(0, 0, 100, 30), "box")])
    right, extra, _ = bench_form.right_boxes(
        page, (reading("1", Box(0, 0, 100, 30)), reading("9", Box(0, 0, 390, 190)))
    )
    assert right == [True] and len(extra) == 1


def test_the_table_has_a_row_for_each_case(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(bench_form.CASES, "clean", (100, lambda page, rng: page))
    monkeypatch.setattr(bench_form.Reader, "read", lambda self, pixels: [type("R", (), {"readings": ()})])
    assert bench_form.main(["--writers", "1", "--case", "clean"]) == 0
    (row,) = csv.DictReader(io.StringIO(capsys.readouterr().out))
    assert (row["case"], row["boxes"], row["right"]) == ("clean", "28", "0")
