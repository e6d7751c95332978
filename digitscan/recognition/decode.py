"""Probabilities of candidates become the best reading of a field, and the probability that it is right.

The best path through the lattice is found by dynamic programming over log-probabilities; the forward algorithm over the
same edges gives the weight of all paths, and a second one the weight of those that spell the chosen value. Their
quotient is the confidence: it is low where the network doubts a digit, and also where another cutting reads otherwise.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

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

_TOLD, _LEAST = 3, 0.001
"""How many alternatives are told, and the share of the weight below which none is."""

_TEXT = 0.1
"""Prior of a field with text: a heading or a name in a cell, a word on a page."""

_DIGIT_IN_TEXT = 0.05
"""Share of the glyphs in text that look like digits (o, l, z)."""

_SHARD = float(np.log(0.5))
"""Prior of a small piece that a cut parted from its component being no part of a digit: the top of a 2 is no dot."""

_NEIGHBOUR, _CUT = float(np.log(0.02)), float(np.log(0.8))
"""Priors of what the edge of a snippet cuts being a digit of it, or a part of one, and being a neighbour's."""

_FLOOR = 1e-6
"""Smallest probability a class is given: the network's own zeros are not that sure."""


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
    """

    value: str
    confidence: float
    chosen: tuple[int, ...]
    skipped: int
    text: float
    alternatives: tuple[tuple[str, float], ...]
    fused: bool = False


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
    digits, skips = _scores(lattice, probabilities)
    if single:
        digits = digits + _alone(lattice, skips)[:, None]
        path = _best_single(lattice, digits.max(axis=1), skips)
    else:
        path = _best_path(lattice, digits.max(axis=1), skips)
    chosen = tuple(i for i, is_digit in path if is_digit)
    value = "".join(str(int(digits[i].argmax())) for i in chosen)
    weigh = _weigh_single if single else _weigh
    total = _weight_of_all(lattice, digits, skips, single=single)
    confidence = float(np.exp(min(0.0, weigh(value, lattice, digits, skips) - total)))
    return Decoded(
        value=value,
        confidence=confidence,
        chosen=chosen,
        skipped=sum(_big_atoms(lattice, i) for i, is_digit in path if not is_digit),
        text=_probability_of_text(lattice, probabilities, total),
        alternatives=_alternatives(value, chosen, digits, lambda other: weigh(other, lattice, digits, skips) - total),
    )


@dataclass(frozen=True, eq=False)
class Spelling:
    """How a lattice spells a given value.

    Attributes:
        share: natural logarithm of the share of all paths' weight that spells it; minus infinity where none does.
        chosen: indices of the candidates that are its digits on the best of these paths.
        skipped: number of atoms the size of a digit that are not read on that path.
    """

    share: float
    chosen: tuple[int, ...]
    skipped: int


def spell(
    values: Sequence[str], lattice: Lattice, probabilities: NDArray[np.float32], *, single: bool
) -> list[Spelling]:
    """Weigh values that another reader proposes; arguments else as for `decode`.

    Returns:
        One spelling for each value.
    """
    digits, skips = _scores(lattice, probabilities)
    if single:
        digits = digits + _alone(lattice, skips)[:, None]
    total = _weight_of_all(lattice, digits, skips, single=single)
    weigh, best = (_weigh_single, _best_single_spelling) if single else (_weigh, _best_spelling)
    spellings = []
    for value in values:
        if single and len(value) > 1:
            spellings.append(Spelling(-np.inf, (), 0))
            continue
        share = min(0.0, weigh(value, lattice, digits, skips) - total)
        path = best(value, lattice, digits, skips)
        chosen = tuple(i for i, is_digit in path if is_digit)
        skipped = sum(_big_atoms(lattice, i) for i, is_digit in path if not is_digit)
        spellings.append(Spelling(share, chosen, skipped))
    return spellings


def _best_spelling(
    value: str, lattice: Lattice, digits: NDArray[np.float64], skips: NDArray[np.float64]
) -> list[tuple[int, bool]]:
    """The best path that spells `value`, in the form of `_best_path`; empty where none does."""
    best = np.full((lattice.atoms + 1, len(value) + 1), -np.inf)
    best[0, 0] = 0.0
    back: dict[tuple[int, int], tuple[int, int]] = {}
    spelt = np.array([int(digit) for digit in value], np.intp)
    for i in np.argsort(lattice.spans[:, 1], kind="stable").tolist():
        first, last = lattice.spans[i].tolist()
        scores = [best[first] + skips[i], np.append(-np.inf, best[first, :-1] + digits[i, spelt])]
        for step, score in enumerate(scores):
            for length in np.flatnonzero(score > best[last]).tolist():
                best[last, length] = score[length]
                back[last, length] = (i, step)
    path = []
    node = (lattice.atoms, len(value))
    while node[0] > 0:
        if node not in back:
            return []
        i, step = back[node]
        path.append((i, step == 1))
        node = (int(lattice.spans[i, 0]), node[1] - step)
    return path[::-1]


def _best_single_spelling(
    value: str, lattice: Lattice, digits: NDArray[np.float64], skips: NDArray[np.float64]
) -> list[tuple[int, bool]]:
    """As `_best_spelling` for paths with at most one digit; `digits` include what is skipped."""
    if not value:
        return [(int(i), False) for i in _single_atoms(lattice)]
    return _path_through(int(np.argmax(digits[:, int(value)])), lattice)


def _scores(lattice: Lattice, probabilities: NDArray[np.float32]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Log-weights of the edges: float64 (N, 10) as each digit, and (N,) as something that is skipped."""
    logs = np.log(np.maximum(probabilities.astype(np.float64), _FLOOR))
    heights = (lattice.boxes[:, 3] - lattice.boxes[:, 1]) / lattice.height
    prior = np.minimum(0.0, _STEEP * (heights - _LOW)) + np.where(lattice.tied[lattice.spans[:, 0]], _TOUCHING, 0.0)
    digits = logs[:, :NOT_A_DIGIT] + prior[:, None]
    single = lattice.spans[:, 1] - lattice.spans[:, 0] == 1
    mark = single & lattice.marks[lattice.spans[:, 0]]
    digits[mark] += _MARK_AS_DIGIT
    tied = np.append(lattice.tied, False)
    shard = mark & (tied[lattice.spans[:, 0]] | tied[lattice.spans[:, 1]])
    skips = np.where(mark, np.where(shard, _SHARD, 0.0), logs[:, NOT_A_DIGIT] + _SKIPPED)
    if lattice.cut is not None:
        beside = np.concatenate([[0], np.cumsum(lattice.cut)])
        digits[beside[lattice.spans[:, 1]] > beside[lattice.spans[:, 0]]] += _NEIGHBOUR
        skips[single & lattice.cut[lattice.spans[:, 0]]] = _CUT
    skips[~single] = -np.inf
    return digits, skips


