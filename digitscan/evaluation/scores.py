"""Scores of whole numbers and of their characters: shares, precision, recall, F1, error rates, confusions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from digitscan.binomial import interval

from .edits import Pair, edit_pairs
from .outcomes import Kind, Outcome

NOTHING = ""
"""The class of what is not there: a lost character was read as it, an inserted one is it in truth."""


@dataclass(frozen=True)
class NumberScores:
    """Whole numbers: one is right if each of its characters is, with none missing or added.

    Attributes:
        count: numbers in the truth.
        right: of these, read exactly.
        wrong: read otherwise.
        missed: not read.
        told: of those missed, fields that the results send to a person without a value.
        extra: numbers read where there is none.
        empty: fields that are empty in truth.
        empty_read: of these, read as a number (they are among `extra`).
        not_judged: fields of which nobody can say the number.
        accuracy: right / count.
        low: lower limit of the accuracy (Clopper-Pearson, two-sided, 95 %).
        high: upper limit.
        precision: right / numbers read.
        recall: right / count, the accuracy by another name.
        f1: their harmonic mean.
        error_rate: (wrong + missed + extra) / count, the word error rate.
        files: files of the truth.
        files_right: of these, all right with nothing extra.
    """

    count: int
    right: int
    wrong: int
    missed: int
    told: int
    extra: int
    empty: int
    empty_read: int
    not_judged: int
    accuracy: float | None
    low: float | None
    high: float | None
    precision: float | None
    recall: float | None
    f1: float | None
    error_rate: float | None
    files: int
    files_right: int


@dataclass(frozen=True)
class CharacterScores:
    """Characters of all numbers, aligned with the fewest edits; those of missed and extra numbers are among them.

    Attributes:
        count: characters in the truth.
        right: of these, read as they are.
        substitutions: read as another.
        deletions: not read.
        insertions: read where there is none.
        accuracy: right / count, the digit accuracy.
        error_rate: (substitutions + deletions + insertions) / count, the character error rate; it can exceed 1.
    """

    count: int
    right: int
    substitutions: int
    deletions: int
    insertions: int
    accuracy: float | None
    error_rate: float | None


@dataclass(frozen=True)
class ClassScores:
    """One character: `count` in the truth, `read` in the results; precision, recall and F1 None without denominator."""

    name: str
    count: int
    read: int
    right: int
    precision: float | None
    recall: float | None
    f1: float | None


@dataclass(frozen=True, eq=False)
class Confusion:
    """What was taken for what.

    Attributes:
        classes: "0" … "9", other characters that occur, and `NOTHING` at the end.
        matrix: int64 (K, K), row what stands there, column what was read.
    """

    classes: tuple[str, ...]
    matrix: NDArray[np.int64]


def score_numbers(outcomes: Sequence[Outcome]) -> NumberScores:
    """Count whole numbers."""
    kinds = Counter(outcome.kind for outcome in outcomes)
    right, wrong, missed, extra = (kinds[k] for k in (Kind.RIGHT, Kind.WRONG, Kind.MISSED, Kind.EXTRA))
    count, read = right + wrong + missed, right + wrong + extra
    low, high = interval(right, count) if count else (None, None)
    empty = [o for o in outcomes if o.true is not None and not o.written]
    files = {o.file for o in outcomes}
    spoilt = {o.file for o in outcomes if o.kind in (Kind.WRONG, Kind.MISSED, Kind.EXTRA)}
    return NumberScores(
        count=count,
        right=right,
        wrong=wrong,
        missed=missed,
        told=sum(o.kind is Kind.MISSED and o.read is not None and o.read.status == "review" for o in outcomes),
        extra=extra,
        empty=len(empty),
        empty_read=sum(o.kind is Kind.EXTRA for o in empty),
        not_judged=kinds[Kind.NOT_JUDGED],
        accuracy=share(right, count),
        low=low,
        high=high,
        precision=share(right, read),
        recall=share(right, count),
        f1=share(2 * right, count + read),
        error_rate=share(wrong + missed + extra, count),
        files=len(files),
        files_right=len(files - spoilt),
    )


def aligned(outcomes: Iterable[Outcome]) -> list[Pair]:
    """The characters of all fields that are judged: what stands there with what was read."""
    judged = (o for o in outcomes if o.kind is not Kind.NOT_JUDGED)
    return [pair for o in judged for pair in edit_pairs(o.written, o.value)]


def score_characters(pairs: Sequence[Pair]) -> CharacterScores:
    """Count characters."""
    count = sum(true != NOTHING for true, _ in pairs)
    right = sum(true == read for true, read in pairs)
    deletions = sum(read == NOTHING for _, read in pairs)
    insertions = len(pairs) - count
    substitutions = count - right - deletions
    return CharacterScores(
        count,
        right,
        substitutions,
        deletions,
        insertions,
        share(right, count),
        share(substitutions + deletions + insertions, count),
    )


def confusion(pairs: Sequence[Pair]) -> Confusion:
    """Count what was taken for what."""
    others = {character for pair in pairs for character in pair} - {*"0123456789", NOTHING}
    classes = (*"0123456789", *sorted(others), NOTHING)
    index = {name: i for i, name in enumerate(classes)}
    matrix = np.zeros((len(classes),) * 2, np.int64)
    for true, read in pairs:
        matrix[index[true], index[read]] += 1
    return Confusion(classes, matrix)


def score_classes(found: Confusion) -> tuple[ClassScores, ...]:
    """Precision, recall and F1 of each character that occurs in the truth or in the results."""
    scores = []
    for i, name in enumerate(found.classes[:-1]):
        right, count, read = (int(n) for n in (found.matrix[i, i], found.matrix[i].sum(), found.matrix[:, i].sum()))
        if count or read:
            scores.append(
                ClassScores(
                    name, count, read, right, share(right, read), share(right, count), share(2 * right, count + read)
                )
            )
    return tuple(scores)


def mean_f1(scores: Iterable[ClassScores]) -> float | None:
    """The mean F1 of the characters that occur in the truth, each counting the same (macro average)."""
    present = [each.f1 or 0.0 for each in scores if each.count]
    return float(np.mean(present)) if present else None


def share(part: int, whole: int) -> float | None:
    """Divide; None where there is nothing to divide by."""
    return part / whole if whole else None
