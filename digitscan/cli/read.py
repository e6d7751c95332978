"""``digitscan read``: scans → a table of numbers."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Any

import click

from .network_options import device_option, model_option
from .out_option import out_option

if TYPE_CHECKING:
    from digitscan.run.shards import Shard

EPILOG = """\b
Exit codes:
    0  all inputs were read
    2  wrong usage, or the results cannot be written (absent folder, full disk)
    3  some inputs failed (status 'error' in the results); the rest is written
    4  nothing to read
    5  the device or the model is not usable
  130  interrupted (Ctrl-C, SIGTERM); what was finished is kept
  141  whoever read standard output stopped reading

\b
Examples:
  digitscan read scans/ --out results.csv
  digitscan read form.pdf photo.jpg --overlay checked/
  digitscan read scans/ --out results.csv --resume
  digitscan read scans/ --out part-3.csv --shard 3/8
  digitscan read scans/ --out results.csv --max-error 0.01
  cat *.png | digitscan read -
  tar c scans | digitscan read - --out results.csv
  find . -name '*.tif' -print0 | digitscan read --files0-from - --format jsonl
"""


class _Probability(click.FloatRange):
    """A number from 0 to 1. *nan* is neither below nor above, so that the range alone would let it through."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Convert the text.

        Raises:
            click.BadParameter: it is no number from 0 to 1.
        """
        number = float(super().convert(value, param, ctx))
        if math.isnan(number):
            self.fail("nan is not a number from 0 to 1.", param, ctx)
        return number


class _ShardType(click.ParamType):
    """``I/N``: one of N shards."""

    name = "shard"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Shard:
        """Convert the text.

        Raises:
            click.BadParameter: it names no shard.
        """
        from digitscan.run.shards import Shard

        if isinstance(value, Shard):
            return value
        found = re.fullmatch(r"([0-9]{1,9})/([0-9]{1,9})", value.strip())
        if found is None:
            self.fail(f"{value!r} is not I/N, as 2/8 for the second of eight shards.", param, ctx)
        index, count = int(found[1]), int(found[2])
        if not 1 <= index <= count:
            self.fail(f"{value!r}: I is a number from 1 to N.", param, ctx)
        return Shard(index, count)


@click.command(epilog=EPILOG, short_help="Read the numbers on scans into a table.")
@click.argument("inputs", nargs=-1, metavar="INPUT...")
@out_option
@click.option(
    "--format", "format_", type=click.Choice(["csv", "jsonl"]), default="csv", show_default=True,
    help="csv: one row for each number. jsonl: the same with each digit's box, probabilities and alternatives.",
)  # fmt: skip
@click.option("--overlay", metavar="DIR", help="Write each page with what was read drawn onto it into DIR.")
@model_option
@click.option(
    "--reader", type=click.Choice(["fused", "glyph", "strip"]), default="fused", show_default=True,
    help="glyph cuts the ink and judges each glyph, strip reads a field whole, fused weighs both against each other.",
)  # fmt: skip
@device_option("Where the network runs. auto takes the GPU if it works, and says which it took.")
@click.option(
    "--batch-size", type=click.IntRange(min=1), default=1024, show_default=True, metavar="N",
    help="Largest number of glyphs given to the network at once.",
)  # fmt: skip
@click.option("--jobs", type=click.IntRange(min=1), metavar="N", help="Pages worked on at once. Default: one a CPU.")
@click.option(
    "--page-timeout", type=click.FloatRange(min=0, min_open=True), metavar="SECONDS",
    help="Give up a page that takes longer; it gets status 'error', the rest goes on. Default: never.",
)  # fmt: skip
@click.option(
    "--min-confidence", type=_Probability(0, 1), metavar="P",
    help="Numbers that are right with a lower probability get status 'review'.  [default: 0.95]",
)  # fmt: skip
@click.option(
    "--max-error", type=_Probability(0, 1, min_open=True, max_open=True), metavar="P",
    help="Choose --min-confidence so that at most this share of the numbers with status 'ok' is wrong, as 0.001.",
)  # fmt: skip
@click.option(
    "--calibration", metavar="FILE",
    help="For --max-error: a table of your own checked numbers, from 'evaluate --calibration'. Default: digitscan's.",
)  # fmt: skip
@click.option("--blanks", is_flag=True, help="Give empty fields a row too, with status 'blank'.")
@click.option(
    "--max-pixels", type=click.IntRange(min=1), default=200_000_000, show_default=True, metavar="N",
    help="Refuse pages of more pixels, before they are decoded.",
)  # fmt: skip
@click.option("--files-from", metavar="FILE", help="Also read what FILE lists, one name a line; - is standard input.")
@click.option("--files0-from", metavar="FILE", help="The same, names separated by NUL.")
@click.option(
    "--resume", is_flag=True,
    help="Keep what is finished in FILE.journal beside --out FILE, and leave out what an earlier run finished.",
)  # fmt: skip
@click.option(
    "--shard", type=_ShardType(), metavar="I/N",
    help="Read the I-th of N shares of the inputs, parted by their names; 'digitscan merge' joins the results.",
)  # fmt: skip
@click.option("-q", "--quiet", is_flag=True, help="No progress and no summary on standard error; errors still.")
@click.pass_context
def read(context: click.Context, inputs: tuple[str, ...], format_: str, **options: object) -> int:
    r"""Read the numbers written on scans into a table.

    INPUT is a file, a folder (read with all folders in it), or - for standard input: one image, several one after
    another, a tar stream or a PDF. Images may be PNG, JPEG, JPEG 2000, BMP, WebP, Netpbm, TIFF (all its pages) or
    PDF (300 dpi).

    Results go to --out or standard output, one row for each number found:
    file,page,field,value,confidence,status,x,y,width,height,note. Names of files are written as they are, bytes that
    are no UTF-8 as \xNN. Progress, errors and a summary go to standard error.

    With --resume a run that was ended, by whatever, goes on where it was when the same command is given again, and ends
    with the same file. FILE.journal holds the rows of each page that was read, by the name and the content of its
    input: changed files are read anew, and so are pages that failed. It stays when all is done, so that the same
    command next week reads what is new; delete it to start over. Other options or another model are an error.
    """
    if not inputs and options["files_from"] is None and options["files0_from"] is None:
        raise click.UsageError("Name at least one INPUT, or a list with --files-from or --files0-from.", context)
    from .read_options import ReadOptions
    from .read_run import run_read

    return run_read(ReadOptions(inputs=inputs, format=format_, **options))  # type: ignore[arg-type]