def _big_atoms(lattice: Lattice, candidate: int) -> int:
    first, last = lattice.spans[candidate]
    small = lattice.marks if lattice.cut is None else lattice.marks | lattice.cut
    return int((~small[first:last]).sum())


def _best_path(lattice: Lattice, digit: NDArray[np.float64], skip: NDArray[np.float64]) -> list[tuple[int, bool]]:
    """Viterbi: the candidates of the best path in order, each with whether it is read as a digit."""
    best = np.full(lattice.atoms + 1, -np.inf)
    best[0] = 0.0
    back: list[tuple[int, bool] | None] = [None] * (lattice.atoms + 1)
    for i in np.argsort(lattice.spans[:, 1], kind="stable").tolist():
        first, last = lattice.spans[i]
        score = best[first] + max(digit[i], skip[i])
        if score > best[last]:
            best[last] = score
            back[last] = (i, bool(digit[i] >= skip[i]))
    path = []
    node = lattice.atoms
    while node > 0:
        step = back[node]
        if step is None:
            return []
        path.append(step)
        node = int(lattice.spans[step[0], 0])
    return path[::-1]


def _alone(lattice: Lattice, skips: NDArray[np.float64]) -> NDArray[np.float64]:
    """Log-weight float64 (N,) of skipping every atom that a candidate does not use."""
    order = _single_atoms(lattice)
    before = np.concatenate([[0.0], np.cumsum(skips[order])])
    first, last = lattice.spans.T
    return before[first] + before[-1] - before[last]


def _single_atoms(lattice: Lattice) -> NDArray[np.intp]:
    """The candidates of one atom, intp (A,), in the order of the atoms."""
    alone = np.flatnonzero(lattice.spans[:, 1] - lattice.spans[:, 0] == 1)
    return alone[np.argsort(lattice.spans[alone, 0])]


def _best_single(lattice: Lattice, digit: NDArray[np.float64], skips: NDArray[np.float64]) -> list[tuple[int, bool]]:
    """The best path with at most one digit, in the form of `_best_path`; `digit` includes what is skipped."""
    order = _single_atoms(lattice)
    best = int(np.argmax(digit))
    if digit[best] < skips[order].sum():
        return [(int(i), False) for i in order]
    return _path_through(best, lattice)


