"""A report as one HTML page that needs no other file: tables, pictures, and the crops of what was wrong."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping, Sequence
from html import escape
from importlib import resources

from .acceptance import ERRORS
from .outcomes import Kind, Outcome
from .pictures import acceptance_svg, calibration_svg
from .report import Report
from .wording import (
    ACCEPTANCE_HEADINGS,
    ACCEPTANCE_NOTE,
    CALIBRATION_HEADINGS,
    DECIDED_HEADINGS,
    DIGIT_HEADINGS,
    acceptance_rows,
    calibration_rows,
    class_name,
    decided_rows,
    digit_rows,
    left_out,
    per_cent,
    summary_rows,
)

Images = Mapping[int, bytes]
"""PNG of a fault by its position in `Report.faults`."""


def html_page(report: Report, images: Images, *, shown: int, title: str, told: Sequence[str] = ()) -> str:
    """Write the page.

    Args:
        report: what to tell.
        images: the crops at hand.
        shown: faults that are listed at most.
        title: the heading, what was compared with what.
        told: what else a person should know (images that could not be loaded).
    """
    style = resources.files(__package__).joinpath("html_page.css").read_text(encoding="utf-8")
    body = [
        f"<h1>{escape(title)}</h1>",
        _table((), summary_rows(report), "summary"),
        _notes([*report.notes, *left_out(report.judged), *told]),
        "<h2>Error against share accepted</h2>",
        _figure(acceptance_svg(report.curve, ERRORS), _legend("curve", "error") + _legend("bound", "95 % upper bound")),
        _table(ACCEPTANCE_HEADINGS, acceptance_rows(report)),
        f"<p>{escape(ACCEPTANCE_NOTE)}</p>",
        "<h2>What the run decided</h2>",
        _table(DECIDED_HEADINGS, decided_rows(report)),
        "<h2>Calibration</h2>",
        _figure(
            calibration_svg(report.calibration.bins),
            _legend("goal", "as it should be") + "A circle is a bin, the larger the fuller.",
        ),
        _table(CALIBRATION_HEADINGS, calibration_rows(report)),
        "<h2>Digits</h2>",
        _table(DIGIT_HEADINGS, digit_rows(report)),
        "<h2>What was taken for what</h2>",
        _confusion(report),
        f"<h2>What was wrong ({len(report.faults)})</h2>",
        _faults(report.faults, images, shown),
    ]
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{style}</style></head><body>" + "\n".join(body) + "</body></html>\n"
    )


def _table(headings: Sequence[str], rows: Sequence[Sequence[str]], kind: str = "") -> str:
    head = "".join(f"<th>{escape(heading)}</th>" for heading in headings)
    body = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return f'<table class="{kind}">' + (f"<tr>{head}</tr>" if head else "") + body + "</table>"


def _notes(lines: Sequence[str]) -> str:
    return "<ul>" + "".join(f"<li>{escape(line)}</li>" for line in lines) + "</ul>" if lines else ""


def _figure(svg: str, legend: str) -> str:
    return f"<figure>{svg}<figcaption>{legend}</figcaption></figure>"


def _legend(kind: str, text: str) -> str:
    line = f'<polyline class="{kind}" points="0,6 28,6"/>'
    return f'<span><svg class="key" width="28" height="12">{line}</svg> {escape(text)}</span> '


def _confusion(report: Report) -> str:
    """The matrix, each cell as dark as its share of the row; what is right is grey, so that errors are seen."""
    classes, matrix = report.confusion.classes, report.confusion.matrix
    head = "<tr><th>is \\ read as</th>" + "".join(f"<th>{escape(class_name(name))}</th>" for name in classes) + "</tr>"
    rows = []
    for i, name in enumerate(classes):
        total = max(1, int(matrix[i].sum()))
        cells = "".join(_confusion_cell(int(matrix[i, j]), total, i == j) for j in range(len(classes)))
        rows.append(f"<tr><th>{escape(class_name(name))}</th>{cells}</tr>")
    return f'<table class="confusion">{head}{"".join(rows)}</table>'


def _confusion_cell(count: int, total: int, right: bool) -> str:
    if not count:
        return "<td></td>"
    if right:
        return f'<td class="right">{count}</td>'
    # The square root: one confusion in a hundred shall be seen beside one in ten.
    return f'<td style="background:rgb(213 94 0 / {0.12 + 0.8 * (count / total) ** 0.5:.2f})">{count}</td>'


def _faults(faults: Sequence[Outcome], images: Images, shown: int) -> str:
    if not faults:
        return "<p>Nothing: all numbers are right, and none is extra.</p>"
    rows = [_fault(outcome, images.get(i)) for i, outcome in enumerate(faults[:shown])]
    head = "<tr><th>image</th><th>is</th><th>read as</th><th>confidence</th><th>status</th><th>where</th></tr>"
    more = f"<p>{len(faults) - shown} more are not shown (--crops).</p>" if len(faults) > shown else ""
    return (
        f'<p>The surest first; missed numbers at the end.</p><table class="faults">{head}{"".join(rows)}</table>{more}'
    )


def _fault(outcome: Outcome, image: bytes | None) -> str:
    picture = "no image"
    if image is not None:
        data = b64encode(image).decode("ascii")
        picture = f'<img alt="{escape(outcome.written or outcome.value)}" src="data:image/png;base64,{data}">'
    read = outcome.read
    nothing = '<span class="nothing">nothing</span>'
    where = f"{outcome.file}" + (f", page {outcome.page}" if outcome.page > 1 else "")
    number = outcome.read.field if outcome.read is not None else (outcome.true.field if outcome.true else 0)
    note = f'<br><span class="nothing">{escape(read.note)}</span>' if read is not None and read.note else ""
    cells = (
        picture,
        f"<code>{escape(outcome.written)}</code>" if outcome.written else nothing,
        f"<code>{escape(outcome.value)}</code>" if outcome.value else nothing,
        per_cent(read.confidence, 2) if read is not None and outcome.value else "",
        (escape(read.status.value) if read is not None else "") + note,
        f"{escape(where)}, field {number}",
    )
    kind = "sure" if outcome.kind is not Kind.MISSED and read is not None and read.status == "ok" else ""
    return f'<tr class="{kind}">' + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"
