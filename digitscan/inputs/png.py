"""PNG: chunks up to IEND, each with its checksum (ISO/IEC 15948)."""

from __future__ import annotations

import zlib

from digitscan.inputs.exif import read_exif
from digitscan.inputs.header import METRES_PER_INCH, Header, pixel_aspect, plausible_dpi
from digitscan.inputs.window import DamagedError, Window

SIGNATURE = b"\x89PNG\r\n\x1a\n"

_GREY = 0
_KEPT = frozenset({b"IHDR", b"pHYs", b"eXIf", b"tRNS"})


def read_header(window: Window) -> Header:
    """Walk the chunks of the PNG at the start of `window`, checking each checksum.

    Raises:
        CutShortError: it ends before its IEND chunk.
        DamagedError: a chunk is damaged, or the first is no header.
    """
    chunks: dict[bytes, bytes] = {}
    at, name = len(SIGNATURE), b""
    while name != b"IEND":
        window.mark = at
        length, name = window.uint(at, 4), window.bytes_at(at + 4, 4)
        if not name.isalpha():
            raise DamagedError(f"the file is damaged: no PNG chunk at byte {at:,}")
        window.need(at + 12 + length)
        _check(window, at, length, name)
        if name in _KEPT:
            chunks[name] = window.bytes_at(at + 8, length)
        at += 12 + length
    return _header(chunks, at)


def _check(window: Window, at: int, length: int, name: bytes) -> None:
    with memoryview(window.data) as view, view[at + 4 : at + 8 + length] as content:
        checksum = zlib.crc32(content)
    if checksum != window.uint(at + 8 + length, 4):
        raise DamagedError(f"the file is damaged: wrong checksum of the {name.decode()} chunk at byte {at:,}")


def _header(chunks: dict[bytes, bytes], end: int) -> Header:
    head = chunks.get(b"IHDR", b"")
    if len(head) != 13:
        raise DamagedError("the file is damaged: a PNG without a header")
    width, height = int.from_bytes(head[:4], "big"), int.from_bytes(head[4:8], "big")
    orientation, dpi = read_exif(chunks.get(b"eXIf", b""))
    physical = chunks.get(b"pHYs", b"")
    if len(physical) == 9 and physical[8] == 1:  # 1: pixels per metre; 0 would be an aspect only
        dpi = plausible_dpi(int.from_bytes(physical[:4], "big") * METRES_PER_INCH)
    aspect = pixel_aspect(int.from_bytes(physical[:4], "big"), int.from_bytes(physical[4:8], "big"))
    clear = _transparent_grey(head, chunks.get(b"tRNS", b""))
    return Header(width, height, end, dpi, orientation, clear, aspect=aspect)


def _transparent_grey(head: bytes, transparency: bytes) -> int | None:
    """The transparent level of a grey PNG on the scale 0…255, or None."""
    depth = head[8]
    if head[9] != _GREY or len(transparency) != 2 or not depth:
        return None
    return int.from_bytes(transparency, "big") * 255 // ((1 << depth) - 1)
