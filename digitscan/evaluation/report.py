"""Everything that is said of a table of results, in one place: for the terminal, for JSON and for the page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from digitscan.types import Status

from .acceptance import Allowed, Curve, Point, acceptance_curve, acceptance_table
from .calibration import BINS, Calibration, calibration
from .decided import Decided, decided
from .outcomes import Judged, Kind, Outcome
from .scores import (
    CharacterScores,
    ClassScores,
    Confusion,
    NumberScores,
    aligned,
    confusion,
    mean_f1,
    score_characters,
    score_classes,
    score_numbers,
)

FAULTS = (Kind.WRONG, Kind.EXTRA, Kind.MISSED)
"""Outcomes that a person should see."""

_SHOWN = 3
"""Examples in a note."""


@dataclass(frozen=True, eq=False)
class Report:
    """The evaluation of a table of results.

    Attributes:
        judged: the outcomes, and what could not be compared.
        numbers: scores of whole numbers.
        characters: scores of single characters.
        classes: precision, recall and F1 of each character.
        macro_f1: mean F1 of the characters that occur in the truth.
        confusion: what was taken for what.
        calibration: whether confidences mean what they say.
        decisions: what was accepted and what sent to a person.
        allowed: the share that may be accepted at each of some errors.
        curve: error against share accepted.
        faults: outcomes that are wrong, missed or extra; the surest first.
        notes: what a person should know about the comparison itself.
    """

    judged: Judged
    numbers: NumberScores
    characters: CharacterScores
    classes: tuple[ClassScores, ...]
    macro_f1: float | None
    confusion: Confusion
    calibration: Calibration
    decisions: tuple[Decided, ...]
    allowed: tuple[Allowed, ...]
    curve: tuple[Point, ...]
    faults: tuple[Outcome, ...]
    notes: tuple[str, ...]


def make_report(judged: Judged, *, bins: int = BINS) -> Report:
    """Score all outcomes; `bins` of confidence for the calibration error."""
    outcomes = judged.outcomes
    pairs = aligned(outcomes)
    found = confusion(pairs)
    classes = score_classes(found)
    numbers = score_numbers(outcomes)
    sure, right, extra = confidences(outcomes)
    curve = acceptance_curve(sure, right, extra, numbers.count)
    return Report(
        judged=judged,
        numbers=numbers,
        characters=score_characters(pairs),
        classes=classes,
        macro_f1=mean_f1(classes),
        confusion=found,
        calibration=calibration(sure, right, bins),
        decisions=tuple(decided(outcomes, status) for status in (Status.OK, Status.REVIEW)),
        allowed=tuple(acceptance_table(curve)),
        curve=tuple(curve.thinned()) if len(curve) else (),
        faults=faults(outcomes),
        notes=_notes(judged),
    )


def acceptance_of(outcomes: Sequence[Outcome]) -> Curve:
    """The curve of error against share accepted of some outcomes."""
    written = sum(o.kind in (Kind.RIGHT, Kind.WRONG, Kind.MISSED) for o in outcomes)
    return acceptance_curve(*confidences(outcomes), written)


def confidences(
    outcomes: Sequence[Outcome],
) -> tuple[NDArray[np.float64], NDArray[np.bool_], NDArray[np.bool_]]:
    """The numbers read: float64 (N,) confidences, 0–1; bool (N,) which are right; bool (N,) which are extra."""
    read = [(o.read.confidence, o.kind) for o in outcomes if o.read is not None and o.value]
    read = [(sure, kind) for sure, kind in read if kind is not Kind.NOT_JUDGED]
    right, extra = (np.array([k is kind for _, k in read], bool) for kind in (Kind.RIGHT, Kind.EXTRA))
    return np.array([sure for sure, _ in read], np.float64), right, extra


def faults(outcomes: Sequence[Outcome]) -> tuple[Outcome, ...]:
    """What is wrong, extra or missed: values by falling confidence, then what was missed."""
    bad = [outcome for outcome in outcomes if outcome.kind in FAULTS]
    return tuple(sorted(bad, key=lambda o: (o.kind is Kind.MISSED, 0 if o.read is None else -o.read.confidence)))


def as_json(report: Report, *, truth: str, results: str, version: str) -> dict[str, Any]:
    """The report as what JSON can hold; shares are 0–1, null where there is nothing to divide by."""
    judged = report.judged
    return {
        "digitscan": version,
        "truth": truth,
        "results": results,
        "numbers": asdict(report.numbers),
        "characters": asdict(report.characters),
        "digits": {"macro_f1": report.macro_f1, "classes": [asdict(each) for each in report.classes]},
        "confusion": {"classes": list(report.confusion.classes), "matrix": report.confusion.matrix.tolist()},
        "calibration": asdict(report.calibration),
        "decided": [asdict(each) for each in report.decisions],
        "acceptance": {
            "allowed": [asdict(each) for each in report.allowed],
            "curve": [asdict(point) for point in report.curve],
        },
        "faults": [fault_row(outcome) for outcome in report.faults],
        "files": {
            "compared": len(judged.files),
            "without_results": list(judged.absent),
            "without_truth": list(judged.unknown),
            "pages_without_truth": [{"file": file, "page": page} for file, page in judged.unknown_pages],
            "not_read": [{"file": f, "page": page, "error": why} for (f, page), why in judged.failed.items()],
        },
        "notes": list(report.notes),
    }


def fault_row(outcome: Outcome) -> dict[str, Any]:
    """One fault: where, what stands there, what was read, how surely."""
    true, read = outcome.true, outcome.read
    return {
        "kind": outcome.kind.value,
        "file": outcome.file,
        "page": outcome.page or None,
        "field": read.field if read is not None else (true.field if true is not None else None),
        "truth": outcome.written,
        "read": outcome.value,
        "confidence": None if read is None else read.confidence,
        "status": None if read is None else read.status.value,
        "note": "" if read is None else read.note,
    }


def _notes(judged: Judged) -> tuple[str, ...]:
    notes = []
    renamed = [(true, name) for true, name in judged.files.items() if true != name]
    if renamed:
        true, name = renamed[0]
        notes.append(
            f"{len(renamed)} of {len(judged.files)} files found by the end of their names, as {true} in {name}"
        )
    odd = list(dict.fromkeys(o.written for o in judged.outcomes if not re.fullmatch(r"(-?\d+)?|\?", o.written)))
    if odd:
        shown = ", ".join(odd[:_SHOWN]) + (", …" if len(odd) > _SHOWN else "")
        notes.append(
            f"{len(odd)} values of the truth are no plain numbers ({shown}): digits with a minus at most are read, so "
            "that they cannot come out right"
        )
    return tuple(notes)
