"""Paths with at most one digit, as in a comb's cell: one candidate is the digit, and every other atom is skipped."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from digitscan.recognition.edges import Edges
from digitscan.recognition.paths import Step


class Single(NamedTuple):
    """The paths of one place for one digit.

    Attributes:
        digits: float64 (N, 10), logarithm of the weight of the path on which an edge is each digit.
        none: logarithm of the weight of the path without a digit.
        total: logarithm of the weight of all of them.
        alone: the edge of each atom by itself, A of them.
    """

    digits: NDArray[np.float64]
    none: float
    total: float
    alone: list[int]


def single_paths(edges: Edges) -> Single:
    """The paths over some edges on which at most one is a digit."""
    first, last = np.array(edges.first), np.array(edges.last)
    alone = np.flatnonzero(last - first == 1)
    before = np.concatenate([[0.0], np.cumsum(edges.skips[alone])])
    digits = edges.digits + (before[first] + before[-1] - before[last])[:, None]
    none = float(before[-1])
    total = float(np.logaddexp(np.logaddexp.reduce(digits, axis=None), none))
    return Single(digits, none, total, alone.tolist())


def share_of_single(value: str, paths: Single) -> float:
    """The share of the weight of all paths that spell a value, 0–1; 0 for one of several digits."""
    if len(value) > 1:
        return 0.0
    weight = float(np.logaddexp.reduce(paths.digits[:, int(value)])) if value else paths.none
    return float(np.exp(min(0.0, weight - paths.total)))


def best_single(paths: Single, edges: Edges) -> list[Step]:
    """The path of the greatest weight, as `digitscan.recognition.paths.best_path` gives it."""
    edge = int(paths.digits.max(axis=1).argmax())
    if paths.digits[edge].max() < paths.none:
        return [(edges.candidates[atom], False) for atom in paths.alone]
    return _path_through(edge, paths, edges)


def best_single_spelling(value: str, paths: Single, edges: Edges) -> list[Step]:
    """The path of the greatest weight that spells a value; empty where none does."""
    if len(value) > 1:
        return []
    if not value:
        return [(edges.candidates[atom], False) for atom in paths.alone]
    return _path_through(int(paths.digits[:, int(value)].argmax()), paths, edges)


def _path_through(edge: int, paths: Single, edges: Edges) -> list[Step]:
    """The path with one edge as its only digit."""
    first, last = edges.first[edge], edges.last[edge]
    skipped = [(edges.candidates[atom], False) for atom in paths.alone]
    return [*skipped[:first], (edges.candidates[edge], True), *skipped[last:]]
