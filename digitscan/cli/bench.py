"""``digitscan bench``: how fast reading is here, beside the floor of decoding and other programs."""

from __future__ import annotations

import click

from .network_options import device_option, model_option
from .number_list import ChoiceList, NumberList

EPILOG = """\b
What is told:
  stages  seconds of each stage on one thread
  whole   'digitscan read' from start to end: its start, its workers and its results counted
  steady  the same without its start, as long as all workers are at work
  floor   the same files decoded to grey by as many processes, and nothing else

\b
Exit codes:
    0  everything was measured
    2  wrong usage, no room for the pages, or the CSV cannot be written
    5  the device or the model is not usable, or a peer failed
  130  interrupted; what was finished is told

\b
Examples:
  digitscan bench
  digitscan bench --pages 200 --digits 300 --formats jpeg,g4 --jobs 1,2 --out bench.csv
  digitscan bench --digits 300 --formats jpeg --compare
  digitscan bench --sheet form --formats jpeg --compare
  digitscan bench --digits 50 --formats g4 --pages 200 --growth 200,2000
"""


@click.command(epilog=EPILOG, short_help="Measure how fast reading is here, on generated pages.")
@click.option(
    "--pages", type=click.IntRange(min=1), default=60, show_default=True, metavar="N", help="Pages in each run.",
)  # fmt: skip
@click.option(
    "--digits", type=NumberList(1, 1500), metavar="N,...",
    help="Handwritten digits on each page of a grid; a case for each number. Default: 50,300,1000.",
)  # fmt: skip
@click.option(
    "--sheet", type=click.Choice(["grid", "form"]), default="grid", show_default=True,
    help="grid: boxes with five digits in each. form: 28 boxes of 2 to 10 digits among print, letters and a paragraph.",
)  # fmt: skip
@click.option(
    "--formats", type=ChoiceList(["jpeg", "grey", "g4", "pdf"]), default="jpeg,g4,pdf", show_default=True,
    metavar="NAME,...", help="jpeg: in colour. grey: JPEG without colour. g4: 1-bit TIFF. pdf: of one grey JPEG.",
)  # fmt: skip
@click.option(
    "--jobs", type=NumberList(1), metavar="N,...",
    help="Worker processes, each number in turn. Default: one for each CPU.",
)  # fmt: skip
@click.option(
    "--repeat", type=click.IntRange(min=1), default=3, show_default=True, metavar="N",
    help="Rounds of reading and decoding by turns; medians are told.",
)  # fmt: skip
@click.option("--compare", is_flag=True, help="Also run RapidOCR and Tesseract on the same pages, if installed.")
@click.option(
    "--compare-pages", type=click.IntRange(min=1), default=3, show_default=True, metavar="N",
    help="Pages that they are given; they take seconds for each.",
)  # fmt: skip
@click.option(
    "--growth", type=NumberList(1), metavar="N,...",
    help="Also compare the time a page and the memory over such numbers of pages.",
)  # fmt: skip
@click.option("--out", metavar="FILE", help="Also write all figures as CSV; - is standard output, without tables.")
@device_option("Where the networks run.")
@model_option
@click.option("-q", "--quiet", is_flag=True, help="No progress on standard error.")
def bench(**options: object) -> int:
    """Read generated A4 pages, and compare with decoding them and nothing else.

    The pages are drawn by the built-in pen-stroke generator, by several writers, at 300 dpi. What is read is compared
    with what was written.
    """
    from .bench_run import BenchOptions, run_bench

    return run_bench(BenchOptions(**options))  # type: ignore[arg-type]
