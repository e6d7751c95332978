"""The candidates of a lattice as edges with weights: what the network says of each, and what its place and form say.

An edge leads from the place before a candidate's first atom to the place behind its last. It is taken as one of ten
digits or as something that is skipped.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from digitscan.types import NOT_A_DIGIT, Lattice

_LOW = 0.5
"""Height, in heights of the writing, below which a digit becomes less likely: zeros in 5.000 are written at 0.45."""

_STEEP = 8.0
"""Log-weight lost for each height of the writing that a digit is lower than that: 2.4 at a fifth of the height."""

_MARK_AS_DIGIT = float(np.log(0.001))
"""Prior of a dot or dash being a digit: beside digits of full height none is."""

_SKIPPED = float(np.log(0.02))
"""Prior of ink the size of a digit that is no digit, in a field for numbers. Marks (dots, dashes) have prior 1."""

_TOUCHING = float(np.log(0.3))
"""Prior of two neighbouring digits being one piece of ink. A prior against joining pieces does harm: with it, fewer of
704 cheque amounts were read (0.5: 65 %, none: 73 %), as faint strokes break everywhere (an early network)."""

_DIGIT_IN_TEXT = 0.05
"""Share of the glyphs in text that look like digits (o, l, z)."""

_SHARD = float(np.log(0.5))
"""Prior of a small piece that a cut parted from its component being no part of a digit: the top of a 2 is no dot."""

_NEIGHBOUR, _CUT = float(np.log(0.02)), float(np.log(0.8))
"""Priors of what the edge of a snippet cuts being a digit of it, or a part of one, and being a neighbour's."""

_FLOOR = 1e-6
"""Smallest probability a class is given: the network's own zeros are not that sure."""


class Edges(NamedTuple):
    """The edges of a lattice with A atoms, in the order of their ends: a pass over them is a pass along the field.

    Attributes:
        atoms: A; places are numbered from 0 to A.
        first: the place where each of the N edges begins.
        last: the place where it ends.
        candidates: the number of its candidate.
        digits: float64 (N, 10), natural logarithm of its weight as each digit.
        skips: float64 (N,), of its weight as something that is skipped; minus infinity for several atoms.
    """

    atoms: int
    first: list[int]
    last: list[int]
    candidates: list[int]
    digits: NDArray[np.float64]
    skips: NDArray[np.float64]


def weigh_edges(lattice: Lattice, probabilities: NDArray[np.float32]) -> Edges:
    """Weigh the candidates as parts of a number.

    Args:
        lattice: A atoms, N candidates.
        probabilities: float32 (N, 11), softmax of each candidate.
    """
    order = np.argsort(lattice.spans[:, 1], kind="stable")
    spans, boxes = lattice.spans[order], lattice.boxes[order]
    logs = np.log(np.maximum(probabilities[order].astype(np.float64), _FLOOR))
    first, last = spans[:, 0], spans[:, 1]
    prior = np.minimum(0.0, _STEEP * ((boxes[:, 3] - boxes[:, 1]) / lattice.height - _LOW))
    single = last - first == 1
    mark = single & lattice.marks[first]
    skips = np.where(single, logs[:, NOT_A_DIGIT] + _SKIPPED, -np.inf)
    skips[mark] = 0.0
    prior[mark] += _MARK_AS_DIGIT
    if lattice.tied.any():
        tied = np.append(lattice.tied, False)
        prior[tied[first]] += _TOUCHING
        skips[mark & (tied[first] | tied[last])] = _SHARD
    if lattice.cut is not None:
        beside = np.concatenate([[0], np.cumsum(lattice.cut)])
        prior[beside[last] > beside[first]] += _NEIGHBOUR
        skips[single & lattice.cut[first]] = _CUT
    digits = logs[:, :NOT_A_DIGIT] + prior[:, None]
    return Edges(lattice.atoms, first.tolist(), last.tolist(), order.tolist(), digits, skips)


def weigh_text(lattice: Lattice, probabilities: NDArray[np.float32], edges: Edges) -> list[float]:
    """Weigh the candidates as letters: every glyph may be no digit, at no cost, and few look like one.

    Args:
        lattice: A atoms, N candidates.
        probabilities: as for `weigh_edges`.
        edges: what that made of them.

    Returns:
        The logarithm of the weight of each edge.
    """
    letter = probabilities[edges.candidates, NOT_A_DIGIT].astype(np.float64)
    weights = np.log(letter + _DIGIT_IN_TEXT * (1 - letter))
    first = np.array(edges.first)
    single = np.array(edges.last) - first == 1
    weights[single & lattice.marks[first]] = 0.0
    if lattice.cut is not None:
        weights[single & lattice.cut[first]] = _CUT
    listed: list[float] = weights.tolist()
    return listed
