"""A benchmark from start to end: pages are made, and read by turns with the floor, case by case."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median
from typing import NamedTuple

from digitscan.drawing import Drawn
from digitscan.reader import Reader

from .pages import PageSet, draw_pages, write_pages
from .peers import Peer, find_peers
from .rounds import Read, Tell, largest, run_rounds
from .rows import Row
from .stages import CLASSIFY, StageTimes, measure_stages
from .whole import Whole, run_whole

_STAGE_PAGES = 4
"""Pages whose stages are timed, by as many writers."""


@dataclass(frozen=True)
class Plan:
    """What is to be measured.

    Attributes:
        pages: files of each case.
        digits: on each page of a grid, a case for each; a form has its own number, and is one case.
        formats: of `pages.FORMATS`, a case for each.
        jobs: worker processes, each in turn.
        repeat: rounds; each goes through all numbers of jobs, floor and whole by turns.
        device: as ``digitscan read`` takes it.
        model: likewise.
        compare: pages for the peers that are installed; 0 for none.
        growth: numbers of pages over which the time a page and the memory are compared; none for none.
        seed: of the drawn pages.
        sheet: what is on them, of `pages.SHEETS`.
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
    sheet: str = "grid"


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
    for wanted in plan.digits[:1] if plan.sheet == "form" else plan.digits:
        tell("drawing forms" if plan.sheet == "form" else f"drawing pages of {wanted} digits")
        drawn = draw_pages(wanted, seed=plan.seed, sheet=plan.sheet)
        digits = sum(len(field.value) for field in drawn[0].truth)
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
    peers, notes = _peers(plan, format_)
    few = min(plan.compare, plan.pages)
    rounds = run_rounds(some, plan.jobs, plan.repeat, _reading(plan), peers, few, tell)
    if rounds.results_differ:
        notes.append("the results differ between numbers of jobs: this is a fault of digitscan")
    rows = [*_stage_rows(some, times), *rounds.rows(), *_grow(plan, pages, folder, tell)]
    rows = [replace(row, sheet=plan.sheet) for row in rows]
    if plan.sheet == "form" and peers:
        notes.append("what peers found is not told: the numbers to be copied are printed above their boxes")
        rows = [replace(row, right=None) if row.what == "peer" else row for row in rows]
    return Case(format_, digits, rows, notes)


def _stage_rows(pages: PageSet, times: StageTimes) -> Iterator[Row]:
    for stage, seconds in times.seconds.items():
        ratio = seconds / times.total
        classified = times.classified if stage == CLASSIFY else None
        yield Row(pages.format, pages.digits, "stage", stage, 1, times.pages, 1, seconds, ratio, classified=classified)


def _peers(plan: Plan, format_: str) -> tuple[list[Peer], list[str]]:
    """The peers that can be run on such files, and a note for each that is absent."""
    if not plan.compare:
        return [], []
    if format_ == "pdf":
        return [], ["peers read images; they were not given PDF"]
    peers = find_peers()
    return [one for one in peers if one.present], [f"{one.name}: {one.version}" for one in peers if not one.present]


def _reading(plan: Plan) -> Read:
    options = ["--device", plan.device, "--model", plan.model]

    def read(pages: PageSet, results: Path, jobs: int) -> Whole:
        return run_whole([*pages.arguments, *options], results, jobs)

    return read


def _grow(plan: Plan, pages: PageSet, folder: Path, tell: Tell) -> Iterator[Row]:
    """The time a page, without the start, and the memory of runs over more and more pages, by turns."""
    jobs, read = max(plan.jobs), _reading(plan)
    wholes = {count: list[Whole]() for count in plan.growth}
    for number in range(1, plan.repeat + 1):
        for count, runs in wholes.items():
            runs.append(read(pages.first(count, folder / "some.txt"), folder / "grown.csv", jobs))
            tell(f"  growth, round {number} of {plan.repeat}: {count} pages in {runs[-1].seconds:.1f} s")
    smallest = None
    for count, runs in wholes.items():
        seconds = median(count / run.steady if run.steady else run.seconds for run in runs)
        smallest = smallest or seconds / count
        ratio = seconds / count / smallest
        yield Row(
            pages.format, pages.digits, "growth", "digitscan read", jobs, count, len(runs), seconds, ratio,
            start=median(run.first for run in runs), peak=largest(runs),
        )  # fmt: skip
