"""JPEG 2000: size, resolution and end out of the boxes of a JP2 file, or of a bare codestream (ISO/IEC 15444-1)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from digitscan.inputs.header import METRES_PER_INCH, Header, plausible_dpi
from digitscan.inputs.window import CutShortError, DamagedError, Window

_SOC, _SIZ, _SOT, _EOC = 0xFF4F, 0xFF51, 0xFF90, 0xFFD9
"""Markers of a codestream: its start, its size, a part of a tile, its end."""

_BEHIND = frozenset([b"jp2c", b"jp2i", b"xml ", b"uuid", b"uinf", b"asoc", b"free", b"res "])
"""Boxes that may stand behind the image. What else does is the next item of a stream."""

_BOXES = 10_000
"""More boxes than any file has."""


class _Box(NamedTuple):
    """A box: its four letters, where its content starts, and where it ends; None is the end of the file."""

    name: bytes
    start: int
    end: int | None


def read_header(window: Window) -> Header:
    """Read the JPEG 2000 at the start of `window`, and see that it is there to its end.

    Raises:
        CutShortError: it has fewer bytes than it says.
        DamagedError: its boxes or markers make no sense.
    """
    if window.uint(0, 2) == _SOC:
        width, height = _codestream_size(window, 0)
        return Header(width, height, _codestream_end(window, 0))
    size, dpi, end = None, None, 0
    for box in _boxes(window, 0, None):
        if box.name == b"jp2h":
            size, dpi = _image_header(window, box)
        elif box.name == b"jp2c" and box.end is None:
            end = _codestream_end(window, box.start)
            break
        end = box.end if box.end is not None else box.start
    if size is None:
        raise DamagedError("the file is damaged: a JPEG 2000 file without the header of its image")
    return Header(*size, end, dpi)


def _boxes(window: Window, at: int, stop: int | None) -> Iterator[_Box]:
    """The boxes from one place to another; None is where the input ends, or something else follows the image."""
    shown = False
    for _ in range(_BOXES):
        if (stop is not None and at + 8 > stop) or not window.fill(at + 8):
            return
        length, name, start = window.uint(at, 4), window.bytes_at(at + 4, 4), at + 8
        if shown and name not in _BEHIND:
            return
        shown = shown or name == b"jp2c"
        if length == 1:
            length, start = window.uint(at + 8, 8), at + 16
        end = None if length == 0 else at + length
        if end is not None and (end < start or (stop is not None and end > stop)):
            raise DamagedError(f"the file is damaged: a box of {length} bytes at byte {at:,}")
        if end is not None:
            window.mark = start
            window.need(end)
        yield _Box(name, start, end)
        if end is None:
            return
        at = end


def _image_header(window: Window, header: _Box) -> tuple[tuple[int, int], float | None]:
    """Width and height, and dots per inch where they stand there."""
    size, dpi = None, None
    for box in _boxes(window, header.start, header.end):
        if box.name == b"ihdr":
            size = window.uint(box.start + 4, 4), window.uint(box.start, 4)
        elif box.name == b"res ":
            # Of the scan (resc), else of the display (resd): numerators, denominators and exponents of ten.
            found = {inner.name: inner.start for inner in _boxes(window, box.start, box.end)}
            at = found.get(b"resc", found.get(b"resd"))
            dpi = None if at is None else _resolution(window, at)
    if size is None:
        raise DamagedError("the file is damaged: a JPEG 2000 file without the size of its image")
    return size, dpi


def _resolution(window: Window, at: int) -> float | None:
    """Dots per inch along the width of a resolution box."""
    over, under = window.uint(at + 4, 2), window.uint(at + 6, 2)
    power = int.from_bytes(window.bytes_at(at + 9, 1), "big", signed=True)
    return plausible_dpi(over / under * 10.0**power * METRES_PER_INCH) if under else None


def _codestream_size(window: Window, at: int) -> tuple[int, int]:
    """Width and height by the marker SIZ, which is the first."""
    if window.uint(at + 2, 2) != _SIZ:
        raise DamagedError("the file is damaged: a JPEG 2000 codestream without its size")
    right, bottom, left, top = (window.uint(at + 8 + 4 * i, 4) for i in range(4))
    return right - left, bottom - top


def _codestream_end(window: Window, at: int) -> int:
    """The offset behind a codestream: from marker to marker, and from part to part of its tiles."""
    at += 2
    while (marker := window.uint(at, 2)) != _EOC:
        if marker >> 8 != 0xFF:
            raise DamagedError(f"the file is damaged: no marker of JPEG 2000 at byte {at:,}")
        window.mark = at
        length = window.uint(at + 6, 4) if marker == _SOT else window.uint(at + 2, 2) + 2
        if length == 0:  # the last part goes to the end, which only reading to it finds
            return _last_end(window, at)
        if length < 4:
            raise DamagedError(f"the file is damaged: a marker of {length} bytes at byte {at:,}")
        at += length
    return at + 2


def _last_end(window: Window, at: int) -> int:
    """The offset behind the last mark of an end in all that follows."""
    while window.fill(len(window.data) + 1):
        pass
    found = bytes(window.data).rfind(_EOC.to_bytes(2, "big"), at)
    if found < 0:
        raise CutShortError("the file is cut short: a JPEG 2000 codestream without its end")
    return found + 2
