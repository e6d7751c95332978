"""BMP: the size of a Windows bitmap out of its two headers."""

from __future__ import annotations

from digitscan.inputs.header import METRES_PER_INCH, Header, plausible_dpi
from digitscan.inputs.window import DamagedError, Window

SIGNATURE = b"BM"

_FILE_HEADER = 14
_OLD_HEADER = 12
"""Length of OS/2's header, which holds 16-bit sizes and no resolution."""

_UNCOMPRESSED = (0, 3, 6)  # BI_RGB, BI_BITFIELDS, BI_ALPHABITFIELDS

_SLACK = 1 << 20
"""Bytes that may stand behind the pixels (padding, a colour profile) for the stated size to be believed."""


def read_header(window: Window) -> Header:
    """Read the headers of the BMP at the start of `window`, and see that its pixels are there.

    Raises:
        CutShortError: the pixels end early.
        DamagedError: the headers make no sense.
    """
    stated, pixels, length = _uint(window, 2), _uint(window, 10), _uint(window, 14)
    if length == _OLD_HEADER:
        width, height, bits = _uint(window, 18, 2), _uint(window, 20, 2), _uint(window, 24, 2)
        compression, per_metre = 0, 0
    elif 40 <= length <= 256:  # BITMAPINFOHEADER and its longer successors
        width, height = _int(window, 18), abs(_int(window, 22))  # a negative height: rows from top to bottom
        bits, compression, per_metre = _uint(window, 28, 2), _uint(window, 30), _uint(window, 38)
    else:
        raise DamagedError(f"the file is damaged: a BMP header of {length} bytes")
    end = max(stated, pixels)
    if compression in _UNCOMPRESSED:
        needed = pixels + (width * bits + 31) // 32 * 4 * height  # rows are padded to four bytes
        # Some programs write no size, or a wrong one; the size of the pixels follows from the header.
        end = stated if needed <= stated <= needed + _SLACK else needed
    header = Header(width, height, end, plausible_dpi(per_metre * METRES_PER_INCH))
    window.mark = _FILE_HEADER + length
    window.need(end)
    return header


def _uint(window: Window, at: int, count: int = 4) -> int:
    return window.uint(at, count, "little")


def _int(window: Window, at: int) -> int:
    return int.from_bytes(window.bytes_at(at, 4), "little", signed=True)
