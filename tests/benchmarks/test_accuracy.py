import sys
from pathlib import Path

import cv2
import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parent))
import accuracy
from evaluation_fields import got, results


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


def test_a_sudoku_is_its_cells(tmp_path):
    folder = tmp_path / "sudoku_photos"
    folder.mkdir()
    (folder / "labels.csv").write_text("file,cells\na.jpg,3 0 10\n")
    assert accuracy.load_truth(tmp_path, "sudoku_photos")[0].values == ("3", "", "?")


def test_pages_are_counted_as_right_only_when_nothing_is_extra(data):
    truth = accuracy.load_truth(data, "mark_cells")
    first, second = (str(item.path) for item in truth)
    table, wrong, report = accuracy.count(
        "mark_cells", truth, results(got("7", file=first), got("4", file=second), got("7", 2, file=second))
    )
    assert (table["right"], table["extra_numbers"], table["ok_but_wrong"]) == (1, 1, 1)
    assert (table["numbers"], table["numbers_right"], table["numbers_extra"]) == (2, 2, 1)
    assert wrong == ["b.png: 4 read as 4 7 (0.9000 0.9000)"] and report.numbers.files_right == 1


def test_a_half_mark_is_right_when_it_is_not_accepted(data):
    truth = accuracy.load_truth(data, "mark_cells")
    found = results(got("7", 1, 0.2, file=str(truth[0].path), status="review"))
    table, _, _ = accuracy.count(accuracy.REFUSED, truth, found)
    assert table["right"] == 2 and table["marked_ok"] == 0


def test_cells_go_by_number_where_all_were_found_and_by_order_elsewhere():
    truth = [accuracy.Truth(Path(name), ("1", "2", *[""] * 79)) for name in ("whole", "part")]
    cells = [got(value, i, file="whole") for i, value in enumerate(["2", "1", *[""] * 79], 1)]
    judged = accuracy.compare("sudoku_photos", truth, results(*cells, got("2", 1, file="part")))
    kinds = [(o.file, o.written, o.kind.value) for o in judged.outcomes if o.written]
    assert kinds == [("whole", "1", "wrong"), ("whole", "2", "wrong"), ("part", "1", "missed"), ("part", "2", "right")]


def test_the_command_reads_the_set(data, capsys):
    assert accuracy.main(["--data", str(data), "--set", "mark_cells"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == ",".join(accuracy.COLUMNS) and lines[1].startswith("mark_cells,2,")
