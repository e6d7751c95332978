"""A benchmark from start to end: pages are made, and read by turns with the floor, case by case."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import NamedTuple

from digitscan.drawing import Drawn
from digitscan.reader import Reader

from .floor import Floor, measure_floor
from .judged import judge_run
from .pages import PageSet, draw_pages, write_pages
from .peers import Peer, find_peers, run_peer, share_found
from .rows import Row
from .stages import CLASSIFY, StageTimes, measure_stages
from .whole import Whole, run_whole

Tell = Callable[[str], None]
"""Takes a line about what is going on."""

_STAGE_PAGES = 4
"""Pages whose stages are timed, by as many writers."""


@dataclass(frozen=True)
class Plan:
    """What is to be measured.

    Attributes:
        pages: files of each case.
        digits: on each page, a case for each.
        formats: of `pages.FORMATS`, a case for each.
        jobs: worker processes, each in turn.
        repeat: rounds; each goes through all numbers of jobs, floor and whole by turns.
        device: as ``digitscan read`` takes it.
        model: likewise.
        compare: pages for the peers that are installed; 0 for none.
        growth: numbers of pages over which the time a page and the memory are compared; none for none.
        seed: of the drawn pages.
    """

    pages: int = 60
    digits: tuple[int, ...] = (50, 300, 1000)
    formats: tuple[str, ...] = ("jpeg", "g4", "pdf")
    jobs: tuple[int, ...] = (1,)
    repeat: int = 3
    device: str = "auto"
    model: str = "digits"
    compare: int = 0
    growth: tuple[int, ...] = ()
    seed: int = 0


class Case(NamedTuple):
    """What was measured on files of one kind.

    Attributes:
        format: of the files.
        digits: handwritten on each page.
        rows: the figures.
        notes: what else there is to say, a line each.
    """

    format: str
    digits: int
    rows: list[Row]
    notes: list[str]


def run_plan(plan: Plan, tell: Tell) -> Iterator[Case]:
    """Measure case by case.

    Raises:
        DigitscanError: a run failed, or there is no room for the pages.
    """
    reader = Reader(plan.model, plan.device, jobs=1)
    for digits in plan.digits:
        tell(f"drawing pages of {digits} digits")
        drawn = draw_pages(digits, seed=plan.seed)
        for format_ in plan.formats:
            with tempfile.TemporaryDirectory(prefix="digitscan-bench-") as name:
                yield _run_case(plan, drawn, format_, digits, reader, Path(name), tell)


def _run_case(
    plan: Plan, drawn: Sequence[Drawn], format_: str, digits: int, reader: Reader, folder: Path, tell: Tell
) -> Case:
    scans = folder / "scans"
    scans.mkdir()
    pages = write_pages(scans, drawn, format_, max(plan.pages, *plan.growth) if plan.growth else plan.pages)
    some = pages.first(plan.pages, folder / "some.txt")
    tell(f"{format_}, {digits} digits: {plan.pages} pages, {pages.data_bytes / len(pages.names) / 1e6:.2f} MB each")
    times = measure_stages(some.paths[:_STAGE_PAGES], reader, plan.repeat)
    rows = [*_stage_rows(some, times), *_run_rounds(plan, some, folder, tell)]
    notes: list[str] = []
    if plan.compare:
        peers, notes = _compare(plan, some, rows, tell)
        rows += peers
    rows += _grow(plan, pages, folder, tell)
    return Case(format_, digits, rows, notes)


def _stage_rows(pages: PageSet, times: StageTimes) -> Iterator[Row]:
    for stage, seconds in times.seconds.items():
        ratio = seconds / times.total
        classified = times.classified if stage == CLASSIFY else None
        yield Row(pages.format, pages.digits, "stage", stage, 1, times.pages, 1, seconds, ratio, classified=classified)


def _run_rounds(plan: Plan, pages: PageSet, folder: Path, tell: Tell) -> Iterator[Row]:
    """Floor and whole by turns, so that a noisy machine harms both alike."""
    floors: dict[int, list[Floor]] = {jobs: [] for jobs in plan.jobs}
    wholes: dict[int, list[Whole]] = {jobs: [] for jobs in plan.jobs}
    for number in range(1, plan.repeat + 1):
        for jobs in plan.jobs:
            floor = measure_floor(pages.paths, jobs)
            whole = _read(plan, pages, folder, jobs)
            floors[jobs].append(floor)
            wholes[jobs].append(whole)
            rates = f"read {whole.pages / whole.seconds:.2f} pages/s, floor {floor.pages / floor.seconds:.1f}"
            tell(f"  round {number} of {plan.repeat}, jobs {jobs}: {rates}")
    for jobs in plan.jobs:
        yield from _rows_of_runs(pages, jobs, floors[jobs], wholes[jobs])


def _read(plan: Plan, pages: PageSet, folder: Path, jobs: int) -> Whole:
    return run_whole([*pages.arguments, "--device", plan.device, "--model", plan.model], folder / "results.csv", jobs)


def _rows_of_runs(pages: PageSet, jobs: int, floors: Sequence[Floor], wholes: Sequence[Whole]) -> Iterator[Row]:
    """The medians; ratios are medians of those of each round."""
    runs, count = len(wholes), len(pages.names)
    shares = judge_run(pages.truth(), wholes[-1].results)
    yield Row(
        pages.format, pages.digits, "whole", "digitscan read", jobs, count, runs, median(w.seconds for w in wholes),
        median(w.seconds / f.seconds for w, f in zip(wholes, floors, strict=True)),
        start=median(w.first for w in wholes), peak=_largest(wholes), right=shares.right, review=shares.review,
        wrong=shares.wrong,
    )  # fmt: skip
    steady = [count / whole.steady for whole in wholes if whole.steady is not None]
    if len(steady) == runs:
        ratio = median(s / f.seconds for s, f in zip(steady, floors, strict=True))
        yield Row(pages.format, pages.digits, "steady", "digitscan read", jobs, count, runs, median(steady), ratio)
    yield Row(
        pages.format, pages.digits, "floor", "decoding alone", jobs, count, runs, median(f.seconds for f in floors), 1.0
    )


def _largest(wholes: Sequence[Whole]) -> int | None:
    return max((whole.peak for whole in wholes if whole.peak is not None), default=None)


def _compare(plan: Plan, pages: PageSet, rows: Sequence[Row], tell: Tell) -> tuple[list[Row], list[str]]:
    """The peers on the first pages; for those that are absent, or read no such files, a note."""
    if pages.format == "pdf":
        return [], ["peers read images; they were not given PDF"]
    jobs = max(plan.jobs)
    ours = next(row.pages_per_s for row in rows if row.what == "whole" and row.jobs == jobs)
    peers = find_peers()
    found: list[Row] = []
    for peer in peers:
        if peer.present:
            tell(f"  {peer.name} {peer.version}")
            found.append(_peer_row(peer, pages, min(plan.compare, len(pages.names)), jobs, ours or 0.0))
    return found, [f"{peer.name}: {peer.version}" for peer in peers if not peer.present]


def _peer_row(peer: Peer, pages: PageSet, count: int, jobs: int, ours: float) -> Row:
    run = run_peer(peer, pages.paths[:count], jobs)
    right = [share_found(pages.values[i % len(pages.values)], text) for i, text in enumerate(run.texts)]
    ratio, name = ours * run.seconds / run.pages, f"{peer.name} {peer.version}"
    return Row(pages.format, pages.digits, "peer", name, jobs, count, 1, run.seconds, ratio, right=sum(right) / count)


def _grow(plan: Plan, pages: PageSet, folder: Path, tell: Tell) -> Iterator[Row]:
    """The time a page, without the start, and the memory of runs over more and more pages, by turns."""
    jobs, wholes = max(plan.jobs), {count: list[Whole]() for count in plan.growth}
    for number in range(1, plan.repeat + 1):
        for count, runs in wholes.items():
            runs.append(_read(plan, pages.first(count, folder / "some.txt"), folder, jobs))
            tell(f"  growth, round {number} of {plan.repeat}: {count} pages in {runs[-1].seconds:.1f} s")
    smallest = None
    for count, runs in wholes.items():
        seconds = median(count / run.steady if run.steady else run.seconds for run in runs)
        smallest = smallest or seconds / count
        ratio = seconds / count / smallest
        yield Row(
            pages.format, pages.digits, "growth", "digitscan read", jobs, count, len(runs), seconds, ratio,
            start=median(run.first for run in runs), peak=_largest(runs),
        )  # fmt: skip
