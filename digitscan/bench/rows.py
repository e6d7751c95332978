"""What was measured, in rows: the columns of the CSV in one place, and what the figures hold for."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import UTC, datetime

from .machine import commit, find_machine, library_versions

WHAT = ("stage", "whole", "steady", "floor", "peer", "growth")
"""Kinds of row.

stage: one stage on one thread (`name`). whole: the command from start to end. steady: the same without its start, as
long as all workers are at work. floor: the same files decoded and nothing else. peer: another program (`name`).
growth: the whole command over so many pages.
"""


@dataclass(frozen=True)
class Row:
    """One row of figures.

    Attributes:
        format: of the files, as in `pages.FORMATS`.
        digits: handwritten on each page.
        what: one of `WHAT`.
        name: of the stage or the peer.
        jobs: processes at work.
        pages: in one run.
        runs: of which `seconds` is the median (for stages: the fastest).
        seconds: of one run.
        ratio: for a stage its share of the page's time; for whole and steady the time over the floor's; for a peer
            digitscan's pages/s over its own; for growth the time a page over that with the fewest pages.
        cpu: seconds of processor time of all processes in one run, which a busy machine hardly changes, or None.
        cpu_ratio: that time over the floor's.
        start: seconds until the first page's rows came, for a whole run.
        peak: of the whole process tree, bytes, or None where the system does not tell.
        right: share of the written numbers that were read exactly; for a peer, of those found anywhere on the page.
        review: share of the written numbers that a person is asked about.
        wrong: share of the numbers given as ``ok`` that are wrong or extra.
        classified: glyphs that the networks were given, for the stage `classify`.
        sheet: what is on the pages, of `pages.SHEETS`.
    """

    format: str
    digits: int
    what: str
    name: str
    jobs: int
    pages: int
    runs: int
    seconds: float
    ratio: float | None = None
    cpu: float | None = None
    cpu_ratio: float | None = None
    start: float | None = None
    peak: int | None = None
    right: float | None = None
    review: float | None = None
    wrong: float | None = None
    classified: int | None = None
    sheet: str = "grid"

    @property
    def pages_per_s(self) -> float | None:
        """Pages in a second."""
        return self.pages / self.seconds if self.seconds > 0 else None

    @property
    def glyphs_per_s(self) -> float | None:
        """Handwritten digits in a second."""
        return self.pages * self.digits / self.seconds if self.seconds > 0 else None


FIGURES = (
    "format", "digits", "what", "name", "jobs", "pages", "runs", "seconds", "pages_per_s", "glyphs_per_s", "ratio",
    "cpu_s", "cpu_ratio", "start_s", "peak_mb", "right", "review", "wrong_ok", "classified", "sheet",
)  # fmt: skip
"""Columns of each row's own figures."""

SETTING = ("device", "provider", "models", "processor", "cpus", "memory_mb", "system", "versions", "commit", "when")
"""Columns of what the figures hold for, the same in every row."""


@dataclass(frozen=True)
class Setting:
    """What the figures hold for; one attribute for each of `SETTING`."""

    device: str
    provider: str
    models: str
    processor: str
    cpus: int
    memory_mb: int | None
    system: str
    versions: str
    commit: str
    when: str


def find_setting(device: str, provider: str, models: Iterable[tuple[str, str]]) -> Setting:
    """What the figures hold for: the device in use and the networks' names and versions, and what the machine tells."""
    machine = find_machine()
    return Setting(
        device=device,
        provider=provider,
        models=", ".join(f"{name} {version}" for name, version in models),
        processor=machine.processor,
        cpus=machine.cpus,
        memory_mb=None if machine.memory is None else machine.memory >> 20,
        system=machine.system,
        versions=", ".join(f"{name} {version}" for name, version in library_versions().items()),
        commit=commit(),
        when=datetime.now(UTC).isoformat(timespec="seconds"),
    )


def to_csv(rows: Iterable[Row], setting: Setting) -> str:
    """All rows with their headings, lines ended by CR LF as RFC 4180 has it."""
    out = io.StringIO()
    writer = csv.DictWriter(out, (*FIGURES, *SETTING))
    writer.writeheader()
    holds_for = {field.name: _text(getattr(setting, field.name)) for field in fields(setting)}
    writer.writerows(_cells(row) | holds_for for row in rows)
    return out.getvalue()


def _cells(row: Row) -> dict[str, str]:
    shares = {name: _text(value, 4) for name, value in (("right", row.right), ("review", row.review))}
    return {
        **{name: _text(getattr(row, name)) for name in ("format", "digits", "what", "name", "jobs", "pages", "runs")},
        "seconds": f"{row.seconds:.4f}",
        "pages_per_s": _text(row.pages_per_s, 3),
        "glyphs_per_s": _text(row.glyphs_per_s, 1),
        "ratio": _text(row.ratio, 3),
        "cpu_s": _text(row.cpu, 3),
        "cpu_ratio": _text(row.cpu_ratio, 3),
        "start_s": _text(row.start, 3),
        "peak_mb": "" if row.peak is None else f"{row.peak / 2**20:.0f}",
        **shares,
        "wrong_ok": _text(row.wrong, 5),
        "classified": _text(row.classified),
        "sheet": row.sheet,
    }


def _text(value: object, decimals: int | None = None) -> str:
    if value is None:
        return ""
    return f"{value:.{decimals}f}" if decimals is not None else str(value)
