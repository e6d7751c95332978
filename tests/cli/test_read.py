"""``digitscan read``: rows to standard output or a file, all else to standard error, exit codes as documented.

The run around the reader is tested with a reader that takes its numbers from the names of the sources; what the true
one reads is tested with the true one, in `tests/golden` and below where a bundled model is there.
"""

from __future__ import annotations

import csv
import io
import json
import os
import signal
import sys
import types
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest
from tiny_model import write_tiny_strip_model

from digitscan.cli import read_run
from digitscan.cli.entry import main
from digitscan.cli.promise import asked_confidence
from digitscan.cli.read import read as read_command
from digitscan.inputs.sources import Source
from digitscan.recognition import catalog
from digitscan.recognition.catalog import bundled_models
from digitscan.recognition.fuse import READERS
from digitscan.recognition.networks import About
from digitscan.run.messages import Outcome, Setting
from digitscan.threshold import CalibrationTable, Rung, table_text
from digitscan.types import MIN_CONFIDENCE, Box, Drawing, PageFailure, PageResult, Reading, Status

HEADER = "file,page,field,value,confidence,status,x,y,width,height,note"


class NamesReader:
    """Stands for a run of readers: a source has the digits in its name; ``bad`` fails, ``vast`` is not drawn."""

    last: NamesReader
    after: Callable[[int], None] = staticmethod(lambda count: None)
    models: tuple[tuple[str, str, str], ...] = (("names", "1", "a1"), ("halves", "2", "b2"))

    def __init__(self, setting: Setting, jobs: int | None, **options: object) -> None:
        self.arguments = {**setting.reader, "jobs": jobs, **options}
        self.overlays = setting.overlays
        self.about = About(self.models, "cpu", "a test")
        NamesReader.last = self

    def __enter__(self) -> NamesReader:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def read(self, sources: Iterable[Source | PageFailure]) -> Iterator[Outcome]:
        for count, source in enumerate(sources):
            NamesReader.after(count)
            if isinstance(source, PageFailure):
                yield Outcome(PageResult(source.file, source.number, error=source.error))
            elif "bad" in source.name:
                yield Outcome(PageResult(source.name, 1, error="it is bad\nindeed"))
            elif "vast" in source.name:
                yield Outcome(self._result(source.name), undrawn="no room" if self.overlays else "")
            else:
                yield Outcome(self._result(source.name), Drawing(b"x", ".jpg") if self.overlays else None)

    def _result(self, name: str) -> PageResult:
        value = "".join(filter(str.isdigit, name))
        status = Status.OK if value else Status.REVIEW
        return PageResult(name, 1, (Reading(1, value, 0.75, status, Box(10, 20, 50, 40)),), None, 90, 60)


@pytest.fixture
def names_reader(monkeypatch: pytest.MonkeyPatch) -> type[NamesReader]:
    monkeypatch.setattr(read_run, "open_run", NamesReader)
    monkeypatch.setattr(NamesReader, "after", staticmethod(lambda count: None))
    return NamesReader