def _path_through(candidate: int, lattice: Lattice) -> list[tuple[int, bool]]:
    """The path with one candidate as its only digit, in the form of `_best_path`."""
    first, last = lattice.spans[candidate]
    rest = [(int(i), False) for i in _single_atoms(lattice) if not first <= lattice.spans[i, 0] < last]
    return sorted([*rest, (candidate, True)], key=lambda step: int(lattice.spans[step[0], 0]))


def _weigh_single(value: str, lattice: Lattice, digits: NDArray[np.float64], skips: NDArray[np.float64]) -> float:
    """As `_weigh` for paths with at most one digit; `digits` include what is skipped."""
    if not value:
        return float(skips[_single_atoms(lattice)].sum())
    return float(np.logaddexp.reduce(digits[:, int(value)]))


def _weight_of_all(lattice: Lattice, digits: NDArray[np.float64], skips: NDArray[np.float64], *, single: bool) -> float:
    """Log of the summed weight of all paths and labels."""
    if single:
        return float(np.logaddexp(np.logaddexp.reduce(digits, axis=None), skips[_single_atoms(lattice)].sum()))
    edge = np.logaddexp(np.logaddexp.reduce(digits, axis=1), skips)
    weight = np.full(lattice.atoms + 1, -np.inf)
    weight[0] = 0.0
    for i in np.argsort(lattice.spans[:, 1], kind="stable").tolist():
        first, last = lattice.spans[i]
        weight[last] = np.logaddexp(weight[last], weight[first] + edge[i])
    return float(weight[-1])


def _probability_of_text(lattice: Lattice, probabilities: NDArray[np.float32], total: float) -> float:
    """The probability of the hypothesis *text* against *number*, with log-weight `total`, 0–1.

    In text every glyph may be no digit, at no cost, and few look like one; the lattice is the same.
    """
    letter = probabilities[:, NOT_A_DIGIT].astype(np.float64)
    edge = np.log(letter + _DIGIT_IN_TEXT * (1 - letter))
    single = lattice.spans[:, 1] - lattice.spans[:, 0] == 1
    edge[single & lattice.marks[lattice.spans[:, 0]]] = 0.0
    if lattice.cut is not None:
        edge[single & lattice.cut[lattice.spans[:, 0]]] = _CUT
    path = _best_path(lattice, edge, np.full(len(edge), -np.inf))
    odds = sum(edge[i] for i, _ in path) - total + np.log(_TEXT / (1 - _TEXT))
    return float(1 / (1 + np.exp(-np.clip(odds, -50, 50))))


def _weigh(value: str, lattice: Lattice, digits: NDArray[np.float64], skips: NDArray[np.float64]) -> float:
    """Log of the summed weight of all paths that spell `value`."""
    # weight[a, k]: paths over the first a atoms that have spelt the first k digits.
    weight = np.full((lattice.atoms + 1, len(value) + 1), -np.inf)
    weight[0, 0] = 0.0
    spelt = np.array([int(digit) for digit in value], np.intp)
    for i in np.argsort(lattice.spans[:, 1], kind="stable").tolist():
        first, last = lattice.spans[i]
        weight[last] = np.logaddexp(weight[last], weight[first] + skips[i])
        weight[last, 1:] = np.logaddexp(weight[last, 1:], weight[first, :-1] + digits[i, spelt])
    return float(weight[-1, -1])


def _alternatives(
    value: str, chosen: tuple[int, ...], digits: NDArray[np.float64], weight: Callable[[str], float]
) -> tuple[tuple[str, float], ...]:
    """The values with one digit changed to its next best label, with their share of the weight, best first."""
    found = {}
    # Only three are told, and those with the closest runner-up weigh most: the others are not worth a pass each.
    margins = [float(np.ptp(np.partition(digits[candidate], -2)[-2:])) for candidate in chosen]
    for place in np.argsort(margins, kind="stable")[:_TOLD].tolist():
        candidate = chosen[place]
        second = int(np.argsort(digits[candidate])[-2])
        other = value[:place] + str(second) + value[place + 1 :]
        found[other] = float(np.exp(min(0.0, weight(other))))
    ranked = sorted(found.items(), key=lambda item: (-item[1], item[0]))
    return tuple((other, share) for other, share in ranked if share >= _LEAST)
