"""Netpbm: PBM, PGM and PPM in binary, as `scanimage` and `pdftoppm` write them (netpbm.sourceforge.net/doc/)."""

from __future__ import annotations

import re

from digitscan.inputs.header import Header
from digitscan.inputs.window import DamagedError, Window

_LONGEST = 1 << 12
"""Bytes that a header may take, comments included."""

_GAP = rb"(?:\s|#[^\n]*\n)+"
"""Between the numbers of a header; a comment goes to the end of its line."""

_HEADER = re.compile(rb"P([456])" + _GAP + rb"(\d{1,9})" + _GAP + rb"(\d{1,9})(?:" + _GAP + rb"(\d{1,5}))?\s")


def read_header(window: Window) -> Header:
    """Read the header of the image at the start of `window`, and see that its pixels are there.

    Raises:
        CutShortError: the pixels end early.
        DamagedError: the header makes no sense.
    """
    window.fill(_LONGEST)
    bits = window.data[1:2] == b"4"
    # A bitmap states no brightest value: what looks like one is the first byte of its pixels.
    found = _HEADER.match(bytes(window.data[:_LONGEST]))
    if found is None:
        raise DamagedError("the file is damaged: a Netpbm header without width and height")
    width, height, peak = int(found[2]), int(found[3]), 255 if bits else int(found[4] or 0)
    if not 0 < peak < 1 << 16:
        raise DamagedError(f"the file is damaged: {peak} is no brightest value of a Netpbm image")
    start = found.end(3) + 1 if bits else found.end()
    samples = width * (3 if found[1] == b"6" else 1) * (2 if peak > 255 else 1)
    end = start + height * ((width + 7) // 8 if bits else samples)
    header = Header(width, height, end, peak=min(peak, 255))
    window.mark = start
    window.need(end)
    return header