@pytest.fixture
def scans(tmp_path: Path, names_reader: type[NamesReader], monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of files with names of images, and the current folder set beside it."""
    folder = tmp_path / "scans"
    folder.mkdir()
    for name in ("a007.png", "b12.png", "c3.png"):
        (folder / name).write_bytes(b"x")
    monkeypatch.chdir(tmp_path)
    return folder


def _rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


def test_rows_go_to_standard_output_and_all_else_to_standard_error(
    scans: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert main(["read", "scans"]) == 0
    out, err = capfdbinary.readouterr()
    assert out.startswith(HEADER.encode() + b"\r\n")
    rows = _rows(out.decode())
    assert [(row["file"], row["value"]) for row in rows] == [("a007.png", "007"), ("b12.png", "12"), ("c3.png", "3")]
    assert b"3 pages, 3 numbers, 0 to review, 0 failed" in err
    assert b"models names 1, halves 2 on cpu (a test)" in err
    assert b"\x1b" not in err


@pytest.mark.usefixtures("scans")
def test_a_dash_for_a_file_is_standard_output(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["read", "scans"]) == 0
    out = capfdbinary.readouterr().out
    assert main(["read", "scans", "--out", "-"]) == 0
    assert capfdbinary.readouterr().out == out
    assert os.listdir() == ["scans"]  # noqa: PTH208


def test_quiet_says_nothing_but_errors(scans: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (scans / "bad.png").write_bytes(b"x")
    assert main(["read", "-q", "scans"]) == 3
    assert capfd.readouterr().err == "digitscan: bad.png: it is bad\\nindeed\n"


def test_results_go_to_a_file_and_standard_output_stays_empty(scans: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["read", "scans", "--out", "results.csv"]) == 0
    out, err = capfd.readouterr()
    assert out == ""
    assert "results in results.csv" in err
    assert len(_rows(Path("results.csv").read_text())) == 3
    assert sorted(os.listdir()) == ["results.csv", "scans"]  # noqa: PTH208


def test_json_lines_have_one_object_for_each_number(scans: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["read", "scans", "--format", "jsonl"]) == 0
    rows = [json.loads(line) for line in capfd.readouterr().out.splitlines()]
    assert [row["value"] for row in rows] == ["007", "12", "3"]
    assert rows[0]["confidence"] == 0.75


def test_a_failed_input_is_a_row_and_exit_code_3(scans: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (scans / "b-bad.png").write_bytes(b"x")
    assert main(["read", "scans"]) == 3
    out, err = capfd.readouterr()
    rows = _rows(out)
    assert [row["value"] for row in rows] == ["007", "12", "", "3"]
    assert (rows[2]["file"], rows[2]["status"], rows[2]["note"]) == ("b-bad.png", "error", "it is bad\nindeed")
    assert "1 failed" in err


def test_a_missing_input_fails_and_the_rest_is_read(scans: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["read", "absent.png", "scans/c3.png"]) == 3
    assert [row["status"] for row in _rows(capfd.readouterr().out)] == ["error", "ok"]


def test_nothing_to_read_is_4(scans: Path, capfd: pytest.CaptureFixture[str]) -> None:
    Path("empty").mkdir()
    assert main(["read", "empty", "--out", "results.csv"]) == 4
    assert not Path("results.csv").exists()
    assert "nothing to read" in capfd.readouterr().err
    assert main(["read", "absent.png"]) == 4
    assert "absent.png" in capfd.readouterr().err


def test_options_reach_the_reader(scans: Path) -> None:
    arguments = ["--model", "paper", "--device", "cpu", "--batch-size", "7", "--jobs", "3", "--min-confidence", "0.9"]
    assert (
        main(
            [
                "read",
                "scans",
                "--blanks",
                "--max-pixels",
                "1000",
                "--reader",
                "strip",
                *arguments,
                "--page-timeout",
                "9",
            ]
        )
        == 0
    )
    given = dict(NamesReader.last.arguments)
    assert [source.name for source in given.pop("known")] == ["a007.png", "b12.png", "c3.png"]
    assert given == {
        "model": "paper",
        "device": "cpu",
        "batch_size": 7,
        "jobs": 3,
        "min_confidence": 0.9,
        "blanks": True,
        "max_pixels": 1000,
        "reader": "strip",
        "page_timeout": 9,
    }


def test_an_error_to_keep_chooses_the_confidence_and_is_told(scans: Path, capfd: pytest.CaptureFixture[str]) -> None:
    table = CalibrationTable(600, (Rung(0.5, 500, 20), Rung(0.97, 400, 0)))
    Path("mine.json").write_text(table_text(table), encoding="utf-8")
    assert main(["read", "scans", "--max-error", "0.01", "--calibration", "mine.json", "--out", "results.csv"]) == 0
    assert NamesReader.last.arguments["min_confidence"] == 0.97
    told = capfd.readouterr().err
    assert "accepted from confidence 0.97 on for an error of at most 1 %" in told
    assert "0 wrong of 400 accepted of 600 checked" in told and "in mine.json" in told
    assert main(["read", "scans", "--max-error", "0.001", "--calibration", "mine.json"]) == 0
    assert "an error of at most 0.1 % cannot be promised: 0.746 % is the least" in capfd.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [
        ["--max-error", "0.01", "--min-confidence", "0.9"],
        ["--max-error", "0"],
        ["--max-error", "1"],
        ["--max-error", "nan"],
        ["--calibration", "mine.json"],
        ["--max-error", "0.01", "--calibration", "scans"],
    ],
)
def test_an_error_that_cannot_be_asked_is_wrong_usage(
    arguments: list[str], scans: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert main(["read", "scans", *arguments]) in (2, 4)
    told = capfd.readouterr()
    assert told.out == "" and told.err


@pytest.mark.parametrize("value", ["nonsense", "", "Fused"])
def test_another_reader_is_wrong_usage(value: str, scans: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["read", "scans", "--reader", value]) == 2
    told = capfd.readouterr()
    assert "'--reader'" in told.err and "'fused', 'glyph', 'strip'" in told.err
    assert told.out == ""


def test_both_models_are_named_where_both_read(
    scans: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    three = (NamesReader.models[0], ("wholes", "2", "c3"), NamesReader.models[1])
    monkeypatch.setattr(NamesReader, "models", three)
    assert main(["read", "scans"]) == 0
    assert "models names 1, wholes 2, halves 2 on cpu (a test)" in capfd.readouterr().err


@pytest.mark.parametrize("value", ["nan", "-0.1", "1.1", "much"])
def test_a_confidence_is_a_probability(value: str, scans: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["read", "scans", "--min-confidence", value]) == 2
    assert "'--min-confidence'" in capfd.readouterr().err


def test_lists_of_files_are_read(scans: Path, capfd: pytest.CaptureFixture[str]) -> None:
    Path("list").write_text("scans/c3.png\nscans/a007.png\n")
    Path("list0").write_bytes(b"scans/b12.png\0")
    assert main(["read", "--files-from", "list", "--files0-from", "list0"]) == 0
    assert [row["value"] for row in _rows(capfd.readouterr().out)] == ["3", "007", "12"]


def test_names_with_odd_bytes_and_signs_arrive(scans: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    for name in (b'=d1,\n"4".png', b"e\xff5.png"):
        Path(os.fsdecode(os.fsencode(scans) + b"/" + name)).write_bytes(b"x")
    assert main(["read", "scans"]) == 0
    files = [row["file"] for row in _rows(capfdbinary.readouterr().out.decode("utf-8"))]
    assert '=d1,\n"4".png' in files
    assert r"e\xff5.png" in files


def test_overlays_are_written_and_not_read_again(scans: Path, capfd: pytest.CaptureFixture[str]) -> None:
    for _ in range(2):
        assert main(["read", "scans", "--overlay", "scans/checked"]) == 0
        assert len(_rows(capfd.readouterr().out)) == 3
    assert sorted(path.name for path in (scans / "checked").iterdir()) == [
        "a007.png-p1.jpg",
        "b12.png-p1.jpg",
        "c3.png-p1.jpg",
    ]


def test_an_overlay_that_cannot_be_drawn_is_told_and_its_page_has_its_row(
    scans: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (scans / "vast9.png").write_bytes(b"x")
    assert main(["read", "scans", "--overlay", "checked"]) == 0
    told = capfd.readouterr()
    assert [row["value"] for row in _rows(told.out)][-1] == "9"
    assert "vast9.png: read, but its overlay could not be drawn: no room" in told.err
    assert len(list((scans.parent / "checked").iterdir())) == 3


def test_overlays_may_not_lie_among_the_scans(scans: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["read", "scans", "--overlay", "scans"]) == 2
    assert "--overlay scans is the folder that is read" in capfd.readouterr().err


def test_results_may_not_overwrite_an_input(scans: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["read", "scans/c3.png", "--out", "scans/../scans/c3.png"]) == 2
    assert "is one of the inputs" in capfd.readouterr().err
    assert (scans / "c3.png").read_bytes() == b"x"


@pytest.mark.parametrize("arguments", [["scans"], ["--files-from", "list"], ["--files-from", "-"]])
@pytest.mark.parametrize("out", ["scans/c3.png", "link.csv"])
def test_results_may_not_overwrite_a_scan_found_on_the_way(
    arguments: list[str], out: str, scans: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("list").write_text("scans/a007.png\nscans/c3.png\n")
    Path("link.csv").symlink_to("scans/c3.png")
    with Path("list").open("rb") as listed:
        monkeypatch.setattr(sys, "stdin", types.SimpleNamespace(buffer=listed))
        assert main(["read", *arguments, "--out", out]) == 2
    assert f"--out {out} is one of the inputs" in capfd.readouterr().err
    assert (scans / "c3.png").read_bytes() == b"x"
    assert sorted(os.listdir("scans")) == ["a007.png", "b12.png", "c3.png"]  # noqa: PTH208


def test_an_older_results_file_among_the_scans_is_replaced(scans: Path) -> None:
    (scans / "results.csv").write_text("older")
    assert main(["read", "scans", "--out", "scans/results.csv"]) == 0
    assert len(_rows((scans / "results.csv").read_text())) == 3


@pytest.mark.parametrize("option", ["--out", "--overlay"])
def test_an_empty_name_to_write_to_is_wrong_usage(option: str, scans: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["read", "scans", option, ""]) == 2
    assert f"{option} needs the name of a" in capfd.readouterr().err
    assert sorted(os.listdir()) == ["scans"]  # noqa: PTH208


def test_an_absent_output_folder_is_found_before_any_work(scans: Path, capfd: pytest.CaptureFixture[str]) -> None:
    NamesReader.after = staticmethod(lambda count: pytest.fail("work was begun"))
    assert main(["read", "scans", "--out", "absent/results.csv"]) == 2
    assert "the folder absent does not exist" in capfd.readouterr().err


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_is_one_line_and_exit_code_2(scans: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["read", "scans", "--out", "/dev/full"]) == 2
    (line,) = capfd.readouterr().err.splitlines()
    assert line == "digitscan: cannot write results to /dev/full: No space left on device"


def _interrupt_at(count: int) -> Callable[[int], None]:
    def interrupt(done: int) -> None:
        if done == count:
            raise KeyboardInterrupt

    return interrupt


def test_an_interrupt_keeps_what_was_finished(scans: Path, capfd: pytest.CaptureFixture[str]) -> None:
    NamesReader.after = staticmethod(_interrupt_at(2))
    assert main(["read", "scans", "--out", "results.csv"]) == 130
    assert [row["value"] for row in _rows(Path("results.csv").read_text())] == ["007", "12"]
    assert "interrupted; the 2 pages finished are in results.csv" in capfd.readouterr().err
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler  # ours again, after the call


def test_an_interrupt_does_not_replace_an_older_file(scans: Path, capfd: pytest.CaptureFixture[str]) -> None:
    Path("results.csv").write_text("older")
    NamesReader.after = staticmethod(_interrupt_at(1))
    assert main(["read", "scans", "--out", "results.csv"]) == 130
    assert Path("results.csv").read_text() == "older"
    assert [row["value"] for row in _rows(Path("results.csv.partial").read_text())] == ["007"]
    assert "results.csv.partial" in capfd.readouterr().err


def test_an_interrupt_before_the_first_page_leaves_nothing(scans: Path, capfd: pytest.CaptureFixture[str]) -> None:
    NamesReader.after = staticmethod(_interrupt_at(0))
    assert main(["read", "scans", "--out", "results.csv"]) == 130
    assert sorted(os.listdir()) == ["scans"]  # noqa: PTH208
    assert "nothing is written" in capfd.readouterr().err


def test_standard_input_that_is_a_terminal_is_an_error(
    scans: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    primary, terminal = os.openpty()
    with os.fdopen(terminal, "rb", buffering=0) as stream:
        monkeypatch.setattr(sys, "stdin", types.SimpleNamespace(buffer=stream, isatty=lambda: True))
        assert main(["read", "-"]) == 2
    os.close(primary)
    assert "terminal" in capfd.readouterr().err


def test_the_options_defaults_are_those_of_the_reader() -> None:
    import inspect

    from digitscan.reader import Reader

    given = read_command.make_context("read", ["somewhere"]).params
    options = read_run.ReadOptions(inputs=("somewhere",))
    # None where nobody names one: --max-error then chooses it.
    assert given["min_confidence"] is options.min_confidence is None
    assert asked_confidence(None, None) == inspect.signature(Reader).parameters["min_confidence"].default
    (option,) = (parameter for parameter in read_command.params if parameter.name == "min_confidence")
    assert f"[default: {MIN_CONFIDENCE}]" in str(getattr(option, "help", ""))
    for name, parameter in inspect.signature(Reader).parameters.items():
        if name in given and name != "min_confidence":
            assert given[name] == parameter.default == getattr(options, name), name
    assert given["format_"] == options.format


def test_the_readers_that_the_command_offers_are_those_there_are() -> None:
    (option,) = (parameter for parameter in read_command.params if parameter.name == "reader")
    assert list(option.type.choices) == list(READERS)  # type: ignore[attr-defined]


@pytest.mark.skipif("digits" not in bundled_models(), reason="no model file is in models/ yet")
@pytest.mark.parametrize(("reader", "proposed"), [("glyph", "7"), ("strip", "4"), ("fused", "47")])
def test_a_page_is_read_by_the_readers_asked_for(
    reader: str, proposed: str, tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A network that says 4 of every strip stands for the bundled one; the page holds a 7."""
    known = {**bundled_models(), "strips": write_tiny_strip_model(tmp_path, "strips", always="4")}
    monkeypatch.setattr(catalog, "bundled_models", lambda: known)
    pixels = np.full((200, 300), 240, np.uint8)
    cv2.putText(pixels, "7", (100, 150), cv2.FONT_HERSHEY_SIMPLEX, 3, 20, 7)
    cv2.imwrite(str(tmp_path / "seven.png"), pixels)
    capfd.readouterr()  # what the line that imports onnx says
    assert main(["read", str(tmp_path / "seven.png"), "--device", "cpu", "--reader", reader]) == 0
    told = capfd.readouterr()
    (row,) = _rows(told.out)
    assert len(row["value"]) == 1 and row["value"] in proposed
    assert ("strips 1" in told.err) == (reader != "glyph"), "a model that reads is named"
