"""``digitscan evaluate`` from its two tables to the terminal, JSON and the page."""

from __future__ import annotations

import base64
import io
import json
import re
from pathlib import Path
from types import SimpleNamespace

import cv2
import numpy as np
import pytest

from digitscan.cli.entry import main
from digitscan.drawing import g4_tiff_bytes
from digitscan.threshold import load_table

_HEAD = "file,page,field,value,confidence,status,x,y,width,height,note\r\n"


@pytest.fixture
def tables(tmp_path: Path) -> tuple[str, str]:
    """Two scans, one of them read wrongly; their truth beside them."""
    scans = tmp_path / "scans"
    scans.mkdir()
    for name in ("a.png", "b.png"):
        cv2.imwrite(str(scans / name), np.full((100, 200), 230, np.uint8))
    truth, results = scans / "truth.csv", tmp_path / "results.csv"
    truth.write_text("file,value\na.png,12 34\nb.png,5\n")
    results.write_text(
        _HEAD + "a.png,1,1,12,0.99,ok,10,10,40,30,\r\na.png,1,2,84,0.95,ok,60,10,40,30,\r\n"
        "b.png,1,1,5,0.5,review,10,10,20,30,low confidence\r\n"
    )
    return str(truth), str(results)


def test_the_report_is_plain_in_a_pipe_and_tells_what_was_wrong(tables, capfd: pytest.CaptureFixture) -> None:
    assert main(["evaluate", *tables]) == 0
    told = capfd.readouterr()
    assert "\x1b" not in told.out and told.err == ""
    assert not any(line != line.rstrip() for line in told.out.splitlines())
    assert re.search(r"^whole numbers right +66\.67 % +2 of 3;", told.out, re.MULTILINE)
    assert re.search(r"^34 +84 +95\.00 % +ok +a\.png, field 2$", told.out, re.MULTILINE)


def test_json_to_standard_output_is_alone_there(tables, capfd: pytest.CaptureFixture) -> None:
    assert main(["evaluate", *tables, "--json", "-"]) == 0
    told = capfd.readouterr()
    found = json.loads(told.out)
    assert found["numbers"]["right"] == 2 and found["decided"][0]["wrong"] == 1 and told.err == ""


def test_files_are_written_and_quiet_is_quiet(tables, tmp_path: Path, capfd: pytest.CaptureFixture) -> None:
    out = tmp_path / "out.json"
    page = tmp_path / "page.html"
    assert main(["evaluate", *tables, "--json", str(out), "--html", str(page), "-q"]) == 0
    told = capfd.readouterr()
    assert told.out == told.err == ""
    assert json.loads(out.read_text())["truth"] == tables[0]
    (crop,) = re.findall(r"data:image/png;base64,([^\"]+)", page.read_text(encoding="utf-8"))
    assert cv2.imdecode(np.frombuffer(base64.b64decode(crop), np.uint8), cv2.IMREAD_UNCHANGED).shape == (60, 115)


def test_checked_numbers_are_counted_for_reading(tables, tmp_path: Path, capfd: pytest.CaptureFixture) -> None:
    out = tmp_path / "mine.json"
    assert main(["evaluate", *tables, "--calibration", str(out), "--json", str(tmp_path / "x.json")]) == 0
    assert "3 checked numbers counted in" in capfd.readouterr().err
    table = load_table(out, reader="fused")
    at = {rung.confidence: (rung.accepted, rung.wrong) for rung in table.rungs}
    assert table.numbers == 3 and at[0.5] == (3, 1) and at[0.95] == (2, 1) and at[0.98] == (1, 0)
    for name in ("", "-", tables[0]):
        assert main(["evaluate", *tables, "--calibration", name]) == 2


