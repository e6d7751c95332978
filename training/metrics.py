"""Accuracy, precision, recall and F1, each class apart and their mean, and what rejecting costs and brings."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from digitscan.types import CLASSES, NOT_A_DIGIT


def confusion(labels: NDArray[np.int64], chosen: NDArray[np.int64], classes: int) -> NDArray[np.int64]:
    """Count what was taken for what.

    Args:
        labels: int (N,), true classes.
        chosen: int (N,), classes chosen.
        classes: how many there are.

    Returns:
        int64 (classes, classes): row the true class, column the chosen one.
    """
    return np.bincount(labels * classes + chosen, minlength=classes * classes).reshape(classes, classes)


def per_class(matrix: NDArray[np.int64]) -> list[dict[str, Any]]:
    """Precision, recall and F1 of each class.

    Args:
        matrix: as `confusion` yields.

    Returns:
        For each class that occurs or was chosen: ``class``, ``count``, ``precision``, ``recall``, ``f1``; 0 where a
        quotient has no denominator.
    """
    rows = []
    for index in np.flatnonzero(matrix.sum(axis=0) + matrix.sum(axis=1)):
        right, count, chosen = int(matrix[index, index]), int(matrix[index].sum()), int(matrix[:, index].sum())
        rows.append(
            {
                "class": CLASSES[index],
                "count": count,
                "precision": _share(right, chosen),
                "recall": _share(right, count),
                "f1": _share(2 * right, count + chosen),
            }
        )
    return rows


def measure(labels: NDArray[np.int64], probabilities: NDArray[np.float32]) -> dict[str, Any]:
    """Measure one set; a glyph is rejected where *not a digit* is its most probable class.

    Args:
        labels: int (N,), 0 … 10.
        probabilities: float32 (N, 11), as `Session.classify` yields.

    Returns:
        ``count``; ``accuracy`` over the eleven classes; macro ``precision``, ``recall`` and ``f1`` over the classes
        that occur; for digits ``digits_lost`` (rejected) and ``accuracy_of_ten`` (the best of the ten digits is right);
        for what is no digit ``rejected``; and the most frequent ``confusions`` as [true, chosen, count].
    """
    chosen = probabilities.argmax(axis=1)
    matrix = confusion(labels, chosen, len(CLASSES))
    rows = [row for row in per_class(matrix) if row["count"]]
    found: dict[str, Any] = {"count": len(labels), "accuracy": _share(int(np.trace(matrix)), len(labels))}
    found |= {key: float(np.mean([row[key] for row in rows])) for key in ("precision", "recall", "f1")}
    digits = labels != NOT_A_DIGIT
    if digits.any():
        found["digits_lost"] = float((chosen[digits] == NOT_A_DIGIT).mean())
        found["accuracy_of_ten"] = float((probabilities[digits, :NOT_A_DIGIT].argmax(axis=1) == labels[digits]).mean())
    if not digits.all():
        found["rejected"] = float((chosen[~digits] == NOT_A_DIGIT).mean())
    found["confusions"] = _worst(matrix)
    return found


def _worst(matrix: NDArray[np.int64], most: int = 5) -> list[list[Any]]:
    """The most frequent confusions, those that happened at least twice."""
    wrong = matrix - np.diag(np.diag(matrix))
    order = np.argsort(wrong, axis=None, kind="stable")[::-1][:most]
    pairs = [np.unravel_index(i, wrong.shape) for i in order]
    return [[CLASSES[a], CLASSES[b], int(wrong[a, b])] for a, b in pairs if wrong[a, b] > 1]


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


def edit_distance(first: str, second: str) -> int:
    """Fewest insertions, deletions and substitutions of a character that make one of the other (Levenshtein 1966)."""
    row = list(range(len(second) + 1))
    for i, a in enumerate(first, 1):
        before, row[0] = row[0], i
        for j, b in enumerate(second, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (a != b))
    return row[-1]
