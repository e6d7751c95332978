"""Checked numbers counted by confidence: the calibration table that ``digitscan read --max-error`` goes by."""

from __future__ import annotations

from collections.abc import Sequence

from digitscan.threshold import CalibrationTable, count_table
from digitscan.types import LOW_CONFIDENCE, Status

from .outcomes import Kind, Outcome
from .results import ReadField


def calibration_table(outcomes: Sequence[Outcome], **words: str) -> CalibrationTable:
    """Count the numbers that were read, whatever confidence they were read with.

    A number that is for review for another reason than a low confidence is never accepted; it counts among all.

    Args:
        outcomes: of a table of results against its truth.
        words: what the table says of itself, as `digitscan.threshold.count_table` takes it.
    """
    read = [(o.read, o.kind) for o in outcomes if o.read is not None and o.kind is not Kind.NOT_JUDGED]
    told = [(field, kind) for field, kind in read if field.status in (Status.OK, Status.REVIEW)]
    return count_table(((field.confidence, _acceptable(field), kind is Kind.RIGHT) for field, kind in told), **words)


def _acceptable(field: ReadField) -> bool:
    return bool(field.value) and field.note in ("", LOW_CONFIDENCE)
