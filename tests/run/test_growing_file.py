"""What was appended stays; what could not be appended whole leaves no piece."""

from __future__ import annotations

import errno
import subprocess
import sys
from pathlib import Path

import pytest

from digitscan.errors import OutputError, UsageError
from digitscan.run import growing_file
from digitscan.run.growing_file import GrowingFile
from digitscan.run.records import Record

ONE, TWO = Record("page", ("1",), b"one"), Record("page", ("2",), b"two\n")


class _FullDisk:
    """A file on a disk that takes some bytes more."""

    def __init__(self, file: object, left: int) -> None:
        self._file, self._left = file, left

    def write(self, data: bytes) -> int:
        if not self._left:
            raise OSError(errno.ENOSPC, "No space left on device")
        taken = self._file.write(bytes(data)[: self._left])  # type: ignore[attr-defined]
        self._left -= taken
        return int(taken)

    def __getattr__(self, name: str) -> object:
        return getattr(self._file, name)


def test_records_follow_one_another_and_are_found_by_their_place(tmp_path: Path) -> None:
    file = GrowingFile(tmp_path / "file")
    file.append(b"first\n")
    place = file.size
    file.append(ONE)
    file.append(TWO)
    assert file.first_line() == b"first\n"
    assert [file.record(), file.record(), file.record()] == [ONE, TWO, None]
    assert file.record(place) == ONE
    file.close()
    again = GrowingFile(tmp_path / "file")
    assert again.record(place) == ONE
    again.cut(again.position())
    assert again.record() is None
    again.close()


@pytest.mark.parametrize("left", [0, 1, 20])
def test_a_full_disk_leaves_no_piece(left: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = GrowingFile(tmp_path / "file")
    file.append(ONE)
    before = (tmp_path / "file").read_bytes()
    true = file._file
    monkeypatch.setattr(file, "_file", _FullDisk(true, left))
    with pytest.raises(OutputError, match=r"cannot write the journal .*file: No space left on device"):
        file.append(Record("page", ("2",), b"x" * 50))
    assert (tmp_path / "file").read_bytes() == before
    monkeypatch.setattr(file, "_file", true)
    file.append(TWO)
    assert [file.record(0), file.record()] == [ONE, TWO]
    file.close()


def test_an_interrupt_leaves_no_piece(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Interrupted(_FullDisk):
        def write(self, data: bytes) -> int:
            if not self._left:
                raise KeyboardInterrupt
            return super().write(data)

    file = GrowingFile(tmp_path / "file")
    monkeypatch.setattr(file, "_file", Interrupted(file._file, 7))
    with pytest.raises(KeyboardInterrupt):
        file.append(ONE)
    assert (tmp_path / "file").read_bytes() == b""
    file.close()


def test_the_disk_is_not_waited_for_at_each_record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[int] = []
    clock = iter(range(200))
    monkeypatch.setattr(growing_file.os, "fsync", synced.append)
    monkeypatch.setattr(growing_file.time, "monotonic", lambda: next(clock) * 0.5)
    file = GrowingFile(tmp_path / "file")
    for _ in range(40):
        file.append(ONE)
    assert 2 <= len(synced) <= 40 * 0.5 / growing_file.SYNC_SECONDS
    file.close()


@pytest.mark.skipif(growing_file.fcntl is None, reason="needs locks")
def test_only_one_process_has_it(tmp_path: Path) -> None:
    path = tmp_path / "file"
    file = GrowingFile(path)
    with pytest.raises(UsageError, match=r"another digitscan is at work with .*file"):
        GrowingFile(path)
    code = f"from digitscan.run.growing_file import GrowingFile; GrowingFile({str(path)!r})"
    done = subprocess.run([sys.executable, "-P", "-c", code], capture_output=True, text=True)
    assert "another digitscan is at work" in done.stderr
    file.close()
    GrowingFile(path).close()


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="cannot write the journal"):
        GrowingFile(tmp_path / "absent" / "file")
