"""Worker processes: order kept, pages parted, and what ends a worker costs one page."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Iterable, Iterator

import faulty_worker
import numpy as np
import pytest

from digitscan.errors import DigitscanError, ModelError
from digitscan.inputs.source import Source
from digitscan.recognition.networks import Asked, Seen
from digitscan.run.messages import Setting
from digitscan.run.pool import Pool, may_have_pages
from digitscan.types import PageFailure, PageResult

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="workers end themselves by POSIX signals here")


def _read(names: Iterable[str], jobs: int = 2, timeout: float | None = None, **reader: object) -> list[PageResult]:
    with Pool(Setting(reader), jobs, page_timeout=timeout, body=faulty_worker.work) as pool:
        return [finished.result for finished in pool.read(Source(name, name) for name in names)]


def _places(results: Iterable[PageResult]) -> list[tuple[str, int]]:
    return [(result.file, result.page) for result in results]


def _processes(results: Iterable[PageResult]) -> set[str]:
    return {reading.value for result in results for reading in result.readings}


def test_results_come_in_the_order_of_the_sources_from_several_processes() -> None:
    names = [f"{number}-wait{30 if number % 3 == 0 else 1}.png" for number in range(24)]
    results = _read(names, jobs=3)
    assert _places(results) == [(name, 1) for name in names]
    assert len(_processes(results)) > 1
    assert str(os.getpid()) not in _processes(results)


def test_no_more_processes_are_started_than_there_are_sources() -> None:
    assert len(_processes(_read(["only.png"], jobs=4))) == 1
    assert _read([], jobs=4) == []


def test_the_pages_of_one_file_are_parted_among_all() -> None:
    results = _read(["pages150-wait5.pdf"], jobs=2)
    assert _places(results) == [("pages150-wait5.pdf", page) for page in range(1, 151)]
    assert len(_processes(results)) == 2


def test_files_with_many_pages_among_others_keep_their_order() -> None:
    names = ["a.png", "pages70.tif", "b.png", "pages3.pdf", "pages40.pdf", "c.png"]
    wanted = [("a.png", 1), *(("pages70.tif", n) for n in range(1, 71)), ("b.png", 1)]
    wanted += [*(("pages3.pdf", n) for n in range(1, 4)), *(("pages40.pdf", n) for n in range(1, 41)), ("c.png", 1)]
    assert _places(_read(names)) == wanted


def test_failures_to_find_a_source_stand_where_they_belong() -> None:
    sources = [Source("a.png", "a.png"), PageFailure("gone.png", 1, "it is gone"), Source("b.png", "b.png")]
    with Pool(Setting(), 2, body=faulty_worker.work) as pool:
        results = [finished.result for finished in pool.read(sources)]
    assert [(result.file, result.error) for result in results] == [
        ("a.png", None), ("gone.png", "it is gone"), ("b.png", None),
    ]  # fmt: skip


def test_a_worker_that_dies_costs_one_page() -> None:
    names = ["a.png", "kill1.png", "b.png", "exit1.png", *(f"{n}.png" for n in range(8))]
    results = _read(names)
    assert _places(results) == [(name, 1) for name in names]
    errors = {result.file: result.error for result in results if result.error}
    assert set(errors) == {"kill1.png", "exit1.png"}
    assert "was ended by SIGKILL; the system may have run out of memory" in str(errors["kill1.png"])
    assert "ended with status 9" in str(errors["exit1.png"])


@pytest.mark.parametrize("jobs", [1, 2])
def test_the_pages_behind_the_one_that_killed_a_worker_are_read(jobs: int) -> None:
    name = "pages60-kill7-exit41.pdf"
    results = _read([name, "after.png"], jobs=jobs)
    assert _places(results) == [*((name, page) for page in range(1, 61)), ("after.png", 1)]
    assert [result.page for result in results if result.error] == [7, 41]


def test_a_page_that_takes_too_long_is_given_up() -> None:
    before = time.monotonic()
    results = _read(["a.png", "pages3-slow2.pdf", "b.png"], timeout=0.5)
    assert time.monotonic() - before < 60, "it waited for the page"
    assert [(result.file, result.page, result.error) for result in results] == [
        ("a.png", 1, None),
        ("pages3-slow2.pdf", 1, None),
        ("pages3-slow2.pdf", 2, "given up after 0.5 s (--page-timeout)"),
        ("pages3-slow2.pdf", 3, None),
        ("b.png", 1, None),
    ]


def test_what_a_worker_cannot_be_made_for_ends_the_run() -> None:
    with pytest.raises(ModelError, match="no such model"):
        _read(["a.png"], refuse=True)


def test_workers_that_never_come_into_being_end_the_run() -> None:
    with pytest.raises(DigitscanError, match="do not come into being: each ended with status 7"):
        _read(["a.png", "b.png"], stillborn=True)


def test_sources_are_taken_as_they_are_needed() -> None:
    """Neither all sources nor all results are in memory at once, though the first page is slow."""
    taken = 0

    def endless() -> Iterator[Source]:
        nonlocal taken
        yield Source("wait700.png", "wait700.png")
        while True:
            taken += 1
            yield Source(f"{taken}.png", "x.png")

    with Pool(Setting(), 2, body=faulty_worker.work) as pool:
        results = pool.read(endless())
        assert next(results).result.file == "wait700.png"
        assert 50 < taken < 200
        assert [next(results).result.file for _ in range(3)] == ["1.png", "2.png", "3.png"]


def test_leaving_ends_the_processes_at_once() -> None:
    with Pool(Setting(), 2, body=faulty_worker.work) as pool:
        results = pool.read(Source(name, name) for name in ("a.png", "slow1.png", "b.png"))
        (reading,) = next(results).result.readings
        before = time.monotonic()
    assert time.monotonic() - before < 1
    with pytest.raises(ProcessLookupError):
        os.kill(int(reading.value), 0)


class _Counting:
    """Networks that say, of each glyph, its own first pixel."""

    def __init__(self) -> None:
        self.together: list[int] = []
        self.threads: set[int] = set()

    def see(self, asked: list[Asked]) -> list[Seen]:
        self.together.append(len(asked))
        self.threads.add(threading.get_ident())
        if any(page.glyphs[0, 0, 0] == 255 for page in asked):
            raise RuntimeError("the device is gone")
        rows = [np.full((len(page.glyphs), 11), page.glyphs[0, 0, 0], np.float32) for page in asked]
        nothing = np.zeros((0, 11), np.float32)
        return [Seen(row, nothing, np.zeros(0, np.float32), []) for row in rows]


def test_one_inference_stage_answers_all_workers() -> None:
    from asking_worker import work

    networks = _Counting()
    names = [f"{number}.png" for number in [*range(20), 255, *range(20, 30)]]
    with Pool(Setting(), 3, networks=networks, body=work) as pool:
        results = [finished.result for finished in pool.read(Source(name, name) for name in names)]
    read = {result.file: result.readings[0].value for result in results if not result.error}
    failed = {result.file: result.error for result in results if result.error}
    assert "the networks failed: RuntimeError: the device is gone" in failed.pop("255.png")
    # Pages that were asked about together with it share its fate; all others are read.
    assert len(failed) <= 2 and all("the device is gone" in str(error) for error in failed.values())
    assert read and all(value == name.partition(".")[0] for name, value in read.items())
    assert sum(networks.together) == len(names)
    assert networks.threads and threading.get_ident() not in networks.threads


@pytest.mark.parametrize(
    ("source", "many"),
    [
        (Source("a.PDF", "x/a.PDF"), True),
        (Source("a.tiff", "a.tiff"), True),
        (Source("a.png", "a.png"), False),
        (Source("stdin-1", data=b"%PDF-1.7"), True),
        (Source("stdin-1", data=b"II*\0"), True),
        (Source("stdin-1", data=b"\x89PNG"), False),
    ],
)
def test_which_sources_may_have_many_pages(source: Source, many: bool) -> None:
    assert may_have_pages(source) is many
