"""Fields and outcomes in few words, for the tests of the evaluation."""

from __future__ import annotations

from digitscan.evaluation.outcomes import Judged, Outcome, judge
from digitscan.evaluation.results import ReadField, Results
from digitscan.evaluation.truth import TrueField
from digitscan.types import Box, Status


def true(value: str, field: int = 1, *, file: str = "a.png", page: int = 1, box: Box | None = None) -> TrueField:
    return TrueField(file, page, field, value, box)


def got(
    value: str,
    field: int = 1,
    confidence: float = 0.9,
    *,
    file: str = "a.png",
    page: int = 1,
    status: str = "ok",
    box: Box | None = None,
) -> ReadField:
    return ReadField(file, page, field, value, confidence, Status(status), box)


def results(*fields: ReadField, failed: dict[tuple[str, int], str] | None = None) -> Results:
    return Results(fields, failed or {}, tuple(dict.fromkeys([f.file for f in fields] + [f for f, _ in failed or {}])))


def judged(pairs: list[tuple[str, str, float]]) -> Judged:
    """One file for each (written, read, confidence); "" where nothing stands or was read."""
    names = [f"{i:04d}.png" for i in range(len(pairs))]
    truth = [true(written, file=name) for name, (written, _, _) in zip(names, pairs, strict=True)]
    fields = [got(value, 1, sure, file=name) for name, (_, value, sure) in zip(names, pairs, strict=True)]
    return judge(truth, results(*fields))


def outcomes(pairs: list[tuple[str, str, float]]) -> tuple[Outcome, ...]:
    return judged(pairs).outcomes
