"""The confidence that a run asks for, and what is promised of the numbers that it accepts."""

from __future__ import annotations

from collections.abc import Iterator

from digitscan.errors import UsageError
from digitscan.threshold import Threshold, find_threshold
from digitscan.types import MIN_CONFIDENCE

from .tally import Tally, plural

COUNTED = "digits"
"""The model of glyphs whose confidences the bundled tables counted."""


def promised(
    max_error: float | None, min_confidence: float | None, calibration: str | None, *, reader: str, model: str
) -> Threshold | None:
    """The threshold that `--max-error` asks for, None without it.

    Raises:
        UsageError: options exclude each other, or the calibration table is none.
        NothingToReadError: there is no such table.
    """
    if max_error is None:
        if calibration is not None:
            raise UsageError("--calibration says how confident to be for --max-error; name that error too")
        return None
    if min_confidence is not None:
        raise UsageError("--max-error chooses the confidence, and --min-confidence names it: give one of them")
    if calibration is None and model != COUNTED:
        raise UsageError(
            f"the calibration that came with digitscan was counted with the model {COUNTED!r}; for {model} name your "
            "own, as 'digitscan evaluate --calibration FILE' writes it, with --calibration FILE"
        )
    return find_threshold(max_error, calibration, reader=reader)


def asked_confidence(threshold: Threshold | None, min_confidence: float | None) -> float:
    """The confidence below which numbers are for review."""
    if threshold is not None:
        return threshold.confidence
    return MIN_CONFIDENCE if min_confidence is None else min_confidence


def promise_lines(threshold: Threshold, calibration: str | None, tally: Tally) -> Iterator[str]:
    """What a run with `--max-error` tells at its end: the threshold, what it costs here, and what stands behind it."""
    rung, table = threshold.rung, threshold.table
    asked, bound = per_cent(threshold.max_error), per_cent(rung.bound)
    if not threshold.kept:
        yield (
            f"an error of at most {asked} cannot be promised: {bound} is the least that this calibration supports. "
            f"With none wrong among those accepted, {threshold.needed:,} checked numbers would be needed"
        )
    share = f" ({per_cent(tally.review / tally.numbers)})" if tally.numbers else ""
    error = asked if threshold.kept else bound
    yield (
        f"accepted from confidence {rung.confidence:g} on for an error of at most {error}; "
        f"{tally.review} of {plural(tally.numbers, 'number')}{share} to review"
    )
    source = calibration or f"the table that came with digitscan ({table.data})"
    yield (
        f"calibration: {rung.wrong} wrong of {rung.accepted:,} accepted of {table.numbers:,} checked, so that at most "
        f"{bound} are wrong (95 % sure, Clopper-Pearson), in {source}"
    )
    if calibration is None:
        yield "your forms may be harder or easier: 'digitscan evaluate --calibration FILE' counts on your own numbers"


def per_cent(share: float) -> str:
    """A share in per cent with the digits that it needs: 25.0 %, 1.32 %, 0.1 %, 0.0487 %."""
    text = f"{100 * share:.3g}" if share < 0.1 else f"{100 * share:.1f}"
    return f"{text} %"
