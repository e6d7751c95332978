"""Tables and lines on standard output: coloured on a terminal, plain columns in a pipe."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence

from rich import box
from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from digitscan.outputs.names import to_utf8
from digitscan.outputs.results_stream import ResultsStream

_PIPED_WIDTH = 1000
"""Columns in a pipe: no line is folded there, so that it can be searched."""


def is_terminal() -> bool:
    """Whether standard output is a terminal."""
    return sys.stdout is not None and sys.stdout.isatty()


def print_parts(parts: Iterable[RenderableType]) -> None:
    """Print tables and lines, one below the other.

    Raises:
        BrokenPipeError: standard output was closed by its reader.
    """
    terminal = is_terminal()
    console = Console(highlight=False, markup=False, emoji=False, width=None if terminal else _PIPED_WIDTH)
    with console.capture() as captured:
        for part in parts:
            console.print(part)
    text = to_utf8(captured.get())
    if terminal:
        # A terminal of few letters gets a question mark for those that it lacks.
        coding = sys.stdout.encoding or "utf-8"
        sys.stdout.write(text.encode(coding, "replace").decode(coding))
        sys.stdout.flush()
        return
    ResultsStream().write("\n".join(line.rstrip() for line in text.splitlines()) + "\n")


def heading(text: str) -> Text:
    """A heading, with an empty line above it."""
    return Text(f"\n{text}", "bold")


def columns(headings: Sequence[str], rows: Sequence[Sequence[str | Text]], left: Sequence[int] = (0,)) -> Table:
    """A table; columns not in `left` stand right."""
    lines = box.SIMPLE_HEAD if headings and is_terminal() else None
    table = Table(box=lines, show_header=bool(headings), pad_edge=False)
    for i in range(len(rows[0]) if rows else len(headings)):
        table.add_column(headings[i] if headings else "", justify="left" if i in left else "right", overflow="fold")
    for row in rows:
        table.add_row(*row)
    return table
