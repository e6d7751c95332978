"""A benchmark in tables, and what its figures hold for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from digitscan.bench.measure import Case
from digitscan.bench.rows import Row, Setting

from .columns import columns, heading, print_parts

_STAGES = ("stage", "ms a page", "share", "pages/s", "glyphs/s")
_PEERS = ("program", "pages", "pages/s", "digitscan is faster", "found")
_GROWTH = ("pages", "ms a page", "to the first", "peak MB", "to the first")

_NOTHING = 0.05
"""Milliseconds a page below which a rate would tell of the clock only."""

_MUCH = 0.1
"""Share of the time from which on a stage is worth a look."""


def print_setting(setting: Setting) -> None:
    """Print what all figures hold for."""
    memory = "" if setting.memory_mb is None else f", {setting.memory_mb / 1024:.1f} GiB"
    print_parts(
        [
            Text(f"{setting.processor}, {setting.cpus} CPUs{memory}, {setting.system}", "bold"),
            Text(f"networks {setting.models} on {setting.device} ({setting.provider}); {setting.commit}"),
            Text(setting.versions, "dim"),
        ]
    )


def print_case(case: Case) -> None:
    """Print the figures of one kind of file.

    Raises:
        BrokenPipeError: standard output was closed by its reader.
    """
    print_parts(_parts(case))


def _parts(case: Case) -> Iterator[RenderableType]:
    yield heading(f"{case.format}, {case.digits} digits a page")
    yield columns(_STAGES, [_stage(row, case) for row in case.rows if row.what == "stage"])
    runs = [row for row in case.rows if row.what == "whole"]
    if runs:
        yield Text(f"{runs[0].pages} pages a run, medians of {runs[0].runs}", "dim")
        yield _runs(runs, case.rows)
    yield from (Text(line) for line in _scaling(case.rows))
    peers = [row for row in case.rows if row.what == "peer"]
    if peers:
        yield columns(_PEERS, [_peer(row) for row in peers])
    growth = [row for row in case.rows if row.what == "growth"]
    if growth:
        yield columns(_GROWTH, [_grown(row, growth[0]) for row in growth], left=())
    yield from (Text(f"note: {line}", "yellow") for line in case.notes)


def _stage(row: Row, case: Case) -> tuple[str | Text, ...]:
    name = row.name if row.classified is None else f"{row.name} ({row.classified / row.pages:.0f} a page)"
    share = Text(f"{row.ratio or 0:.1%}", "bold" if (row.ratio or 0) >= _MUCH else "")
    a_page = 1000 * row.seconds / row.pages
    rates = ("", "") if a_page < _NOTHING else (_rate(row.pages_per_s), _rate(row.glyphs_per_s))
    return name, f"{a_page:.1f}", share, *rates


def _runs(runs: Sequence[Row], rows: Sequence[Row]) -> Table:
    """The whole command beside the floor: a column for each number of jobs."""
    floors = [_of(rows, "floor", row.jobs) for row in runs]
    steady = [_of(rows, "steady", row.jobs) for row in runs]
    table: list[tuple[str, list[str]]] = [
        ("pages/s", [_rate(row.pages_per_s) for row in runs]),
        ("glyphs/s", [_rate(row.glyphs_per_s) for row in runs]),
        ("pages/s without the start", [_rate(row.pages_per_s if row else None) for row in steady]),
        ("floor: decoding alone, pages/s", [_rate(row.pages_per_s if row else None) for row in floors]),
        ("time over the floor's", [_times(row.ratio) for row in runs]),
        ("  without the start", [_times(row.ratio if row else None) for row in steady]),
        ("  processor time over the floor's", [_times(row.cpu_ratio) for row in runs]),
        ("to the first page, s", [f"{row.start or 0:.2f}" for row in runs]),
        ("peak memory of all processes, MB", [_megabytes(row.peak) for row in runs]),
        ("numbers right", [_share(row.right) for row in runs]),
        ("numbers to review", [_share(row.review) for row in runs]),
        ("wrong among those not to review", [_share(row.wrong, 2) for row in runs]),
    ]
    headings = ("", *(f"jobs {row.jobs}" for row in runs))
    return columns(headings, [(name, *cells) for name, cells in table if any(cells)])


def _of(rows: Sequence[Row], what: str, jobs: int) -> Row | None:
    return next((row for row in rows if row.what == what and row.jobs == jobs), None)


def _scaling(rows: Sequence[Row]) -> Iterator[str]:
    """How much more so many workers do than the fewest, without the start where that is known."""
    for what, words in (("steady", "without the start"), ("whole", "from start to end")):
        found = sorted((row for row in rows if row.what == what), key=lambda row: row.jobs)
        for row in found[1:]:
            times = (row.pages_per_s or 0) / (found[0].pages_per_s or 1)
            yield f"{row.jobs} workers do {times:.2f} × the pages of {found[0].jobs}, {words}"


def _peer(row: Row) -> tuple[str, ...]:
    return row.name, str(row.pages), _rate(row.pages_per_s), f"{row.ratio:.1f} ×", _share(row.right)


def _grown(row: Row, first: Row) -> tuple[str, ...]:
    memory = f"{row.peak / first.peak:.2f} ×" if row.peak and first.peak else ""
    return str(row.pages), f"{1000 * row.seconds / row.pages:.1f}", f"{row.ratio:.3f} ×", _megabytes(row.peak), memory


def _rate(value: float | None) -> str:
    """A rate with about three figures."""
    if value is None:
        return ""
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def _times(value: float | None) -> str:
    return "" if value is None else f"{value:.2f} ×"


def _share(value: float | None, decimals: int = 1) -> str:
    return "" if value is None else f"{value:.{decimals}%}"


def _megabytes(size: int | None) -> str:
    return "" if size is None else f"{size / 2**20:,.0f}"
