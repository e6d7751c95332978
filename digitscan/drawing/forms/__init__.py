"""Forms: each function draws one kind of page and says what is written where."""

from __future__ import annotations

from .boxed import boxed_form
from .comb import comb_form, draw_comb
from .dense import dense_page
from .grid import grid_form
from .plain import plain_page
from .rows import ruled_rows, underlined_form
from .sample_form import sample_form
from .table import mark_table
from .tally import tally_column

__all__ = [
    "boxed_form",
    "comb_form",
    "dense_page",
    "draw_comb",
    "grid_form",
    "mark_table",
    "plain_page",
    "ruled_rows",
    "sample_form",
    "tally_column",
    "underlined_form",
]
