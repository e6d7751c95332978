"""One run of ``digitscan bench``: case by case onto the terminal, all figures into a CSV."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass

from digitscan.bench.measure import Plan, run_plan
from digitscan.bench.rows import Row, Setting, find_setting, to_csv
from digitscan.errors import EXIT_INTERRUPTED, EXIT_OK, UsageError
from digitscan.outputs.results_file import ResultsFile
from digitscan.outputs.results_stream import ResultsStream
from digitscan.recognition.catalog import FRACTIONS, GLYPHS, STRIPS, load_model
from digitscan.recognition.session import Session, usable_cpus

from .bench_tables import print_case, print_setting
from .console import Screen
from .interrupts import single_interrupt
from .out_option import STDOUT

DIGITS = (50, 300, 1000)
"""On each page of a grid, where no other numbers are wanted."""


@dataclass(frozen=True)
class BenchOptions:
    """The options of ``digitscan bench``, as its help describes them."""

    pages: int = 60
    digits: tuple[int, ...] | None = None
    sheet: str = "grid"
    formats: tuple[str, ...] = ("jpeg", "g4", "pdf")
    jobs: tuple[int, ...] | None = None
    repeat: int = 3
    compare: bool = False
    compare_pages: int = 3
    growth: tuple[int, ...] | None = None
    out: str | None = None
    device: str = "auto"
    model: str = "digits"
    quiet: bool = False

    @property
    def plan(self) -> Plan:
        """What is to be measured."""
        return Plan(
            self.pages,
            self.digits or DIGITS,
            self.formats,
            self.jobs or (usable_cpus(),),
            self.repeat,
            self.device,
            self.model,
            self.compare_pages if self.compare else 0,
            tuple(sorted(self.growth or ())),
            sheet=self.sheet,
        )


def run_bench(options: BenchOptions) -> int:
    """Measure, and tell.

    Returns:
        The exit code.

    Raises:
        DigitscanError: an unusable device or model, no room for the pages, a run that failed, or a CSV that cannot be
            written.
        BrokenPipeError: standard output was closed by its reader.
    """
    if options.sheet == "form" and options.digits:
        raise UsageError("--digits is for --sheet grid: a form has the digits that it has")
    if options.out == "":
        raise UsageError("--out needs the name of a file")
    with ExitStack() as stack:
        stack.enter_context(single_interrupt())
        file = None if options.out in (None, STDOUT) else stack.enter_context(ResultsFile(str(options.out)))
        screen = stack.enter_context(Screen(quiet=options.quiet, bar=False))
        setting = _setting(options)
        tables = options.out != STDOUT
        if tables:
            print_setting(setting)
        rows: list[Row] = []
        try:
            for case in run_plan(options.plan, screen.note):
                rows += case.rows
                if tables:
                    print_case(case)
        except KeyboardInterrupt:
            _write(rows, setting, file, options)
            kept = None if file is None or not rows else file.commit_partial()
            screen.error(f"interrupted; the figures so far are in {kept}" if kept else "interrupted")
            return EXIT_INTERRUPTED
        _write(rows, setting, file, options)
        if file is not None:
            file.commit()
            screen.note(f"figures in {options.out}")
    return EXIT_OK


def _setting(options: BenchOptions) -> Setting:
    """What the figures hold for; a device that does not work ends the run here."""
    session = Session(options.model, options.device)
    kinds = {"strips": STRIPS, "strips-large": STRIPS, "digits-large": GLYPHS, "fractions": FRACTIONS}
    others = [load_model(name, kind) for name, kind in kinds.items()]
    models = [(session.name, session.version), *((model.name, model.version) for model in others)]
    return find_setting(session.device, session.provider, models)


def _write(rows: list[Row], setting: Setting, file: ResultsFile | None, options: BenchOptions) -> None:
    if file is not None:
        file.write(to_csv(rows, setting))
    elif options.out == STDOUT:
        ResultsStream().write(to_csv(rows, setting))
