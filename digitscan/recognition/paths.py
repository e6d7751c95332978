"""Paths over the edges of a lattice: the best one, the weight of all, and of those that spell a value.

Plain lists of floats: a field has some forty edges, and an operation of NumPy on one number takes as long as ten of
these. The best path is found in logarithms. Sums are taken of weights themselves, each edge's divided by how much the
best path to its end gains on the one to its beginning: no edge then weighs more than 1, the best path weighs 1, and
nothing overflows, however long the field.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import inf
from typing import NamedTuple

import numpy as np

from digitscan.recognition.edges import Edges

Step = tuple[int, bool]
"""A candidate on a path, and whether it is read as a digit."""

_LIGHTEST = 1e-12
"""Weight, beside the 1 of the best path, from which on an edge or a beginning is followed: all that is left out
together does not change the sixth digit of a share."""


class Best(NamedTuple):
    """The best path through a lattice.

    Attributes:
        weights: logarithm of the weight of the best path to each place, A + 1 of them.
        steps: the candidates of the best path to the last place, in order.
    """

    weights: list[float]
    steps: list[Step]


def best_weights(edges: Edges, weights: Sequence[float]) -> tuple[list[float], list[int]]:
    """The logarithm of the weight of the best path to each place, and the edge by which it comes; -1 for none.

    Args:
        edges: N of them between A + 1 places.
        weights: logarithm of the weight of each.
    """
    best = [0.0] + [-inf] * edges.atoms
    came = [-1] * (edges.atoms + 1)
    for edge, (first, last, weight) in enumerate(zip(edges.first, edges.last, weights, strict=True)):
        score = best[first] + weight
        if score > best[last]:
            best[last] = score
            came[last] = edge
    return best, came


def best_path(edges: Edges) -> Best:
    """The path of the greatest weight, each edge taken as what it is best for (Viterbi)."""
    digits, skips = edges.digits.max(axis=1, initial=-inf), edges.skips
    best, came = best_weights(edges, np.maximum(digits, skips).tolist())
    steps: list[Step] = []
    place = edges.atoms
    while place > 0:
        edge = came[place]
        if edge < 0:
            return Best(best, [])
        steps.append((edges.candidates[edge], bool(digits[edge] >= skips[edge])))
        place = edges.first[edge]
    return Best(best, steps[::-1])


class Scaled(NamedTuple):
    """Weights of the edges, so scaled that the best path weighs 1; those that weigh next to nothing are left out.

    Attributes:
        places: A + 1.
        edges: begin, end, weight as each of the ten digits, and weight as skipped, of each edge.
        total: weight of all paths; at least 1.
    """

    places: int
    edges: list[tuple[int, int, list[float], float]]
    total: float


def scale(edges: Edges, best: Sequence[float]) -> Scaled:
    """Scale the edges' weights by the best path's to each place, `Best.weights`."""
    gained = np.array(best)
    gain = gained[edges.last] - gained[edges.first]
    digits, skips = np.exp(edges.digits - gain[:, None]), np.exp(edges.skips - gain)
    sums = (digits.sum(axis=1) + skips).tolist()
    # All paths in one pass (forward algorithm).
    weight = [1.0] + [0.0] * edges.atoms
    kept = []
    for first, last, whole, digit, skip in zip(
        edges.first, edges.last, sums, digits.tolist(), skips.tolist(), strict=True
    ):
        if whole >= _LIGHTEST:
            weight[last] += weight[first] * whole
            kept.append((first, last, digit, skip))
    return Scaled(len(weight), kept, weight[-1])


def share_of(value: str, scaled: Scaled) -> float:
    """The share of the weight of all paths that spell a value, 0–1."""
    spelt = [int(digit) for digit in value]
    # weights[a][k]: of the paths to place a that have spelt the first k digits.
    weights = [[0.0] * (len(spelt) + 1) for _ in range(scaled.places)]
    weights[0][0] = 1.0
    for first, last, digits, skip in scaled.edges:
        to = weights[last]
        for k, weight in enumerate(weights[first]):
            if weight > _LIGHTEST:
                to[k] += weight * skip
                if k < len(spelt):
                    to[k + 1] += weight * digits[spelt[k]]
    return min(1.0, weights[-1][-1] / scaled.total)


def best_spelling(value: str, edges: Edges) -> list[Step]:
    """The path of the greatest weight that spells a value; empty where none does."""
    spelt = [int(digit) for digit in value]
    best = [[-inf] * (len(spelt) + 1) for _ in range(edges.atoms + 1)]
    best[0][0] = 0.0
    came: dict[tuple[int, int], tuple[int, bool]] = {}
    rows = zip(edges.first, edges.last, edges.digits.tolist(), edges.skips.tolist(), strict=True)
    for edge, (first, last, digits, skip) in enumerate(rows):
        to = best[last]
        for k, weight in enumerate(best[first]):
            if weight + skip > to[k]:
                to[k], came[last, k] = weight + skip, (edge, False)
            if k < len(spelt) and weight + digits[spelt[k]] > to[k + 1]:
                to[k + 1], came[last, k + 1] = weight + digits[spelt[k]], (edge, True)
    steps: list[Step] = []
    place, k = edges.atoms, len(spelt)
    while place > 0:
        if (place, k) not in came:
            return []
        edge, is_digit = came[place, k]
        steps.append((edges.candidates[edge], is_digit))
        place, k = edges.first[edge], k - is_digit
    return steps[::-1]
