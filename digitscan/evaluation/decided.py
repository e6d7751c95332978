"""What the run itself decided: which numbers it accepted and which it sent to a person, and how many were wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from digitscan.binomial import upper_bound
from digitscan.types import Status

from .outcomes import Kind, Outcome
from .scores import share


@dataclass(frozen=True)
class Decided:
    """The numbers read with one status; a field in which no number was read has none.

    Attributes:
        status: ``ok`` or ``review``.
        count: numbers read, extra ones included.
        right: of these, right.
        wrong: another number stands there.
        extra: no number stands there.
        share: right and wrong ones, as a share of the numbers in the truth.
        error: (wrong + extra) / count.
        bound: upper limit of that error (Clopper-Pearson, one-sided, 95 %).
    """

    status: str
    count: int
    right: int
    wrong: int
    extra: int
    share: float | None
    error: float | None
    bound: float | None


def decided(outcomes: Sequence[Outcome], status: Status) -> Decided:
    """Count the numbers that were read with a status."""
    kinds = [o.kind for o in outcomes if o.read is not None and o.value and o.read.status is status]
    right, wrong, extra = (kinds.count(kind) for kind in (Kind.RIGHT, Kind.WRONG, Kind.EXTRA))
    written = sum(o.kind in (Kind.RIGHT, Kind.WRONG, Kind.MISSED) for o in outcomes)
    count, bad = right + wrong + extra, wrong + extra
    bound = upper_bound(bad, count) if count else None
    return Decided(status.value, count, right, wrong, extra, share(right + wrong, written), share(bad, count), bound)
