"""A report on standard output: coloured tables on a terminal, plain columns in a pipe."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from textwrap import wrap

from rich import box
from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from digitscan.evaluation.outcomes import Outcome
from digitscan.evaluation.report import Report
from digitscan.evaluation.text_plot import acceptance_plot
from digitscan.evaluation.wording import (
    ACCEPTANCE_HEADINGS,
    ACCEPTANCE_NOTE,
    CALIBRATION_HEADINGS,
    DECIDED_HEADINGS,
    DIGIT_HEADINGS,
    acceptance_rows,
    calibration_rows,
    class_name,
    decided_rows,
    digit_rows,
    left_out,
    per_cent,
    summary_rows,
)
from digitscan.outputs.names import to_one_line, to_utf8
from digitscan.outputs.results_stream import ResultsStream

_FAULTS = 12
"""Faults listed: what fits one screen; all are in the JSON, and with pictures on the page."""

_PIPED_WIDTH = 1000
"""Columns in a pipe: no line is folded there, so that it can be searched."""


_NARROW = 80
"""Columns that a terminal has at least."""


def print_report(report: Report, title: str) -> None:
    """Print a report.

    Raises:
        BrokenPipeError: standard output was closed by its reader.
    """
    terminal = sys.stdout is not None and sys.stdout.isatty()
    console = Console(highlight=False, markup=False, emoji=False, width=None if terminal else _PIPED_WIDTH)
    with console.capture() as captured:
        console.print(Text(to_one_line(title), "bold"))
        for part in _parts(report, terminal):
            console.print(part)
    text = to_utf8(captured.get())
    if terminal:
        # A terminal of few letters gets a question mark for those that it lacks.
        coding = sys.stdout.encoding or "utf-8"
        sys.stdout.write(text.encode(coding, "replace").decode(coding))
        return
    ResultsStream().write("\n".join(line.rstrip() for line in text.splitlines()) + "\n")


def _parts(report: Report, terminal: bool) -> Iterator[RenderableType]:
    yield _table((), summary_rows(report), terminal, left=(0, 2))
    for line in (*report.notes, *left_out(report.judged)):
        yield Text(f"note: {to_one_line(line)}", "yellow")
    yield _heading("Error against share accepted")
    yield from (Text(line) for line in acceptance_plot(report.curve))
    yield _table(ACCEPTANCE_HEADINGS, acceptance_rows(report), terminal)
    yield Text("\n".join(wrap(ACCEPTANCE_NOTE, _NARROW)), "dim")
    yield _heading("What the run decided")
    yield _table(DECIDED_HEADINGS, decided_rows(report), terminal)
    yield _heading("Calibration")
    yield _table(CALIBRATION_HEADINGS, calibration_rows(report), terminal)
    yield _heading("Digits")
    yield _table(DIGIT_HEADINGS, digit_rows(report), terminal)
    yield _heading("What was taken for what (row: is, column: read as)")
    yield _confusion(report, terminal)
    yield from _faults(report.faults, terminal)


def _heading(text: str) -> Text:
    return Text(f"\n{text}", "bold")


def _table(headings: Sequence[str], rows: Sequence[Sequence[str]], terminal: bool, left: Sequence[int] = (0,)) -> Table:
    """A table; columns not in `left` stand right."""
    table = Table(box=box.SIMPLE_HEAD if terminal else None, show_header=bool(headings), pad_edge=False)
    for i in range(len(rows[0]) if rows else len(headings)):
        table.add_column(headings[i] if headings else "", justify="left" if i in left else "right", overflow="fold")
    for row in rows:
        table.add_row(*row)
    return table


def _confusion(report: Report, terminal: bool) -> Table:
    classes, matrix = report.confusion.classes, report.confusion.matrix
    table = Table(box=box.SIMPLE_HEAD if terminal else None, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column("", style="bold")
    for name in classes:
        table.add_column(class_name(name), justify="right")
    for i, name in enumerate(classes):
        cells = [Text(str(n) if n else "·", _shade(int(n), i == j)) for j, n in enumerate(matrix[i])]
        table.add_row(class_name(name), *cells)
    return table


def _shade(count: int, right: bool) -> str:
    if right or not count:
        return "dim"
    return "bold red"


def _faults(faults: Sequence[Outcome], terminal: bool) -> Iterator[RenderableType]:
    if not faults:
        return
    yield _heading(f"What was wrong ({len(faults)}), the surest first")
    rows = [_fault(each) for each in faults[:_FAULTS]]
    yield _table(("is", "read as", "confidence", "status", "where"), rows, terminal, left=(0, 1, 3, 4))
    if len(faults) > _FAULTS:
        yield Text(f"and {len(faults) - _FAULTS} more: --html FILE shows them with their images", "dim")


def _fault(fault: Outcome) -> tuple[str, ...]:
    read = fault.read
    number = read.field if read is not None else (fault.true.field if fault.true is not None else 0)
    page = f", page {fault.page}" if fault.page > 1 else ""
    return (
        to_one_line(fault.written) or "nothing",
        to_one_line(fault.value) or "nothing",
        per_cent(read.confidence, 2) if read is not None and fault.value else "",
        read.status.value if read is not None else "",
        f"{to_one_line(fault.file)}{page}, field {number}",
    )
