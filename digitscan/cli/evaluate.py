"""``digitscan evaluate``: results against truth → what was right, how sure, and what can be accepted unseen."""

from __future__ import annotations

import click

EPILOG = """\b
Exit codes:
    0  the results were compared, however good they are
    2  wrong usage, a table that lacks a column or holds what it should not, or a file that cannot be written
    4  nothing to compare: a table is absent or empty, or the two name no file in common

\b
Examples:
  digitscan evaluate truth.csv results.csv
  digitscan evaluate truth.csv results.csv --html wrong.html --images scans/
  digitscan evaluate truth.csv results.jsonl --json - | jq .numbers.accuracy
  digitscan read scans/ | digitscan evaluate truth.csv -
  digitscan evaluate truth.csv results.csv --calibration mine.json
"""


@click.command(epilog=EPILOG, short_help="Compare results with numbers that were checked.")
@click.argument("truth")
@click.argument("results")
@click.option(
    "--match", type=click.Choice(["auto", "order", "field", "box"]), default="auto", show_default=True,
    help="How a field finds its result. order: by reading order, a field too many or too few upsetting no other. "
    "field: by the very number. box: by overlap. auto: by box where the truth has boxes, else by order.",
)  # fmt: skip
@click.option("--json", metavar="FILE", help="Write all figures and all faults as JSON; - is standard output.")
@click.option("--html", metavar="FILE", help="Write one page with tables, pictures and the crops of what was wrong.")
@click.option("--images", metavar="DIR", help="Where the scans are, for the crops. Default: the folder of TRUTH.")
@click.option(
    "--crops", type=click.IntRange(min=0), default=500, show_default=True, metavar="N",
    help="List at most so many faults on the page, the surest first.",
)  # fmt: skip
@click.option(
    "--calibration", metavar="FILE",
    help="Write the counts that 'read --calibration FILE --max-error P' goes by.",
)  # fmt: skip
@click.option(
    "--bins", type=click.IntRange(min=2, max=100), default=10, show_default=True, metavar="N",
    help="Bins of confidence for the calibration error.",
)  # fmt: skip
@click.option("-q", "--quiet", is_flag=True, help="No report on standard output; errors still.")
def evaluate(**options: object) -> int:
    r"""Compare RESULTS, as 'digitscan read' wrote them, with TRUTH, a table of numbers that a person checked.

    TRUTH is a CSV (or JSON lines) in one of three forms:

    \b
      file,value                       all numbers of a file in reading order, spaces between them
      file,page,field,value            one field a row, numbered in reading order
      file,page,x,y,width,height,value one field a row, by its box in pixels of the page as stored

    No value: the field (or file) is empty, and what is read there is an extra number. '?': nobody can say, the field
    counts neither way. Files and pages that TRUTH does not name are not judged. RESULTS is CSV or JSON lines; - is
    standard input.
    """
    from .evaluate_run import EvaluateOptions, run_evaluate

    return run_evaluate(EvaluateOptions(**options))  # type: ignore[arg-type]
