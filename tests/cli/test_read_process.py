"""``digitscan read`` as a process of its own: signals, pipes and closed streams, with the bundled model."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import cv2
import numpy as np
import pytest

from digitscan.recognition.catalog import bundled_models

pytestmark = [
    pytest.mark.skipif("digits" not in bundled_models(), reason="no model file is in models/ yet"),
    pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals and shells"),
]

COMMAND = [sys.executable, "-P", "-m", "digitscan", "read", "--device", "cpu"]
HEADER = b"file,page,field,value,confidence,status,x,y,width,height,note\r\n"


@pytest.fixture(scope="module")
def page() -> bytes:
    """A PNG with a number on it."""
    pixels = np.full((240, 480), 255, np.uint8)
    cv2.putText(pixels, "407", (120, 160), cv2.FONT_HERSHEY_SIMPLEX, 3, 0, 8)
    return bytes(cv2.imencode(".png", pixels)[1].tobytes())


def test_ctrl_c_ends_with_130_and_says_how_far_it_came(page: bytes) -> None:
    """Standard input stays open after some pages, so that the interrupt comes while more are awaited."""
    with subprocess.Popen(
        [*COMMAND, "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdin is not None and process.stdout is not None and process.stderr is not None
        process.stdin.write(page * 60)  # more than wait for one another before the first results leave
        process.stdin.flush()
        assert process.stdout.readline() == HEADER
        process.send_signal(signal.SIGINT)
        said = process.stderr.read()
        assert process.wait(60) == 130
    assert said.startswith(b"digitscan: interrupted after ")
    assert b"Traceback" not in said


def test_a_second_ctrl_c_is_no_traceback(page: bytes) -> None:
    with subprocess.Popen(
        [*COMMAND, "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdin is not None and process.stdout is not None and process.stderr is not None
        process.stdin.write(page * 60)
        process.stdin.flush()
        assert process.stdout.readline() == HEADER
        while process.poll() is None:
            process.send_signal(signal.SIGINT)
            time.sleep(0.01)
        said = process.stderr.read()
        assert process.returncode == 130
    assert said.count(b"\n") == 1
    assert b"Traceback" not in said


def test_a_request_to_end_keeps_what_was_finished(page: bytes, tmp_path: Path) -> None:
    out = tmp_path / "results.csv"
    with subprocess.Popen([*COMMAND, "-", "--out", str(out)], stdin=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdin is not None and process.stderr is not None
        process.stdin.write(page * 40)
        process.stdin.write(b"what is no image is told as soon as it is met " * 20 + page * 20)
        process.stdin.flush()
        assert b"stdin-41: not an image" in process.stderr.readline()
        process.send_signal(signal.SIGTERM)
        said = process.stderr.read()
        assert process.wait(60) == 130
    assert said.startswith(b"digitscan: interrupted; the ")
    assert out.read_bytes().startswith(HEADER)
    assert [path.name for path in tmp_path.iterdir()] == ["results.csv"]


def test_a_reader_that_stops_ends_the_run_quietly(page: bytes, tmp_path: Path) -> None:
    for number in range(40):
        (tmp_path / f"{number}.png").write_bytes(page)
    with subprocess.Popen([*COMMAND, str(tmp_path)], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None and process.stderr is not None
        process.stdout.close()
        said = process.stderr.read()
        assert process.wait(60) == 141
    assert said == b""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_standard_output_on_a_full_disk_is_one_line(page: bytes) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run([*COMMAND, "-"], input=page, stdout=full, stderr=subprocess.PIPE)
    assert done.returncode == 2
    assert done.stderr == b"digitscan: cannot write results to standard output: No space left on device\n"


def test_closed_standard_streams_are_no_traceback(page: bytes, tmp_path: Path) -> None:
    (tmp_path / "page.png").write_bytes(page)
    run = " ".join(COMMAND)
    for redirection, code in (("<&- -", 2), (f">&- {tmp_path}", 2), (f"2>&- {tmp_path}", 0)):
        done = subprocess.run(["/bin/sh", "-c", f"{run} {redirection}"], capture_output=True)
        assert done.returncode == code, redirection
        assert b"Traceback" not in done.stderr


def test_several_images_in_one_stream_are_read_in_order(page: bytes) -> None:
    done = subprocess.run([*COMMAND, "-", "--quiet"], input=page * 3, capture_output=True, check=True)
    rows = done.stdout.removeprefix(HEADER).splitlines()
    assert done.stderr == b""
    assert list(dict.fromkeys(row.split(b",")[0] for row in rows)) == [b"stdin-1", b"stdin-2", b"stdin-3"]


def test_jobs_and_batches_do_not_change_a_byte(page: bytes, tmp_path: Path) -> None:
    """Failures, several pages in one file and drawings among them."""
    scans = tmp_path / "scans"
    scans.mkdir()
    for number in range(7):
        (scans / f"{number}.png").write_bytes(page)
    (scans / "3.png").write_bytes(page[:200])
    images = [np.full((240, 480), 255, np.uint8) for _ in range(7)]
    for number, pixels in enumerate(images):
        cv2.putText(pixels, str(101 + number), (120, 160), cv2.FONT_HERSHEY_SIMPLEX, 3, 0, 8)
    assert cv2.imwritemulti(str(scans / "5b.tif"), images)
    wanted: set[tuple[bytes, bytes, tuple[str, ...]]] = set()
    for jobs, batch in ((1, 1024), (2, 16), (3, 64)):
        options = ["--jobs", str(jobs), "--batch-size", str(batch), "--overlay", str(tmp_path / f"drawn{jobs}")]
        done = subprocess.run([*COMMAND, str(scans), "-q", *options], capture_output=True)
        assert done.returncode == 3, done.stderr
        drawn = tuple(sorted(path.name for path in (tmp_path / f"drawn{jobs}").iterdir()))
        wanted.add((done.stdout, done.stderr, drawn))
    ((rows, _, drawn),) = wanted
    assert rows.count(b"\r\n") == 1 + 14 and b"5b.tif,7," in rows
    assert len(drawn) == 13


def test_ctrl_c_in_the_midst_of_a_page_ends_within_a_second(tmp_path: Path) -> None:
    """Noise on an A3 page takes a worker some seconds; what stood before it is kept."""
    noise = np.random.default_rng(0).integers(0, 256, (120, 120), np.uint8)
    big = np.tile(np.where(noise > 200, 0, 255).astype(np.uint8), (36, 24))
    first = np.full((240, 480), 255, np.uint8)
    cv2.putText(first, "407", (120, 160), cv2.FONT_HERSHEY_SIMPLEX, 3, 0, 8)
    cv2.imwrite(str(tmp_path / "1.png"), first)
    for number in range(2, 6):
        cv2.imwrite(str(tmp_path / f"{number}.png"), big)
    with subprocess.Popen(
        [*COMMAND, str(tmp_path), "--jobs", "2"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None and process.stderr is not None
        assert process.stdout.readline() == HEADER
        time.sleep(0.2)  # the page counts as finished when its rows are written
        before = time.monotonic()
        process.send_signal(signal.SIGINT)
        said = process.stderr.read()
        assert process.wait(60) == 130
        spent = time.monotonic() - before
    assert said.startswith(b"digitscan: interrupted after ") and b"Traceback" not in said
    assert spent < 5, "a second on an idle machine; a page like these takes longer"


@pytest.mark.parametrize("delay", [0.2, 0.25, 0.3, 0.4, 0.5, 0.8, 1.2])
def test_ctrl_c_at_a_terminal_reaches_all_processes_and_is_one_line(delay: float, page: bytes, tmp_path: Path) -> None:
    """Also while the worker processes are still being started."""
    for number in range(200):
        (tmp_path / f"{number}.png").write_bytes(page)
    with subprocess.Popen(
        [*COMMAND, str(tmp_path)], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True
    ) as process:
        assert process.stderr is not None
        time.sleep(delay)
        os.killpg(process.pid, signal.SIGINT)
        said = process.stderr.read()
        code = process.wait(60)
    if code == -signal.SIGINT:
        pytest.skip("the interpreter itself was not ready yet")
    assert code == 130
    assert said.startswith(b"digitscan: interrupted") and said.count(b"\n") == 1
