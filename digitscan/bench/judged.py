"""The values that a run read, against what was written on its pages."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from digitscan.evaluation.decided import decided
from digitscan.evaluation.outcomes import Matching, judge
from digitscan.evaluation.results import load_results
from digitscan.evaluation.scores import score_numbers
from digitscan.evaluation.truth import TrueField
from digitscan.types import Status


class Shares(NamedTuple):
    """How a run read; each 0–1, None where there is nothing to share.

    Attributes:
        right: of the written numbers, read exactly.
        review: of the written numbers, those that a person is asked about.
        wrong: of the numbers given as ``ok``, wrong or extra.
    """

    right: float | None
    review: float | None
    wrong: float | None


def judge_run(truth: Sequence[TrueField], results: Path) -> Shares:
    """Compare the results of ``digitscan read``, a CSV file, with the truth, by reading order.

    Raises:
        DigitscanError: the file is not what it should be.
    """
    outcomes = judge(truth, load_results(str(results)), Matching.ORDER).outcomes
    numbers = score_numbers(outcomes)
    asked = sum(o.read is not None and o.read.status is Status.REVIEW for o in outcomes)
    review = asked / numbers.count if numbers.count else None
    return Shares(numbers.accuracy, review, decided(outcomes, Status.OK).error)
