"""A report in rows of words and figures, the same on the terminal and on the page."""

from __future__ import annotations

from collections.abc import Sequence

from .outcomes import Judged
from .report import Report
from .scores import NOTHING

Rows = list[tuple[str, ...]]

ACCEPTANCE_HEADINGS = ("error allowed", "confidence from", "share accepted", "accepted", "wrong", "error", "bound")
ACCEPTANCE_NOTE = (
    "Each row accepts the numbers from a confidence upwards, as far down as the error allows. Wrong and extra numbers "
    "among the accepted ones are errors. Bound: upper limit of the error (Clopper-Pearson, one-sided, 95 %). The "
    "threshold was chosen on these same numbers: others may do a little worse."
)
DECIDED_HEADINGS = ("status", "numbers", "right", "wrong", "extra", "share of all", "error", "bound")
CALIBRATION_HEADINGS = ("confidence", "numbers", "mean confidence", "right", "difference")
DIGIT_HEADINGS = ("digit", "in truth", "read", "precision", "recall", "F1")

_LISTED = 5
"""Names that a line lists."""


def summary_rows(report: Report) -> Rows:
    """What matters most: name, figure, how it comes about."""
    n, c, k = report.numbers, report.characters, report.calibration
    limits = f"95 % limits {_range(n.low, n.high)}" if n.low is not None and n.high is not None else ""
    empty = f"; {n.empty_read} in {n.empty} fields known to be empty" if n.empty else ""
    rows: Rows = [
        ("whole numbers right", per_cent(n.accuracy, 2), f"{n.right} of {n.count}; {limits}"),
        ("wrong", str(n.wrong), ""),
        ("missed", str(n.missed), f"{n.told} of them sent to review without a value" if n.missed else ""),
        ("extra", str(n.extra), f"read where no number stands{empty}"),
        ("precision", per_cent(n.precision, 2), f"right ones among the numbers read; F1 {per_cent(n.f1, 2)}"),
        (
            "word error rate",
            per_cent(n.error_rate, 2),
            f"{n.extra} inserted, {n.missed} deleted, {n.wrong} substituted",
        ),
        ("digits right", per_cent(c.accuracy, 2), f"{c.right} of {c.count}"),
        (
            "character error rate",
            per_cent(c.error_rate, 2),
            f"{c.insertions} inserted, {c.deletions} deleted, {c.substitutions} substituted",
        ),
        ("F1 of the digits", per_cent(report.macro_f1, 2), "mean over the digits"),
        (
            "calibration error",
            per_cent(k.error, 2),
            f"expected, {len(k.bins)} bins, {k.count} numbers read"
            + (f"; {per_cent(k.chance, 2)} would be chance" if k.count else ""),
        ),
        ("Brier score", _decimals(k.brier), "mean squared error of the confidence"),
        ("files all right", f"{n.files_right} of {n.files}", "every number right, none extra"),
    ]
    if n.not_judged:
        rows.append(("not judged", str(n.not_judged), "fields whose value is '?' in the truth"))
    return rows


def acceptance_rows(report: Report) -> Rows:
    """The share accepted at each error."""
    rows: Rows = []
    for each in report.allowed:
        p = each.point
        figures = ("none", per_cent(0.0), "0", "0", "", "")
        if p is not None:
            figures = (
                f"{p.threshold:.4f}",
                per_cent(p.share),
                str(p.accepted),
                str(p.wrong),
                per_cent(p.error, 2),
                per_cent(p.bound, 2),
            )
        rows.append((_short_per_cent(each.error), *figures))
    return rows


def decided_rows(report: Report) -> Rows:
    """What was accepted and what was sent to a person."""
    return [
        (d.status, str(d.count), str(d.right), str(d.wrong), str(d.extra), per_cent(d.share), per_cent(d.error, 2),
         per_cent(d.bound, 2))
        for d in report.decisions
    ]  # fmt: skip


def calibration_rows(report: Report) -> Rows:
    """The bins that hold numbers."""
    return [
        (
            f"{b.low:.2f}–{b.high:.2f}",
            str(b.count),
            per_cent(b.confidence),
            per_cent(b.right),
            f"{100 * (b.right - b.confidence):+.1f}",
        )
        for b in report.calibration.bins
        if b.confidence is not None and b.right is not None
    ]


def digit_rows(report: Report) -> Rows:
    """Precision, recall and F1 of each digit."""
    return [
        (s.name, str(s.count), str(s.read), per_cent(s.precision, 2), per_cent(s.recall, 2), per_cent(s.f1, 2))
        for s in report.classes
    ]


def left_out(judged: Judged) -> list[str]:
    """What could not be compared, a line each, with the first names."""
    failed = [_page(file, page) for file, page in judged.failed]
    pages = [_page(file, page) for file, page in judged.unknown_pages]
    told = (
        ("file", "of the truth, on which nothing was read: counted as missed", judged.absent),
        ("page", "of the truth, not readable: counted as missed", failed),
        ("file", "of the results, not in the truth and not judged", judged.unknown),
        ("page", "of the results, not in the truth and not judged", pages),
    )
    return [f"{counted(len(names), noun)} {words}: {_first(names)}" for noun, words, names in told if names]


def counted(count: int, noun: str) -> str:
    """A count with its noun: "1 file", "2 files"."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def class_name(name: str) -> str:
    """A character, and a sign for none."""
    return "∅" if name == NOTHING else name


def per_cent(share: float | None, decimals: int = 1) -> str:
    """A share in per cent, a dash for none."""
    return "–" if share is None else f"{100 * share:.{decimals}f} %"


def _short_per_cent(share: float) -> str:
    return f"{100 * share:g} %"


def _range(low: float, high: float) -> str:
    return f"{100 * low:.1f}–{100 * high:.1f} %"


def _decimals(value: float | None) -> str:
    return "–" if value is None else f"{value:.4f}"


def _page(file: str, page: int) -> str:
    return f"{file}, page {page}"


def _first(names: Sequence[str]) -> str:
    return "; ".join(names[:_LISTED]) + (f"; and {len(names) - _LISTED} more" if len(names) > _LISTED else "")
