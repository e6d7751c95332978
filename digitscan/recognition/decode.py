"""Probabilities of candidates become the best reading of a field, and the probability that it is right.

The best path through the lattice is found by dynamic programming over log-probabilities; the forward algorithm over the
same edges gives the weight of all paths, and a second one the weight of those that spell the chosen value. Their
quotient is the confidence: it is low where the network doubts a digit, and also where another cutting reads otherwise.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from math import exp, log
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from digitscan.recognition.edges import Edges, weigh_edges, weigh_text
from digitscan.recognition.paths import Step, best_path, best_spelling, best_weights, scale, share_of
from digitscan.recognition.single import best_single, best_single_spelling, share_of_single, single_paths
from digitscan.types import Lattice

_TOLD, _LEAST = 3, 0.001
"""How many alternatives are told, and the share of the weight below which none is."""

_TEXT = 0.1
"""Prior of a field with text: a heading or a name in a cell, a word on a page."""


@dataclass(frozen=True, eq=False)
class Decoded:
    """The best reading of one lattice.

    Attributes:
        value: the digits.
        confidence: share of all paths' weight that spells `value`, 0–1; `calibrate` makes a probability of it.
        chosen: indices of the candidates that are its digits.
        skipped: number of atoms the size of a digit that were not read.
        text: probability that the field holds writing that is no number, 0–1.
        alternatives: other values with their share, best first.
        fused: whether the shares are those of two readers.
        writing: what `text` is by both readers; None where only one reads.
        share: tells the share of any value, 0–1.
    """

    value: str
    confidence: float
    chosen: tuple[int, ...]
    skipped: int
    text: float
    alternatives: tuple[tuple[str, float], ...]
    fused: bool = False
    writing: float | None = None
    share: Callable[[str], float] = field(default=lambda value: 0.0, repr=False)


TOO_MUCH = Decoded(value="", confidence=0.0, chosen=(), skipped=100, text=1.0, alternatives=())
"""What is said of a field with more ink than a number has: it is told as something that was not read."""


def decode(lattice: Lattice, probabilities: NDArray[np.float32], *, single: bool = False) -> Decoded:
    """Read a lattice.

    Args:
        lattice: A atoms, N candidates.
        probabilities: float32 (N, 11), softmax of each candidate.
        single: whether at most one digit can stand here, as in a comb's cell.

    Returns:
        The reading; its value is empty where nothing is a digit.
    """
    edges = weigh_edges(lattice, probabilities)
    paths = _paths(edges, single=single)
    chosen = tuple(candidate for candidate, is_digit in paths.best if is_digit)
    labels = paths.digits.argmax(axis=1).tolist()
    places = {candidate: edge for edge, candidate in enumerate(edges.candidates)}
    value = "".join(str(labels[places[candidate]]) for candidate in chosen)
    of_value = cache(paths.share)
    share = of_value(value)
    # All others have the rest together: where it is too little to be told, none of them need be weighed.
    digits = paths.digits[[places[candidate] for candidate in chosen]]
    return Decoded(
        value=value,
        confidence=share,
        chosen=chosen,
        skipped=_skipped(lattice, paths.best),
        text=_probability_of_text(weigh_text(lattice, probabilities, edges), edges, paths.total),
        alternatives=_alternatives(value, digits, of_value) if 1 - share >= _LEAST else (),
        share=of_value,
    )


class Spelling(NamedTuple):
    """The best path that spells a given value; no candidates where none does.

    Attributes:
        chosen: indices of the candidates that are its digits.
        skipped: number of atoms the size of a digit that are not read.
    """

    chosen: tuple[int, ...]
    skipped: int


def spell(value: str, lattice: Lattice, probabilities: NDArray[np.float32], *, single: bool) -> Spelling:
    """Where the digits stand of a value that another reader proposes; arguments else as for `decode`."""
    edges = weigh_edges(lattice, probabilities)
    steps = best_single_spelling(value, single_paths(edges), edges) if single else best_spelling(value, edges)
    return Spelling(tuple(candidate for candidate, is_digit in steps if is_digit), _skipped(lattice, steps))


class _Paths(NamedTuple):
    """What is asked of the paths of a field, whether many digits or one can stand there.

    Attributes:
        best: the best path.
        digits: float64 (N, 10), logarithm of the weight of each edge as each digit.
        total: logarithm of the weight of all paths.
        share: tells the share of that weight that spells a value.
    """

    best: list[Step]
    digits: NDArray[np.float64]
    total: float
    share: Callable[[str], float]


def _paths(edges: Edges, *, single: bool) -> _Paths:
    if single:
        one = single_paths(edges)
        return _Paths(best_single(one, edges), one.digits, one.total, lambda value: share_of_single(value, one))
    best = best_path(edges)
    scaled = scale(edges, best.weights)
    total = best.weights[-1] + log(scaled.total)
    return _Paths(best.steps, edges.digits, total, lambda value: share_of(value, scaled))


def _skipped(lattice: Lattice, steps: Sequence[Step]) -> int:
    """How many atoms the size of a digit a path skips."""
    small = lattice.marks if lattice.cut is None else lattice.marks | lattice.cut
    atoms = [int(lattice.spans[candidate, 0]) for candidate, is_digit in steps if not is_digit]
    return sum(not small[atom] for atom in atoms)


def _probability_of_text(weights: list[float], edges: Edges, total: float) -> float:
    """The probability of the hypothesis *text* against *number*, with log-weight `total`, 0–1; the lattice is the same.

    Args:
        weights: of the edges in text.
        edges: N of them.
        total: logarithm of the weight of all paths of numbers.
    """
    best, _ = best_weights(edges, weights)
    odds = best[-1] - total + log(_TEXT / (1 - _TEXT))
    return 1 / (1 + exp(-min(max(odds, -50.0), 50.0)))


def _alternatives(
    value: str, digits: NDArray[np.float64], share: Callable[[str], float]
) -> tuple[tuple[str, float], ...]:
    """The values with one digit changed to its next best label, with their share of the weight, best first.

    Args:
        value: of K digits.
        digits: float64 (K, 10), logarithm of the weight of the candidate of each as each label.
        share: of the weight that spells a value.
    """
    found = {}
    # Only three are told, and those with the closest runner-up weigh most: the others are not worth a pass each.
    order = np.argsort(digits, axis=1)[:, -2:]
    margins = np.diff(np.take_along_axis(digits, order, axis=1), axis=1)[:, 0]
    for place in np.argsort(margins, kind="stable")[:_TOLD].tolist():
        other = value[:place] + str(order[place, 0]) + value[place + 1 :]
        found[other] = share(other)
    ranked = sorted(found.items(), key=lambda item: (-item[1], item[0]))
    return tuple((other, weight) for other, weight in ranked if weight >= _LEAST)
