"""``digitscan merge`` gives the bytes that one run would have written, and tells what is not in order."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from digitscan import errors
from digitscan.cli import entry
from digitscan.cli.entry import main
from digitscan.cli.merge import EPILOG
from digitscan.cli.read_run import ReadOptions
from digitscan.inputs.source import Source
from digitscan.inputs.sources import find_sources
from digitscan.outputs.rows import csv_header, page_to_csv, page_to_jsonl
from digitscan.run.shards import Shard
from digitscan.types import Box, PageResult, Reading, Status

NAMES = ["a/1.png", "a/10.png", "a/2.tif", 'b,"x".png', "c/ü.png", *(f"{number}.png" for number in range(40))]
SHARDS = 3


def _rows(name: str, form: str) -> str:
    encode = page_to_csv if form == "csv" else page_to_jsonl
    if name == "7.png":
        return encode(PageResult(name, 1, error="it is broken,\nindeed"))
    pages = 3 if name.endswith(".tif") else 1
    reading = Reading(1, "12", 0.25, Status.OK, Box(1, 2, 3, 4), "one, two")
    results = (
        PageResult(name, page + 1, (reading, Reading(2, "3", 1, Status.REVIEW, Box(1, 2, 3, 4))))
        for page in range(pages)
    )
    return "".join(map(encode, results))


@pytest.fixture(params=["csv", "jsonl"])
def form(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, with the inputs in ``scans``."""
    for name in NAMES:
        (tmp_path / "scans" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "scans" / name).write_bytes(b"x")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _write(form: str, shard: Shard | None = None, inputs: tuple[str, ...] = ("scans",)) -> bytes:
    """What a run would have written; of a shard into ``part-I``."""
    sources = [source for source in find_sources(inputs) if shard is None or shard.has(source)]
    names = [source.name for source in sources if isinstance(source, Source)]
    data = ((csv_header() if form == "csv" else "") + "".join(_rows(name, form) for name in names)).encode()
    Path("whole" if shard is None else f"part-{shard.index}").write_bytes(data)
    return data


def _parts(form: str, inputs: tuple[str, ...] = ("scans",)) -> list[str]:
    for index in range(1, SHARDS + 1):
        _write(form, Shard(index, SHARDS), inputs)
    return [f"part-{index}" for index in range(SHARDS, 0, -1)]


