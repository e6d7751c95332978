"""The confidence to ask for so that numbers accepted unseen are wrong at most so often.

Numbers whose truth is known are counted once: at each of some confidences, how many are accepted, and how many of these
are wrong. From such a calibration table the lowest confidence is taken at which the upper limit of the error (Clopper
and Pearson, one-sided, 95 %) is not above what was asked. The confidences are fixed beforehand and few: among all that
occur, the luckiest would be found, and its limit would hold less often than it says. (Of 300 made-up tables of 300 to
5,000 numbers for each of four errors, at most 4 % led to a threshold whose true error was above the one promised.)
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import resources
from math import ceil
from pathlib import Path
from typing import Any

from digitscan.binomial import numbers_needed, upper_bound
from digitscan.errors import NothingToReadError, UsageError

RUNGS = (
    0.0, 0.3, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.92, 0.94, 0.95, 0.96, 0.97, 0.975, 0.98, 0.985, 0.99, 0.993, 0.995,
    0.997, 0.998, 0.999, 0.9995, 0.9998,
)  # fmt: skip
"""Confidences at which a table counts: closer where confidences are."""

FORMAT = 1
"""Version of the file's form."""

_WORDS = ("data", "reader", "digitscan")
"""What a table says about itself besides its counts, all optional."""


@dataclass(frozen=True)
class Rung:
    """What happens when numbers are accepted from a confidence upwards.

    Attributes:
        confidence: 0–1.
        accepted: numbers accepted.
        wrong: of these, wrong ones, and those that stand where no number is.
    """

    confidence: float
    accepted: int
    wrong: int

    @property
    def bound(self) -> float:
        """Upper limit of the error among those accepted (Clopper-Pearson, one-sided, 95 %), 0–1."""
        return upper_bound(self.wrong, self.accepted)


@dataclass(frozen=True)
class CalibrationTable:
    """Numbers whose truth is known, counted.

    Attributes:
        numbers: all that were read, those for review included.
        rungs: by rising confidence; one at least.
        data: what the numbers are, in words.
        reader: the way they were read, as `--reader` names it; "" where that is not known.
        digitscan: the version that read them, "" where that is not known.
    """

    numbers: int
    rungs: tuple[Rung, ...]
    data: str = ""
    reader: str = ""
    digitscan: str = ""


@dataclass(frozen=True)
class Threshold:
    """A confidence to ask for, and what the table says about it.

    Attributes:
        max_error: what was asked, 0–1.
        rung: the confidence chosen with its counts.
        table: where they come from.
    """

    max_error: float
    rung: Rung
    table: CalibrationTable

    @property
    def confidence(self) -> float:
        """The confidence to ask for, 0–1."""
        return self.rung.confidence

    @property
    def kept(self) -> bool:
        """Whether the table supports what was asked."""
        return self.rung.bound <= self.max_error

    @property
    def needed(self) -> int:
        """Checked numbers that a table must have for what was asked, the share accepted as here and none wrong."""
        share = max(self.rung.accepted, 1) / max(self.table.numbers, 1)
        return ceil(numbers_needed(self.max_error) / share)


def count_table(numbers: Iterable[tuple[float, bool, bool]], **words: str) -> CalibrationTable:
    """Count numbers whose truth is known.

    Args:
        numbers: for each that was read, its confidence, whether it would be accepted at a confidence low enough (no
            other reason stands against it), and whether it is right.
        words: `data`, `reader` and `digitscan` of the table.
    """
    known = list(numbers)
    usable = [(sure, right) for sure, acceptable, right in known if acceptable]
    rungs = []
    for confidence in RUNGS:
        taken = [right for sure, right in usable if sure >= confidence]
        rungs.append(Rung(confidence, len(taken), taken.count(False)))
    return CalibrationTable(len(known), tuple(rungs), **words)


