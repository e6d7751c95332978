"""Which runs can be resumed, and what a person is told of the journal."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from digitscan.cli.entry import main
from digitscan.cli.read import read as read_command
from digitscan.cli.read_journal import _WITHOUT_EFFECT, about_journal, open_journal
from digitscan.cli.read_options import ReadOptions
from digitscan.errors import UsageError
from digitscan.recognition.catalog import bundled_models
from digitscan.run.journal import Journal, KeptPage

pytestmark = pytest.mark.skipif("digits" not in bundled_models(), reason="no model file is in models/ yet")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["scans", "--resume"], "--resume needs --out FILE"),
        (["scans", "--resume", "--out", ""], "--resume needs --out FILE"),
        (["-", "--resume", "--out", "r.csv"], "cannot go on with standard input"),
        (["scans", "--resume", "--out", "/dev/null"], "--resume needs a file for --out, and /dev/null is none"),
        (["scans", "--resume", "--out", "absent/r.csv"], "cannot write the journal absent/r.csv.journal: No such file"),
        (["scans", "--resume", "--out", "r.csv", "--model", "absent"], "there is no model named 'absent'"),
        (["scans", "--shard", "0/3"], "'0/3': I is a number from 1 to N"),
        (["scans", "--shard", "4/3"], "'4/3': I is a number from 1 to N"),
        (["scans", "--shard", "3"], "'3' is not I/N, as 2/8"),
        (["scans", "--shard", "-1/3"], "'-1/3' is not I/N"),
    ],
)
def test_what_cannot_be_is_said_before_any_work(
    arguments: list[str],
    words: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "scans").mkdir()
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=(tmp_path / "in").open("w+b")))
    assert main(["read", *arguments]) in (2, 5)
    assert words in capfd.readouterr().err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in", "scans"]


def test_every_option_counts_but_those_that_change_nothing(tmp_path: Path) -> None:
    """An option that is added later is compared, unless somebody says that it need not be."""
    names = {field.name for field in fields(ReadOptions)}
    counted = names - _WITHOUT_EFFECT
    assert {"format", "overlay", "reader", "blanks", "max_pixels"} <= counted
    assert {"inputs", "out", "jobs", "batch_size", "device", "quiet", "resume", "shard"} <= names & _WITHOUT_EFFECT
    out = str(tmp_path / "r.csv")
    with open_journal(ReadOptions(inputs=("a",), out=out), 0.9) as journal:
        journal.add_page(bytes(16), 1, KeptPage("", 0, 0))
    with open_journal(ReadOptions(inputs=("b",), out=out, jobs=3, batch_size=1, device="cpu", quiet=True), 0.9):
        pass
    assert main(["read", str(tmp_path), "--out", out, "--resume", "--reader", "glyph", "--blanks"]) == 2
    with pytest.raises(UsageError, match=r"--min-confidence was 0\.9 and is now 0\.95"):
        open_journal(ReadOptions(inputs=("a",), out=out, max_error=0.01), 0.95)


def test_another_model_is_refused_by_its_content(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    out = str(tmp_path / "r.csv")
    with open_journal(ReadOptions(inputs=("a",), out=out, model=str(bundled_models()["digits"])), 0.9) as journal:
        journal.add_page(bytes(16), 1, KeptPage("", 0, 0))
    with open_journal(ReadOptions(inputs=("a",), out=out), 0.9):
        pass  # the same model, named in another way
    assert main(["read", str(tmp_path), "--out", out, "--resume", "--model", "paper"]) == 2
    said = capfd.readouterr().err
    assert "model for glyphs was digits 1" in said and "is now paper 1" in said and "delete it to start over" in said


def test_the_closing_lines_say_where_the_journal_is(tmp_path: Path) -> None:
    options = ReadOptions(inputs=("a",), out=str(tmp_path / "r.csv"))
    journal = cast(Journal, SimpleNamespace(path="r.csv.journal", lost=12, empty=False))
    assert list(about_journal(options, None, 0)) == []
    assert list(about_journal(options, journal, 1)) == [
        "r.csv.journal had 12 damaged bytes at its end; what stood there was read anew",
        "1 page kept from before; all is in r.csv.journal for the next --resume; delete it when the work is done",
    ]
    (tmp_path / "r.csv.journal").write_text("")
    (line,) = about_journal(options, None, 0)
    assert line.endswith("r.csv.journal was not used; with --resume, what an earlier run finished is not read again")


def test_the_options_have_the_defaults_of_the_command() -> None:
    given = read_command.make_context("read", ["somewhere"]).params
    assert given["resume"] is ReadOptions(inputs=()).resume is False
    assert given["shard"] is ReadOptions(inputs=()).shard is None


def test_shards_of_a_folder_are_the_folder(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Files that are no images are enough: each has its row."""
    scans = tmp_path / "scans"
    scans.mkdir()
    for number in range(9):
        (scans / f"{number}.png").write_bytes(b"no image")
    whole, parts = tmp_path / "whole.csv", [tmp_path / f"{index}.csv" for index in range(1, 5)]
    assert main(["read", str(scans), "--out", str(whole), "--device", "cpu", "-q"]) == 3
    for index, part in enumerate(parts, 1):
        shard = ["--shard", f"{index}/4", "--resume"]
        assert main(["read", str(scans), "--out", str(part), "--device", "cpu", "-q", *shard]) in (0, 3)
    heading, *rows = whole.read_bytes().splitlines()
    assert all(part.read_bytes().splitlines()[0] == heading for part in parts)
    assert sorted(row for part in parts for row in part.read_bytes().splitlines()[1:]) == sorted(rows)
    assert main(["read", str(scans / "1.png"), "--shard", "1/9000", "--device", "cpu"]) == 0
    assert capfd.readouterr().out.encode() == heading + b"\r\n"


def test_nothing_to_read_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "scans").mkdir()
    assert main(["read", str(tmp_path / "scans"), "--out", str(tmp_path / "r.csv"), "--device", "cpu", "--resume"]) == 4
    assert [path.name for path in tmp_path.iterdir()] == ["scans"]
