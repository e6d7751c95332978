"""Handwriting and forms drawn with pen strokes: pages that carry nobody's data, with the truth about what stands where.

writer = Writer(7)                                       the same seed, the same hand
page = mark_table(writer, dpi=200)                       Drawn(pixels, truth)
boxes = draw_number(canvas, "-4071", box, writer)        a number anywhere
scan = flatbed(page, rng, skew=1.5)                      what a scanner or a phone makes of it
"""

from __future__ import annotations

from .degrade import (
    add_noise,
    bilevel,
    blur,
    fade,
    jpeg,
    motion_blur,
    paper_texture,
    shadow,
    specks,
    to_grey,
    uneven_light,
    whiten,
)
from .files import g4_tiff_bytes, image_pdf_bytes, jpeg_bytes, png_bytes
from .forms import (
    boxed_form,
    comb_form,
    dense_page,
    draw_comb,
    grid_form,
    mark_table,
    plain_page,
    ruled_rows,
    sample_form,
    tally_column,
    underlined_form,
)
from .geometry import curl, quarter_turns, resample, rotate, warp
from .glyphs import GlyphHand
from .marks import draw_line, draw_signature, draw_tick, scribble, strike_out
from .numbers import draw_in_cells, draw_number
from .paper import A4, A5, A5_WIDE, Drawn, Sheet, Truth
from .pens import PENS, Ink, Pen, lay
from .printing import print_paragraph, print_text, text_width
from .scanning import fax, flatbed, photograph
from .shapes import DIGITS, ways
from .writer import NEAT, Hand, Style, Writer

__all__ = [
    "A4",
    "A5",
    "A5_WIDE",
    "DIGITS",
    "NEAT",
    "PENS",
    "Drawn",
    "GlyphHand",
    "Hand",
    "Ink",
    "Pen",
    "Sheet",
    "Style",
    "Truth",
    "Writer",
    "add_noise",
    "bilevel",
    "blur",
    "boxed_form",
    "comb_form",
    "curl",
    "dense_page",
    "draw_comb",
    "draw_in_cells",
    "draw_line",
    "draw_number",
    "draw_signature",
    "draw_tick",
    "fade",
    "fax",
    "flatbed",
    "g4_tiff_bytes",
    "grid_form",
    "image_pdf_bytes",
    "jpeg",
    "jpeg_bytes",
    "lay",
    "mark_table",
    "motion_blur",
    "paper_texture",
    "photograph",
    "plain_page",
    "png_bytes",
    "print_paragraph",
    "print_text",
    "quarter_turns",
    "resample",
    "rotate",
    "ruled_rows",
    "sample_form",
    "scribble",
    "shadow",
    "specks",
    "strike_out",
    "tally_column",
    "text_width",
    "to_grey",
    "underlined_form",
    "uneven_light",
    "warp",
    "ways",
    "whiten",
]