def test_shards_of_a_folder_become_the_bytes_of_one_run(
    form: str, folder: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    whole, parts = _write(form), _parts(form)
    assert main(["merge", *parts, "--out", "results"]) == 3  # 7.png failed, in one run as well
    assert Path("results").read_bytes() == whole
    out, err = capfdbinary.readouterr()
    assert out == b""
    assert err.decode().splitlines()[-2:] == ["3 files joined: 47 pages with rows", "results in results"]
    assert re.search(rb"^digitscan: part-\d: 1 page could not be read \(status 'error'\)\n", err)
    assert main(["merge", *parts, "--inputs", "scans", "-q"]) == 3
    out, err = capfdbinary.readouterr()
    assert out == whole
    assert err.count(b"\n") == 1


def test_with_inputs_it_is_the_order_in_which_they_were_named(form: str, folder: Path) -> None:
    inputs = ("scans/9.png", "scans/a", 'scans/b,"x".png', "scans/10.png", "scans/c")
    whole, parts = _write(form, None, inputs), _parts(form, inputs)
    given = [word for name in inputs for word in ("--inputs", name)]
    assert main(["merge", *parts, "--out", "results", *given]) == 0
    assert Path("results").read_bytes() == whole
    Path("list").write_text("\n".join(inputs))
    Path("list0").write_text("\0".join(inputs))
    for option, name in (("--files-from", "list"), ("--files0-from", "list0")):
        assert main(["merge", *parts, "--out", "results", option, name]) == 0
        assert Path("results").read_bytes() == whole


def test_what_is_missing_is_told(form: str, folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    parts = _parts(form)
    assert main(["merge", parts[0], parts[2]]) == 3
    assert "digitscan: shard 2/3 is missing\n" in capfd.readouterr().err
    assert main(["merge", parts[0], parts[2], "--inputs", "scans"]) == 3
    assert re.search(
        r"^digitscan: shard 2/3 is missing: none of its \d+ inputs has a row$", capfd.readouterr().err, re.M
    )
    Path("scans/blank.png").write_bytes(b"x")
    Path("scans/30.png").unlink()
    assert main(["merge", *parts, "--inputs", "scans"]) == 3
    told = capfd.readouterr().err
    assert "digitscan: blank.png has no row: nothing was found there, or it was not read\n" in told
    assert "digitscan: 30.png is in the results and no input; its rows come last\n" in told
    assert "shard" not in told
    for number in range(60):
        Path(f"scans/x{number}.png").write_bytes(b"x")
    assert main(["merge", *parts, "--inputs", "scans"]) == 3
    told = capfd.readouterr().err
    assert told.count("has no row") == 20 and "digitscan: and 41 more of 61\n" in told


def test_pages_that_stand_in_two_files_are_told_and_taken_once(
    form: str, folder: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    whole, parts = _write(form), _parts(form)
    Path("again").write_bytes(Path(parts[0]).read_bytes())
    assert main(["merge", *parts, "again"]) == 3
    out, err = capfd.readouterr()
    assert out.encode().replace(b"\n", b"\r\n" if form == "csv" else b"\n").count(b"10.png") == whole.count(b"10.png")
    assert f"page 1 is in {parts[0]} and in again, twice the same; the rows of {parts[0]} are taken\n" in err
    changed = Path("again").read_bytes().replace(b"one, two", b"one, too")
    Path("again").write_bytes(changed)
    assert main(["merge", *parts, "again", "--out", "results"]) == 3
    assert Path("results").read_bytes() == whole
    assert "and they differ" in capfd.readouterr().err
    assert main(["merge", "again", *parts, "--out", "results"]) == 3
    assert b"one, too" in Path("results").read_bytes()


def test_shards_may_come_through_pipes(
    form: str, folder: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    whole, parts = _write(form), _parts(form)
    with Path(parts[1]).open("rb") as stdin:
        monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=stdin))
        assert main(["merge", parts[0], "-", parts[2], "-q"]) == 3
    assert capfdbinary.readouterr().out == whole


def test_a_shard_without_rows_adds_nothing(form: str, folder: Path) -> None:
    _write(form, Shard(1, 1), ("scans/a",))
    Path("none").write_bytes(csv_header().encode() if form == "csv" else b"")
    for tables in (["part-1", "none"], ["none", "part-1"]):
        assert main(["merge", *tables, "--out", "results"]) == 0
        assert Path("results").read_bytes() == Path("part-1").read_bytes()
    assert main(["merge", "none", "--out", "results"]) == 0
    assert Path("results").read_bytes() == Path("none").read_bytes()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "SHARD"),
        (["absent"], "cannot read absent: No such file"),
        (["scans"], "cannot read scans: Is a directory"),
        (["part-1", "part-1"], "part-1 is named twice"),
        (["part-1", "--out", "part-1"], "--out part-1 is one of the files to join"),
        (["part-1", "--out", ""], "--out needs the name of a file"),
        (["part-1", "jsonl"], "part-1 is csv and jsonl is jsonl"),
        (["part-1", "scans/1.png"], "scans/1.png does not begin as results do"),
        (["part-1", "cut"], "cut: line 5 is cut short"),
        (["part-1", "--inputs", "nowhere"], "--inputs nowhere: no such file or folder"),
        (["part-1", "--inputs", "-"], "the inputs cannot come through standard input"),
        (["part-1", "--out", "absent/results"], "the folder absent does not exist"),
    ],
)
def test_wrong_usage_is_2_and_writes_nothing(
    arguments: list[str], words: str, folder: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    _write("csv", Shard(1, 1))
    before = Path("part-1").read_bytes()
    Path("cut").write_bytes(b"\r\n".join(before.splitlines(keepends=False)[:5]))
    Path("jsonl").write_text(_rows("1.png", "jsonl"))
    there = sorted(path.name for path in folder.iterdir())
    assert main(["merge", *arguments]) == 2
    out, err = capfd.readouterr()
    assert words in err and out == ""
    assert sorted(path.name for path in folder.iterdir()) == there
    assert Path("part-1").read_bytes() == before


def test_the_exit_codes_of_the_help_are_defined() -> None:
    defined = {value for name, value in vars(errors).items() if name.startswith("EXIT_")} | {entry.EXIT_PIPE_CLOSED}
    codes = {int(code) for code in re.findall(r"^ +(\d+)  \S", EPILOG, re.MULTILINE)}
    assert codes <= defined and {0, 2, 3} <= codes


def test_the_option_that_makes_shards_is_there() -> None:
    assert ReadOptions(inputs=(), shard=Shard(1, 2)).shard == Shard(1, 2)