def test_images_that_are_missing_are_told_and_not_fatal(tables, tmp_path: Path, capfd: pytest.CaptureFixture) -> None:
    page = tmp_path / "page.html"
    assert main(["evaluate", *tables, "--html", str(page), "--images", str(tmp_path), "-q"]) == 0
    assert "1 image could not be shown: a.png is not in" in capfd.readouterr().err
    assert "no image" in page.read_text(encoding="utf-8")


def test_pages_of_a_tiff_have_their_crops(tmp_path: Path) -> None:
    pages = [np.full((80, 120), 255, np.uint8) for _ in range(2)]
    pages[1][20:50, 30:60] = 0
    (tmp_path / "two.tif").write_bytes(g4_tiff_bytes(pages, 200))
    (tmp_path / "t.csv").write_text("file,page,field,value\ntwo.tif,2,1,7\n")
    (tmp_path / "r.csv").write_text(_HEAD + "two.tif,2,1,1,0.9,ok,30,20,30,30,\r\n")
    page = tmp_path / "page.html"
    assert main(["evaluate", str(tmp_path / "t.csv"), str(tmp_path / "r.csv"), "--html", str(page), "-q"]) == 0
    (crop,) = re.findall(r"data:image/png;base64,([^\"]+)", page.read_text(encoding="utf-8"))
    pixels = cv2.imdecode(np.frombuffer(base64.b64decode(crop), np.uint8), cv2.IMREAD_GRAYSCALE)
    assert (pixels < 128).mean() > 0.15  # the black square of page 2; page 1 is white


def test_results_come_from_a_pipe(tables, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture) -> None:
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(Path(tables[1]).read_bytes())))
    assert main(["evaluate", tables[0], "-"]) == 0
    assert "standard input" not in capfd.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["absent.csv", "{results}"], 4, "absent.csv cannot be read: no such file"),
        (["{truth}", "absent.csv"], 4, "absent.csv cannot be read"),
        (["{results}", "{truth}"], 2, "truth.csv lacks the columns page, field, confidence, status"),
        (["{truth}", "{results}", "--match", "box"], 2, "has rows without x, y, width, height"),
        (["{truth}", "{results}", "--images", "absent"], 2, "--images absent is no folder"),
        (["{truth}", "{results}", "--html", "-"], 2, "--html needs the name of a file"),
        (["{truth}", "{results}", "--json", "{truth}"], 2, "would be overwritten"),
        (["{truth}", "{results}", "--json", "absent/x.json"], 2, "the folder absent does not exist"),
        (["{truth}", "{results}", "--bins", "1"], 2, "--bins"),
    ],
)
def test_errors_are_one_line_with_their_code(
    tables: tuple[str, str], arguments: list[str], code: int, words: str, capfd: pytest.CaptureFixture
) -> None:
    truth, results = tables
    assert main(["evaluate", *(each.format(truth=truth, results=results) for each in arguments)]) == code
    told = capfd.readouterr()
    assert words in told.err and told.out == ""


def test_tables_of_other_files_are_refused(tables, tmp_path: Path, capfd: pytest.CaptureFixture) -> None:
    other = tmp_path / "other.csv"
    other.write_text("file,value\nz.png,1\n")
    assert main(["evaluate", str(other), tables[1]]) == 4
    assert "names z.png" in capfd.readouterr().err


def test_results_without_a_row_have_missed_everything(tables, tmp_path: Path, capfd: pytest.CaptureFixture) -> None:
    nothing = tmp_path / "nothing.csv"
    nothing.write_text(_HEAD)
    assert main(["evaluate", tables[0], str(nothing)]) == 0
    assert re.search(r"^whole numbers right +0\.00 % +0 of 3;", capfd.readouterr().out, re.MULTILINE)


def test_what_is_left_out_is_told(tables, capfd: pytest.CaptureFixture) -> None:
    with Path(tables[0]).open("a") as file:
        file.write("c.png,9\n")
    assert main(["evaluate", *tables]) == 0
    assert "note: 1 file of the truth, on which nothing was read: counted as missed: c.png" in capfd.readouterr().out
