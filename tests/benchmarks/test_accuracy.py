import sys
from pathlib import Path

import cv2
import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parent))
import accuracy


@pytest.fixture
def data(tmp_path):
    folder = tmp_path / "mark_cells"
    folder.mkdir()
    for name, text in (("a.png", "7"), ("b.png", "4")):
        cell = np.full((160, 160), 240, np.uint8)
        cv2.putText(cell, text, (50, 120), cv2.FONT_HERSHEY_SIMPLEX, 3, 20, 7)
        cv2.imwrite(str(folder / name), cell)
    (folder / "labels.csv").write_text("file,label\nb.png,4\na.png,7\n")
    return tmp_path


def test_truth_is_sorted_by_name(data):
    assert [(item.path.name, item.values) for item in accuracy.load_truth(data, "mark_cells")] == [
        ("a.png", ("7",)),
        ("b.png", ("4",)),
    ]


def test_the_held_out_strips_are_those_of_the_seed(tmp_path):
    folder = tmp_path / "cheque_amounts"
    folder.mkdir()
    (folder / "labels.csv").write_text("file,value,boxes\n" + "".join(f"{i:04d}.jpg,{i},\n" for i in range(880)))
    held_out = {item.path.name for item in accuracy.load_truth(tmp_path, "cheque_amounts_held_out")}
    assert len(held_out) == 176
    assert held_out == {f"{i:04d}.jpg" for i in np.random.default_rng(2018).permutation(880)[:176]}


def test_pages_are_counted_as_right_only_when_nothing_is_extra(data):
    truth = accuracy.load_truth(data, "mark_cells")
    row = {"value": "7", "status": "ok", "confidence": "0.9"}
    rows = {str(truth[0].path): [row], str(truth[1].path): [{**row, "value": "4"}, row]}
    table, wrong = accuracy.judge("mark_cells", truth, rows)
    assert (table["right"], table["extra_numbers"], table["ok_but_wrong"]) == (1, 1, 1)
    assert wrong == ["b.png: 4 read as 4 7 (0.9 0.9)"]


def test_a_half_mark_is_right_when_it_is_not_accepted(data):
    truth = accuracy.load_truth(data, "mark_cells")
    rows = {str(truth[0].path): [{"value": "7", "status": "review", "confidence": "0.2"}]}
    table, _ = accuracy.judge(accuracy.REFUSED, truth, rows)
    assert table["right"] == 2 and table["marked_ok"] == 0


def test_the_command_reads_the_set(data, capsys):
    assert accuracy.main(["--data", str(data), "--set", "mark_cells"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == ",".join(accuracy.COLUMNS) and lines[1].startswith("mark_cells,2,")
