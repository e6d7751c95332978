"""What a strip's columns say, as values with probabilities: connectionist temporal classification (CTC).

Every column holds a digit or the blank. A path through the columns spells a value: repetitions count once, blanks not
at all. The probability of a value is that of all its paths together.

A. Graves, S. Fernández, F. Gomez, J. Schmidhuber: Connectionist Temporal Classification, ICML 2006,
https://doi.org/10.1145/1143844.1143891 (forward algorithm); A. Hannun et al., https://arxiv.org/abs/1408.2873
(beam search over prefixes).
"""

from __future__ import annotations

from collections.abc import Sequence
from math import log

import numpy as np
from numpy.typing import NDArray

from digitscan.types import BLANK

LogProbabilities = NDArray[np.floating]
"""float (T, 11): natural logarithms; in each of T columns the ten digits, then the blank."""

_IMPOSSIBLE = -np.inf

_WIDTH = 16
"""Prefixes that a beam keeps: of strips as written, the best value is among the first two or three."""

_FAINTEST = -12.0
"""Log-probability below which a digit does not lengthen a prefix in a column: e⁻¹² is what a network says of noise."""

_LIGHTEST = 1e-7
"""Weight, beside that of the heaviest prefix, below which one is dropped: all that is dropped of a value in a hundred
columns is less than the least probability that is ever told (0.001)."""

_LOST = 1e-4
"""Weight, beside that of the heaviest prefix, that a narrow beam may drop at once: a tenth of that probability."""


def log_probability(columns: LogProbabilities, value: str) -> float:
    """The logarithm of the probability that the columns spell a value, over all its paths (forward algorithm).

    Args:
        columns: of one strip.
        value: digits; the empty value is a strip without any.

    Returns:
        At most 0; minus infinity where there are too few columns for it.

    Raises:
        ValueError: the value holds something other than digits.
    """
    return log_probabilities(columns, [value])[0]


def log_probabilities(columns: LogProbabilities, values: Sequence[str]) -> list[float]:
    """As `log_probability`, for several values of one strip."""
    for value in values:
        if not (value.isascii() and value.isdigit()) and value:
            raise ValueError(f"a value is digits, not {value!r}")
    rows, peak = _scaled(np.asarray(columns, np.float64))
    weights = [_weight_of(rows, [int(digit) for digit in value]) for value in values]
    return [min(0.0, peak + log(weight)) if weight > 0 else _IMPOSSIBLE for weight in weights]


def telling(columns: LogProbabilities) -> LogProbabilities:
    """The columns that tell something: those with a likely digit, and the first without one after them.

    Two columns in which only the blank is likely say no more than one. Of a strip as written two thirds are left out,
    and the probability of a value changes by less than a ten-thousandth.
    """
    told = columns[:, :BLANK].max(axis=1) > _FAINTEST
    return columns[told | np.append(False, told[:-1])]


def _scaled(table: NDArray[np.float64]) -> tuple[list[list[float]], float]:
    """Probabilities, each column's divided by its largest, and the logarithm of the product of what they lost.

    The best path then weighs 1, and nothing underflows that is not far behind it.
    """
    peaks = table.max(axis=1, initial=_IMPOSSIBLE)
    rows: list[list[float]] = np.exp(table - peaks[:, None]).tolist()
    return rows, float(peaks.sum())


def _weight_of(rows: list[list[float]], digits: list[int]) -> float:
    """The weight of all paths through some columns that spell K digits."""
    # The states of Graves et al., figure 3: a digit each, and a blank before, between and behind them.
    blanks, spelt = [1.0] + [0.0] * len(digits), [0.0] * (len(digits) + 1)
    # A digit follows the one before it directly unless it is the same: then the blank between them must be passed.
    direct = [k > 0 and digits[k] != digits[k - 1] for k in range(len(digits))]
    backwards = [(k, digits[k], direct[k]) for k in range(len(digits) - 1, -1, -1)]
    for row in rows:
        blank = row[BLANK]
        for k, digit, follows in backwards:
            blanks[k + 1] = (blanks[k + 1] + spelt[k]) * blank
            before = blanks[k] + spelt[k - 1] if follows else blanks[k]
            spelt[k] = (spelt[k] + before) * row[digit]
        blanks[0] *= blank
    return blanks[-1] + (spelt[len(digits) - 1] if digits else 0.0)


def best_values(
    columns: LogProbabilities, count: int = 5, width: int = _WIDTH, lightest: float = _LIGHTEST
) -> list[tuple[str, float]]:
    """The most probable values of a strip, by beam search over prefixes.

    Args:
        columns: of one strip.
        count: how many at most.
        width: prefixes kept after each column; 1 or more.
        lightest: weight, beside that of the heaviest prefix, below which one is dropped before that.

    Returns:
        Values with the logarithms of their probabilities, best first; one at least. What is left out of a sum is less
        than a ten-thousandth of the best value's probability.
    """
    table = np.asarray(columns, np.float64)
    rows, peak = _scaled(table)
    likely: list[list[int]] = [[] for _ in rows]
    for column, digit in zip(*(each.tolist() for each in np.nonzero(table[:, :BLANK] > _FAINTEST)), strict=True):
        likely[column].append(digit)
    # For each prefix: the weight of its paths that end in a blank, and of those that end in its last digit.
    beam: dict[str, tuple[float, float]] = {"": (1.0, 0.0)}
    lost = 0.0
    for row, digits in zip(rows, likely, strict=True):
        beam = _extend(beam, row, digits, lightest)
        if len(beam) > width:
            ranked = sorted(beam.items(), key=_weight, reverse=True)
            beam = dict(ranked[:width])
            lost = max(lost, sum(map(_weight, ranked[width:])) / _weight(ranked[0]))
    best = sorted(beam.items(), key=_weight, reverse=True)[:count]
    if lost > _LOST:
        # So many values compete that the beam lost paths: what it found is weighed anew, with all of them.
        values = [value for value, _ in best]
        return sorted(zip(values, log_probabilities(columns, values), strict=True), key=lambda pair: -pair[1])
    return [(value, min(0.0, peak + log(blank + digit))) for value, (blank, digit) in best]


def _extend(
    beam: dict[str, tuple[float, float]], column: list[float], likely: list[int], lightest: float
) -> dict[str, tuple[float, float]]:
    """All prefixes of a beam after one more column, but for those that weigh next to nothing."""
    found: dict[str, tuple[float, float]] = {}
    least = lightest * max(map(sum, beam.values()))
    rest = column[BLANK]
    for prefix, (blank, digit) in beam.items():
        both = blank + digit
        last = int(prefix[-1]) if prefix else BLANK
        before = found.get(prefix)
        stays = digit * column[last] if prefix else 0.0
        found[prefix] = (both * rest, stays) if before is None else (before[0] + both * rest, before[1] + stays)
        for new in likely:
            # The same digit again is a new one only after a blank.
            weight = (blank if new == last else both) * column[new]
            if weight > least:
                longer = prefix + str(new)
                before = found.get(longer)
                found[longer] = (0.0, weight) if before is None else (before[0], before[1] + weight)
    return {prefix: pair for prefix, pair in found.items() if pair[0] + pair[1] > least}


def _weight(item: tuple[str, tuple[float, float]]) -> float:
    """Weight of all paths of a prefix in a beam."""
    return item[1][0] + item[1][1]