def choose(table: CalibrationTable, max_error: float) -> Threshold:
    """The lowest confidence that keeps an error, or the one that comes nearest where none does.

    Args:
        table: of numbers whose truth is known.
        max_error: among the numbers accepted, above 0 and below 1.

    Raises:
        ValueError: the error is out of its range.
    """
    if not 0 < max_error < 1:
        raise ValueError(f"max_error is above 0 and below 1, not {max_error}")
    kept = [rung for rung in table.rungs if rung.bound <= max_error]
    if kept:
        return Threshold(max_error, kept[0], table)
    # Of two that promise the same the stricter: what was asked is stricter than both.
    return Threshold(max_error, min(table.rungs, key=lambda rung: (rung.bound, -rung.confidence)), table)


def find_threshold(max_error: float, calibration: str | os.PathLike[str] | None = None, *, reader: str) -> Threshold:
    """The confidence to ask for; arguments as for `choose` and `load_table`."""
    return choose(load_table(calibration, reader=reader), max_error)


def load_table(path: str | os.PathLike[str] | None, *, reader: str) -> CalibrationTable:
    """Read a calibration table.

    Args:
        path: of the file; None takes the one that came with the package for this way to read.
        reader: ``fused``, ``glyph`` or ``strip``.

    Raises:
        NothingToReadError: there is no such file.
        UsageError: it is no calibration table, or one for another way to read.
    """
    bundled = Path(str(resources.files("digitscan.models"))) / f"calibration-{reader}.json"
    source = bundled if path is None else Path(path)
    try:
        found = json.loads(source.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise NothingToReadError(f"calibration table {source}: no such file") from error
    except OSError as error:
        raise NothingToReadError(f"calibration table {source}: {error.strerror}") from error
    except ValueError as error:
        raise UsageError(f"calibration table {source} is not JSON: {error}") from error
    table = _parse(found, source)
    if table.reader not in ("", reader):
        raise UsageError(
            f"calibration table {source} was counted with --reader {table.reader}, and its confidences are not those of"
            f" --reader {reader}"
        )
    return table


def table_text(table: CalibrationTable) -> str:
    """The file of a table, a line for each rung."""
    words = {name: getattr(table, name) for name in _WORDS if getattr(table, name)}
    head = json.dumps({"calibration": FORMAT, **words, "numbers": table.numbers}, ensure_ascii=True)
    rows = [json.dumps({"confidence": r.confidence, "accepted": r.accepted, "wrong": r.wrong}) for r in table.rungs]
    return head[:-1] + ', "rungs": [\n  ' + ",\n  ".join(rows) + "\n]}\n"


def _parse(found: Any, source: Path) -> CalibrationTable:
    """A table from what its file holds.

    Raises:
        UsageError: it is not one.
    """
    if not isinstance(found, dict) or found.get("calibration") != FORMAT:
        raise UsageError(
            f"{source} is no calibration table of this digitscan; 'digitscan evaluate --calibration FILE' writes one"
        )
    try:
        rungs = tuple(Rung(float(r["confidence"]), int(r["accepted"]), int(r["wrong"])) for r in found["rungs"])
        numbers = int(found["numbers"])
    except (KeyError, TypeError, ValueError) as error:
        raise UsageError(f"calibration table {source} is damaged: {error!r}") from error
    _check(numbers, rungs, source)
    return CalibrationTable(numbers, rungs, **{name: str(found.get(name, "")) for name in _WORDS})


def _check(numbers: int, rungs: tuple[Rung, ...], source: Path) -> None:
    """Counts that cannot be are a damaged file.

    Raises:
        UsageError: they cannot.
    """
    before = None
    for rung in rungs:
        possible = 0 <= rung.confidence <= 1 and 0 <= rung.wrong <= rung.accepted <= numbers
        if before is not None:
            possible &= rung.confidence > before.confidence and rung.accepted <= before.accepted
        if not possible:
            raise UsageError(f"calibration table {source} is damaged: impossible counts at {rung.confidence}")
        before = rung
    if not rungs:
        raise UsageError(f"calibration table {source} is damaged: it has no counts")
