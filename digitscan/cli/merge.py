"""``digitscan merge``: results of shards → the results of one run."""

from __future__ import annotations

import click

from .out_option import out_option

EPILOG = """\b
Exit codes:
    0  joined; as far as can be told, nothing is missing or double
    2  wrong usage, a file that is no table of results, or the results cannot be written
    3  joined, and told: inputs without a row, missing shards, pages that stand in two files, or status 'error'
  130  interrupted (Ctrl-C, SIGTERM); nothing is written
  141  whoever read standard output stopped reading

\b
Examples:
  digitscan read scans/ --shard 1/2 --out part-1.csv    # on one machine
  digitscan read scans/ --shard 2/2 --out part-2.csv    # on another
  digitscan merge part-1.csv part-2.csv --inputs scans/ --out results.csv
"""


@click.command(epilog=EPILOG, short_help="Join the results of shards into those of one run.")
@click.argument("tables", nargs=-1, required=True, metavar="SHARD...")
@out_option
@click.option(
    "--inputs", multiple=True, metavar="INPUT",
    help="What was read, as it was named to 'digitscan read'; may be given several times. Then the order is that of "
    "one run whatever the inputs are, and inputs without a row are told.",
)  # fmt: skip
@click.option("--files-from", metavar="FILE", help="Further inputs that FILE lists, one name a line.")
@click.option("--files0-from", metavar="FILE", help="The same, names separated by NUL.")
@click.option(
    "-q", "--quiet", is_flag=True, help="No summary on standard error; what is missing, double or failed still."
)
def merge(**options: object) -> int:
    """Join the results of shards (digitscan read --shard I/N) into those of one run.

    SHARD is a file of results, CSV or JSON lines, as 'digitscan read' wrote it; all are of one format; - is standard
    input. Rows are copied byte for byte. Without --inputs they come in the order in which 'digitscan read' walks one
    folder, which is that of one run where one folder was read.

    What is missing is told: whole shards, for the names in a file tell which of how many it is, and with --inputs each
    input without a row (a blank page has none either). A page that stands in two files is told, and its rows are taken
    from the file named first.
    """
    from .merge_run import MergeOptions, run_merge

    return run_merge(MergeOptions(**options))  # type: ignore[arg-type]
