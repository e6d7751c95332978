"""A results file is complete or absent, whatever happens on the way."""

from __future__ import annotations

import os
import resource
import stat
import subprocess
import sys
import threading
from pathlib import Path
from typing import BinaryIO

import pytest

from digitscan.errors import EXIT_USAGE, OutputError
from digitscan.outputs.results_file import ResultsFile


def _only(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_file_appears_only_when_committed(tmp_path: Path) -> None:
    path = tmp_path / "results.csv"
    with ResultsFile(path) as file:
        file.write("ä,1\r\n")
        assert not path.exists()
        assert file.commit() == path
    assert path.read_bytes() == "ä,1\r\n".encode()
    assert _only(tmp_path) == ["results.csv"]


def test_an_error_on_the_way_leaves_nothing_or_the_older_file(tmp_path: Path) -> None:
    path = tmp_path / "results.csv"
    for older in (None, "older"):
        if older:
            path.write_text(older)
        with pytest.raises(RuntimeError), ResultsFile(path) as file:
            file.write("half")
            raise RuntimeError
        assert _only(tmp_path) == (["results.csv"] if older else [])
    assert path.read_text() == "older"


def test_what_is_finished_is_kept_without_touching_an_older_file(tmp_path: Path) -> None:
    path = tmp_path / "results.csv"
    with ResultsFile(path) as file:
        file.write("first")
        assert file.commit_partial() == path
    with ResultsFile(path) as file:
        file.write("second")
        assert file.commit_partial() == tmp_path / "results.csv.partial"
    assert path.read_text() == "first"
    assert (tmp_path / "results.csv.partial").read_text() == "second"
    assert _only(tmp_path) == ["results.csv", "results.csv.partial"]


def test_a_write_that_was_interrupted_is_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "results.csv"
    with ResultsFile(path) as file:
        file.write("whole\r\n")
        inner = file._file
        assert inner is not None
        monkeypatch.setattr(file, "_file", _Interrupted(inner))
        with pytest.raises(KeyboardInterrupt):
            file.write("half of a row\r\n")
        monkeypatch.setattr(file, "_file", inner)
        file.commit_partial()
    assert path.read_bytes() == b"whole\r\n"


class _Interrupted:
    """A file that takes the beginning of what is written, and then Ctrl-C comes."""

    def __init__(self, file: BinaryIO) -> None:
        self._inner = file

    def write(self, data: bytes) -> int:
        self._inner.write(data[:4])
        raise KeyboardInterrupt


def test_an_older_files_permissions_stay_and_new_ones_follow_the_umask(tmp_path: Path) -> None:
    older = tmp_path / "older.csv"
    older.write_text("")
    older.chmod(0o640)
    saved = os.umask(0o022)
    try:
        for path, mode in ((older, 0o640), (tmp_path / "new.csv", 0o644)):
            with ResultsFile(path) as file:
                file.commit()
            assert stat.S_IMODE(path.stat().st_mode) == mode
    finally:
        os.umask(saved)


def test_a_link_keeps_its_place(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    link = tmp_path / "link.csv"
    link.symlink_to(tmp_path / "real" / "results.csv")
    with ResultsFile(link) as file:
        file.write("x")
        file.commit()
    assert link.is_symlink()
    assert (tmp_path / "real" / "results.csv").read_text() == "x"


def test_a_long_name_is_written(tmp_path: Path) -> None:
    path = tmp_path / ("ü" * 120 + ".csv")
    with ResultsFile(path) as file:
        file.commit()
    assert path.exists()


def test_an_absent_folder_is_named_before_any_work(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"the folder .*absent does not exist") as caught:
        ResultsFile(tmp_path / "absent" / "results.csv")
    assert caught.value.exit_code == EXIT_USAGE


def test_a_folder_as_the_name_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="is a folder"):
        ResultsFile(tmp_path)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_read_only_folder_is_refused(tmp_path: Path) -> None:
    tmp_path.chmod(0o555)
    with pytest.raises(OutputError, match="no permission to write"):
        ResultsFile(tmp_path / "results.csv")


def test_a_file_where_the_folder_should_be_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="cannot write results"):
        ResultsFile(tmp_path / "file" / "results.csv")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_device_is_an_error_and_stays_a_device() -> None:
    with pytest.raises(OutputError, match="No space left"), ResultsFile("/dev/full") as file:
        file.write("x" * 100_000)
        file.commit()
    assert Path("/dev/full").is_char_device()


def test_a_pipe_is_written_into(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    got: list[str] = []
    reader = threading.Thread(target=lambda: got.append(pipe.read_text()))
    reader.start()
    with ResultsFile(pipe) as file:
        file.write("through")
        file.commit()
    reader.join(10)
    assert got == ["through"]
    assert pipe.is_fifo()


def _write_past_the_limit(folder: str) -> None:
    """Run in a process of its own: write more than this process may, which fails as a full disk does."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))
    try:
        with ResultsFile(Path(folder) / "results.csv") as file:
            for _ in range(100):
                file.write("x" * 1000)
            file.commit()
    except OutputError as error:
        sys.stdout.write(f"{error}|{[path.name for path in Path(folder).iterdir()]}")


def test_a_file_that_cannot_grow_is_cleared_away(tmp_path: Path) -> None:
    source = Path(__file__).read_text()
    code = f"{source}\n_write_past_the_limit({str(tmp_path)!r})"
    done = subprocess.run([sys.executable, "-P", "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("cannot write results to ")
    assert done.stdout.endswith("results.csv: File too large|[]")
