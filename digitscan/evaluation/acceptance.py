"""How many numbers may be accepted unseen at which error: the curve of error against share accepted.

Numbers are accepted from a confidence upwards. Known as the risk-coverage curve (El-Yaniv and Wiener 2010,
https://jmlr.org/papers/v11/el-yaniv10a.html).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from digitscan.binomial import upper_bound

ERRORS = (0.0, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05)
"""Errors that are allowed, a row of the table each: from none to one in twenty."""

_DRAWN = 200
"""Points of the curve that are kept: more cannot be told apart in a picture."""


@dataclass(frozen=True)
class Point:
    """Accepting from a confidence upwards.

    Attributes:
        threshold: the confidence, 0–1.
        accepted: numbers read with at least that, extra ones included.
        wrong: of these, wrong or extra.
        share: accepted numbers that stand in the truth, as a share of all that do.
        error: wrong / accepted.
        bound: upper limit of the error (Clopper-Pearson, one-sided, 95 %).
    """

    threshold: float
    accepted: int
    wrong: int
    share: float
    error: float
    bound: float


@dataclass(frozen=True)
class Allowed:
    """The largest share that can be accepted at an error, `point` None where the first numbers are wrong already."""

    error: float
    point: Point | None


@dataclass(frozen=True, eq=False)
class Curve:
    """Accepting more and more numbers, the surest first; one point for each confidence that occurs, P of them.

    Attributes:
        threshold: float64 (P,), 0–1, falling.
        accepted: int64 (P,), numbers read with at least that confidence.
        wrong: int64 (P,), of these, wrong or extra.
        found: int64 (P,), of these, not extra.
        count: numbers in the truth.
    """

    threshold: NDArray[np.float64]
    accepted: NDArray[np.int64]
    wrong: NDArray[np.int64]
    found: NDArray[np.int64]
    count: int

    def __len__(self) -> int:
        return len(self.threshold)

    def point(self, i: int) -> Point:
        """One point, with its bound: that is what takes time."""
        accepted, wrong = int(self.accepted[i]), int(self.wrong[i])
        share = int(self.found[i]) / self.count if self.count else 0.0
        bound = upper_bound(wrong, accepted)
        return Point(float(self.threshold[i]), accepted, wrong, share, wrong / accepted, bound)

    def thinned(self, most: int = _DRAWN) -> list[Point]:
        """At most so many points, evenly taken, the first and the last among them."""
        chosen = np.linspace(0, len(self) - 1, min(most, len(self))).round().astype(int)
        return [self.point(i) for i in chosen]


def acceptance_curve(
    sure: NDArray[np.float64], right: NDArray[np.bool_], extra: NDArray[np.bool_], count: int
) -> Curve:
    """Sort numbers by confidence and count; those of equal confidence are accepted together.

    Args:
        sure: float64 (N,), confidence of each number read.
        right: bool (N,), whether it is right.
        extra: bool (N,), whether no number stands there.
        count: numbers in the truth.
    """
    order = np.argsort(-sure, kind="stable")
    last = np.flatnonzero(np.diff(sure[order], append=-1.0))
    wrong, found = (np.cumsum(flags[order], dtype=np.int64)[last] for flags in (~right, ~extra))
    return Curve(sure[order][last], last + 1, wrong, found, count)


def acceptance_table(curve: Curve, errors: Sequence[float] = ERRORS) -> list[Allowed]:
    """The lowest threshold whose error is not above each of those allowed."""
    reached = curve.wrong / np.maximum(curve.accepted, 1)
    fitting = [np.flatnonzero(reached <= error) for error in errors]
    return [Allowed(e, curve.point(int(at[-1])) if len(at) else None) for e, at in zip(errors, fitting, strict=True)]
