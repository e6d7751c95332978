"""A benchmark in tables, and what its figures hold for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import RenderableType
from rich.text import Text

from digitscan.bench.measure import Case
from digitscan.bench.rows import Row, Setting

from .columns import columns, heading, print_parts

_RUNS = ("jobs", "pages/s", "glyphs/s", "steady", "start s", "peak MB", "floor", "× floor", "steady ×", "right",
         "review", "wrong ok")  # fmt: skip
_STAGES = ("stage", "ms a page", "share", "pages/s", "glyphs/s")
_PEERS = ("program", "pages", "pages/s", "digitscan", "found")
_GROWTH = ("pages", "ms a page", "to the first", "peak MB", "to the first")

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
        yield Text(f"{runs[0].pages} pages a run, medians of {runs[0].runs}; floor: decoding alone, pages/s", "dim")
        yield columns(_RUNS, [_run(row, case.rows) for row in runs], left=())
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
    return name, f"{1000 * row.seconds / row.pages:.1f}", share, _rate(row.pages_per_s), _rate(row.glyphs_per_s)


def _run(row: Row, rows: Sequence[Row]) -> tuple[str, ...]:
    steady, floor = (_of(rows, what, row.jobs) for what in ("steady", "floor"))
    return (
        str(row.jobs),
        _rate(row.pages_per_s),
        _rate(row.glyphs_per_s),
        _rate(steady.pages_per_s if steady else None),
        f"{row.start or 0:.2f}",
        _megabytes(row.peak),
        _rate(floor.pages_per_s if floor else None),
        _times(row.ratio),
        _times(steady.ratio if steady else None),
        *(_share(share) for share in (row.right, row.review, row.wrong)),
    )


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
    return "" if value is None else f"{value:.2f}"


def _share(value: float | None) -> str:
    return "" if value is None else f"{value:.1%}"


def _megabytes(size: int | None) -> str:
    return "" if size is None else f"{size / 2**20:,.0f}"
