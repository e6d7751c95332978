"""``digitscan read --resume`` as a process of its own that is ended in every way: the results are those of one run."""

from __future__ import annotations

import contextlib
import random
import resource
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest
import slow_reading

from digitscan.recognition.catalog import bundled_models

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")

KILLS = 22


@pytest.fixture(scope="module")
def scans(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Files of one page and of many, some that fail, and white pages without a row."""
    folder = tmp_path_factory.mktemp("resume") / "scans"
    (folder / "deep").mkdir(parents=True)
    for number in range(150):
        level = 255 if number % 10 == 0 else number
        cv2.imwrite(str(folder / f"{number}.png"), np.full((8, 8), level, np.uint8))
    for number in (20, 90, 149):
        pages = [np.full((8, 8), (number + page) % 250, np.uint8) for page in range(60)]
        assert cv2.imwritemulti(str(folder / "deep" / f"{number}.tif"), pages)
    (folder / "33-bad.png").write_bytes(b"no image")
    (folder / "151-cut.tif").write_bytes((folder / "deep" / "20.tif").read_bytes()[:4000])
    (folder / "link.png").symlink_to("nowhere.png")
    return folder


@pytest.fixture(scope="module")
def whole(scans: Path) -> bytes:
    """The results of a run that nothing disturbs."""
    out = scans.parent / "whole.csv"
    assert _finish(scans, out, resume=False) == 3
    return out.read_bytes()


def _command(scans: Path, out: Path, seconds: float = 0.0, *, resume: bool = True) -> list[str]:
    script = [sys.executable, "-P", slow_reading.__file__, str(out.with_suffix(".log")), str(seconds)]
    return [*script, "read", str(scans), "--out", str(out), "-q", *(["--resume"] if resume else [])]


def _finish(scans: Path, out: Path, *, resume: bool = True) -> int:
    return subprocess.run(_command(scans, out, resume=resume), capture_output=True).returncode


def _pages_read(out: Path) -> Counter[str]:
    return Counter(out.with_suffix(".log").read_text().splitlines())


def test_a_run_that_is_killed_at_any_moment_ends_with_the_bytes_of_one_that_is_not(
    scans: Path, whole: bytes, tmp_path: Path
) -> None:
    """Each time at a random moment after the reading began, four times before that."""
    seed = random.randrange(2**32)
    print(f"seed {seed}")
    chance = random.Random(seed)
    out = tmp_path / "results.csv"
    killed = 0
    for attempt in range(KILLS):
        with subprocess.Popen(
            _command(scans, out, 0.004), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        ) as process:
            assert process.stdout is not None
            if attempt % 6 != 5:
                process.stdout.read(1)
            time.sleep(chance.uniform(0.0, 0.07))
            process.kill()
            killed += process.wait() == -signal.SIGKILL
    assert killed >= 20, "the runs came to their end before they were killed: make them longer"
    assert not out.exists()
    assert _finish(scans, out) == 3
    assert out.read_bytes() == whole
    assert sorted(path.name for path in tmp_path.iterdir()) == ["results.csv", "results.csv.journal", "results.log"]
    read = _pages_read(out)
    failed = 4  # tried again each time: the bad file, the two pages of the cut one, the link
    assert sum(read.values()) <= len(read) + KILLS * (1 + failed), "a page that was finished was read again"


def test_what_is_finished_is_not_read_again_and_what_is_new_or_changed_is(scans: Path, tmp_path: Path) -> None:
    own = tmp_path / "scans"
    own.mkdir()
    for name in ("1.png", "2.png", "3.png"):
        (own / name).write_bytes((scans / name).read_bytes())
    out = tmp_path / "results.csv"
    assert _finish(own, out) == 0
    first = out.read_bytes()
    (own / "2.png").write_bytes((scans / "77.png").read_bytes())
    (own / "4.png").write_bytes((scans / "4.png").read_bytes())
    (own / "1.png").unlink()
    assert _finish(own, out) == 0
    rows = [line.split(b",")[:4:3] for line in out.read_bytes().splitlines()[1:]]
    assert rows == [[b"2.png", b"77"], [b"3.png", b"3"], [b"4.png", b"4"]]
    assert _pages_read(out) == {"1.png 1": 1, "2.png 1": 2, "3.png 1": 1, "4.png 1": 1}
    (own / "1.png").write_bytes((scans / "1.png").read_bytes())
    (own / "2.png").write_bytes((scans / "2.png").read_bytes())
    (own / "4.png").unlink()
    assert _finish(own, out) == 0
    assert out.read_bytes() == first, "what it was once, it is again"
    assert _pages_read(out)["2.png 1"] == 2


def test_a_full_disk_ends_the_run_and_the_next_goes_on(scans: Path, whole: bytes, tmp_path: Path) -> None:
    out = tmp_path / "results.csv"
    sizes = [0]
    for limit in (2_000, 6_000, 20_000):
        done = subprocess.run(_command(scans, out), capture_output=True, preexec_fn=_no_file_above(limit))
        assert done.returncode == 2, done.stderr
        last = done.stderr.decode().splitlines()[-1]
        assert last.startswith("digitscan: cannot write ") and "File too large" in last
        assert last.endswith(f"what is finished is in {out}.journal, --resume goes on there")
        assert b"Traceback" not in done.stderr
        sizes.append(Path(f"{out}.journal").stat().st_size)
        assert sizes[-2] < sizes[-1] <= limit
    assert not out.exists()
    assert _finish(scans, out) == 3
    assert out.read_bytes() == whole
    assert sum(_pages_read(out).values()) <= len(_pages_read(out)) + 3 * 5


def _no_file_above(limit: int) -> Callable[[], None]:
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))


def test_ctrl_c_keeps_the_rows_as_ever_and_the_next_run_goes_on(scans: Path, whole: bytes, tmp_path: Path) -> None:
    out = tmp_path / "results.csv"
    out.write_text("older")
    with subprocess.Popen(_command(scans, out, 0.005), stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None and process.stderr is not None
        process.stdout.read(1)
        time.sleep(0.3)
        process.send_signal(signal.SIGINT)
        said = process.stderr.read().decode()
        assert process.wait(60) == 130
    assert said.endswith(f"finished are in {out}.partial; --resume goes on there\n")
    assert out.read_text() == "older"
    partial = (tmp_path / "results.csv.partial").read_bytes()
    assert whole.startswith(partial) and partial.count(b"\n") > 3
    assert _finish(scans, out) == 3
    assert out.read_bytes() == whole
    read = _pages_read(out)
    assert sum(read.values()) <= len(read) + 1 + 4


def test_a_journal_whose_end_is_torn_or_damaged_costs_what_stood_there(
    scans: Path, whole: bytes, tmp_path: Path
) -> None:
    out = tmp_path / "results.csv"
    assert _finish(scans, out) == 3
    journal = Path(f"{out}.journal")
    data = journal.read_bytes()
    seed = random.randrange(2**32)
    print(f"seed {seed}")
    chance = random.Random(seed)
    for kind in ("torn", "zeros", "flipped"):
        at = chance.randrange(len(data) // 2, len(data) - 1)
        damaged = {
            "torn": data[:at],
            "zeros": data[:at] + bytes(len(data) - at),
            "flipped": data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :],
        }[kind]
        journal.write_bytes(damaged)
        done = subprocess.run([arg for arg in _command(scans, out) if arg != "-q"], capture_output=True, text=True)
        assert done.returncode == 3, done.stderr
        assert out.read_bytes() == whole, (kind, at)
        if kind != "torn":
            assert "damaged bytes at its end" in done.stderr
        with contextlib.suppress(FileNotFoundError):
            out.unlink()


@pytest.mark.skipif("digits" not in bundled_models(), reason="no model file is in models/ yet")
def test_worker_processes_and_resume_go_together(tmp_path: Path) -> None:
    """The true command with two workers, killed at random moments: no row lost, none twice, no process left behind."""
    scans = tmp_path / "scans"
    scans.mkdir()
    for number in range(40):
        pixels = np.full((120, 240), 255, np.uint8)
        cv2.putText(pixels, str(100 + number), (40, 80), cv2.FONT_HERSHEY_SIMPLEX, 2, 0, 5)
        cv2.imwrite(str(scans / f"{number}.png"), pixels)
    command = [sys.executable, "-P", "-m", "digitscan", "read", str(scans), "--device", "cpu", "--jobs", "2", "-q"]
    whole, out = tmp_path / "whole.csv", tmp_path / "results.csv"
    assert subprocess.run([*command, "--out", str(whole)]).returncode == 0
    seed = random.randrange(2**32)
    print(f"seed {seed}")
    chance = random.Random(seed)
    for _ in range(4):
        with subprocess.Popen([*command, "--out", str(out), "--resume"], start_new_session=True) as process:
            time.sleep(chance.uniform(0.5, 1.6))
            process.kill()
    assert subprocess.run([*command, "--out", str(out), "--resume"]).returncode == 0
    assert out.read_bytes() == whole.read_bytes()
