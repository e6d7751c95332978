"""``--out`` of the commands that write rows: a file, or standard output without it or for ``-``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

STDOUT = "-"
"""The name that stands for standard output."""


def _no_file(_context: click.Context, _option: click.Parameter, name: str | None) -> str | None:
    return None if name == STDOUT else name


out_option: Callable[[Any], Any] = click.option(
    "--out", metavar="FILE", callback=_no_file,
    help="Write results to FILE, complete or not at all. Default, or for -: standard output.",
)  # fmt: skip
"""The command gets None for standard output."""
