"""The whole run: ``digitscan read`` as a process of its own, as a user starts it, with everything that it takes."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import IO, NamedTuple

from digitscan.errors import EXIT_OK, DigitscanError

from .memory import TreePeak

_RAMP = 2
"""Pages for each worker that count as start: all workers are at work when the second page of each has come."""


class Whole(NamedTuple):
    """One run.

    Attributes:
        pages: of which rows came.
        seconds: from the start of the process to its end.
        first: seconds until the first page's rows came.
        cpu: seconds of processor time of all its processes, or None where the system does not tell.
        steady: pages/s while all workers were at work, or None where there were too few pages to tell.
        peak: of the whole process tree, bytes, or None where the system does not tell.
        results: the rows, a CSV file.
    """

    pages: int
    seconds: float
    first: float
    cpu: float | None
    steady: float | None
    peak: int | None
    results: Path


def run_whole(arguments: Sequence[str], results: Path, jobs: int) -> Whole:
    """Run ``digitscan read`` and take its rows from standard output, where each page's leave as it is finished.

    Args:
        arguments: inputs and options, without ``--jobs``.
        results: the file that the rows go to.
        jobs: worker processes.

    Raises:
        DigitscanError: the command failed; its message and exit code are its own.
    """
    command = [sys.executable, "-P", "-m", "digitscan", "read", *arguments, "--jobs", str(jobs), "--quiet"]
    with tempfile.TemporaryFile() as said, results.open("wb") as rows:
        before, start = _children_cpu(), time.perf_counter()
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=said) as process, TreePeak(process.pid) as tree:
            assert process.stdout is not None
            try:
                arrivals = _take_rows(process.stdout, rows)
            except BaseException:
                process.terminate()  # its workers end with it
                raise
        seconds, after = time.perf_counter() - start, _children_cpu()
        if process.returncode != EXIT_OK:
            raise _failed(process.returncode, said)
    first = arrivals[0] - start if arrivals else seconds
    cpu = None if before is None or after is None else after - before
    return Whole(len(arrivals), seconds, first, cpu, _steady(arrivals, jobs), tree.peak, results)


def _children_cpu() -> float | None:
    """Seconds of processor time of all child processes that have ended, theirs included; None on Windows."""
    try:
        from resource import RUSAGE_CHILDREN, getrusage
    except ImportError:
        return None
    used = getrusage(RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _take_rows(stream: IO[bytes], rows: IO[bytes]) -> list[float]:
    """Copy the rows; when the first one of each page came, by `time.perf_counter`."""
    arrivals: list[float] = []
    rows.write(stream.readline())  # the headings
    last = b""
    for row in stream:
        page = b",".join(row.split(b",", 2)[:2])  # names of generated pages have no comma
        if page != last:
            arrivals.append(time.perf_counter())
            last = page
        rows.write(row)
    return arrivals


def _steady(arrivals: Sequence[float], jobs: int) -> float | None:
    """Pages/s between the ramp of the start and the last page."""
    ramp = _RAMP * jobs
    if len(arrivals) < 3 * ramp or arrivals[-1] <= arrivals[ramp - 1]:
        return None
    return (len(arrivals) - ramp) / (arrivals[-1] - arrivals[ramp - 1])


def _failed(code: int, said: IO[bytes]) -> DigitscanError:
    said.seek(0)
    lines = said.read().decode("utf-8", "replace").strip().splitlines() or ["it said nothing"]
    error = DigitscanError(f"'digitscan read' ended with code {code}: {lines[-1].removeprefix('digitscan: ')}")
    error.exit_code = code if code > 0 else error.exit_code
    return error
