"""Tables can be read anywhere, a pipe too, and however many there are."""

from __future__ import annotations

import os
import threading
from pathlib import Path
from types import SimpleNamespace

import pytest

from digitscan.errors import UsageError
from digitscan.outputs import table_files
from digitscan.outputs.table_files import TableFiles


def test_few_are_open_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table_files, "_OPEN", 3)
    paths = [str(tmp_path / str(number)) for number in range(8)]
    for number, path in enumerate(paths):
        Path(path).write_bytes(b"table %d" % number)
    with TableFiles(paths) as files:
        for number in (*range(8), *range(8), 7, 0):
            assert files.read(number, 6, 7) == b"%d" % number
            assert len(files._open) <= 3


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs pipes with names")
def test_what_comes_through_a_pipe_can_be_read_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=lambda: pipe.write_bytes(b"through a pipe"))
    writer.start()
    (tmp_path / "in").write_bytes(b"standard")
    with (tmp_path / "in").open("rb") as stdin, TableFiles([str(pipe), "-"]) as files:
        monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=stdin))
        for _ in range(2):
            assert files.read(0, 8, 14) == b"a pipe"
            assert files.read(1, 0, 3) == b"sta"
        assert files.names == [str(pipe), "standard input"]
    writer.join(10)


@pytest.mark.parametrize(("name", "words"), [("absent", "No such file"), (".", "Is a directory"), ("a\0b", "null")])
def test_what_cannot_be_read_is_named(name: str, words: str, tmp_path: Path) -> None:
    with TableFiles([str(tmp_path / name)]) as files, pytest.raises(UsageError, match=f"cannot read .*{words}"):
        files.file(0)
