"""What a strip's columns say, as values with probabilities: connectionist temporal classification (CTC).

Every column holds a digit or the blank. A path through the columns spells a value: repetitions count once, blanks not
at all. The probability of a value is that of all its paths together.

A. Graves, S. Fernández, F. Gomez, J. Schmidhuber: Connectionist Temporal Classification, ICML 2006,
https://doi.org/10.1145/1143844.1143891 (forward algorithm); A. Hannun et al., https://arxiv.org/abs/1408.2873
(beam search over prefixes).
"""

from __future__ import annotations

from math import exp, log1p

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
    if not (value.isascii() and value.isdigit()) and value:
        raise ValueError(f"a value is digits, not {value!r}")
    digits = np.array([int(digit) for digit in value], np.intp)
    # Blank, digit, blank, …, digit, blank: the states of Graves et al., figure 3.
    states = np.full(2 * len(digits) + 1, BLANK, np.intp)
    states[1::2] = digits
    # A digit follows the one before it directly unless it is the same: then the blank between them must be passed.
    skips = np.zeros(len(states), bool)
    skips[3::2] = digits[1:] != digits[:-1]
    # Before the first column every path stands in the first blank.
    forward = np.full(len(states), _IMPOSSIBLE)
    forward[0] = 0.0
    for column in np.asarray(columns, np.float64):
        two = np.where(skips, _shifted(forward, 2), _IMPOSSIBLE)
        forward = np.logaddexp(np.logaddexp(forward, _shifted(forward, 1)), two) + column[states]
    return float(min(0.0, np.logaddexp.reduce(forward[-2:])))


def best_values(columns: LogProbabilities, count: int = 5, width: int = _WIDTH) -> list[tuple[str, float]]:
    """The most probable values of a strip, by beam search over prefixes.

    Args:
        columns: of one strip.
        count: how many at most.
        width: prefixes kept after each column; 1 or more.

    Returns:
        Values with the logarithms of their probabilities (exact, `log_probability`), best first; one at least.
    """
    # For each prefix: the probability of its paths that end in a blank, and of those that end in its last digit.
    beam: dict[str, tuple[float, float]] = {"": (0.0, _IMPOSSIBLE)}
    for column in np.asarray(columns, np.float64):
        likely = [int(digit) for digit in np.flatnonzero(column[:BLANK] > _FAINTEST)]
        beam = _extend(beam, column.tolist(), likely)
        if len(beam) > width:
            kept = sorted(beam, key=lambda prefix: _total(beam[prefix]), reverse=True)[:width]
            beam = {prefix: beam[prefix] for prefix in kept}
    # A beam loses paths: what it found is weighed anew, with all of them.
    values = sorted(beam, key=lambda prefix: _total(beam[prefix]), reverse=True)[:count]
    return sorted(((value, log_probability(columns, value)) for value in values), key=lambda pair: -pair[1])


def _extend(
    beam: dict[str, tuple[float, float]], column: list[float], likely: list[int]
) -> dict[str, tuple[float, float]]:
    """All prefixes of a beam after one more column."""
    found: dict[str, tuple[float, float]] = {}

    def add(prefix: str, blank: float, digit: float) -> None:
        old = found.get(prefix, (_IMPOSSIBLE, _IMPOSSIBLE))
        found[prefix] = (_sum(old[0], blank), _sum(old[1], digit))

    for prefix, (blank, digit) in beam.items():
        whole = _sum(blank, digit)
        stays = digit + column[int(prefix[-1])] if prefix else _IMPOSSIBLE
        add(prefix, whole + column[BLANK], stays)
        for new in likely:
            # The same digit again is a new one only after a blank.
            before = blank if prefix and int(prefix[-1]) == new else whole
            add(prefix + str(new), _IMPOSSIBLE, before + column[new])
    return found


def _total(pair: tuple[float, float]) -> float:
    return _sum(*pair)


def _sum(a: float, b: float) -> float:
    """log(eᵃ + eᵇ); on single numbers NumPy's own takes five times as long."""
    if a < b:
        a, b = b, a
    return a if b == _IMPOSSIBLE else a + log1p(exp(b - a))


def _shifted(row: NDArray[np.float64], places: int) -> NDArray[np.float64]:
    """A row moved towards its end, impossible before."""
    out = np.full(len(row), _IMPOSSIBLE)
    out[places:] = row[: max(0, len(row) - places)]
    return out
