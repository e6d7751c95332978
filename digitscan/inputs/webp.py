"""WebP: a RIFF container; the size stands in its first chunk (RFC 9649)."""

from __future__ import annotations

from digitscan.inputs.exif import read_exif
from digitscan.inputs.header import Header
from digitscan.inputs.window import DamagedError, Window

_RIFF_HEADER = 12


def read_header(window: Window) -> Header:
    """Read the WebP at the start of `window`.

    Raises:
        CutShortError: it has fewer bytes than its header says.
        DamagedError: its chunks make no sense.
    """
    end = 8 + window.uint(4, 4, "little")
    name = window.bytes_at(_RIFF_HEADER, 4)
    width, height = _size(window, name)
    window.mark = _RIFF_HEADER
    window.need(end)
    orientation, dpi = read_exif(_exif(window, end)) if name == b"VP8X" else (1, None)
    return Header(width, height, end, dpi, orientation)


def _size(window: Window, name: bytes) -> tuple[int, int]:
    """Width and height as the first chunk gives them."""
    body = window.bytes_at(_RIFF_HEADER + 8, 10)
    if name == b"VP8X":  # 24 bits each, less one
        return 1 + int.from_bytes(body[4:7], "little"), 1 + int.from_bytes(body[7:10], "little")
    if name == b"VP8L" and body[0] == 0x2F:  # 14 bits each, less one
        bits = int.from_bytes(body[1:5], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    if name == b"VP8 " and body[3:6] == b"\x9d\x01\x2a":  # 14 bits each, the upper two are a scale
        return int.from_bytes(body[6:8], "little") & 0x3FFF, int.from_bytes(body[8:10], "little") & 0x3FFF
    raise DamagedError("the file is damaged: a WebP without a picture at its start")


def _exif(window: Window, end: int) -> bytes:
    """The body of the EXIF chunk, empty where there is none."""
    at = _RIFF_HEADER
    while at + 8 <= end:
        length = window.uint(at + 4, 4, "little")
        if window.bytes_at(at, 4) == b"EXIF":
            return window.bytes_at(at + 8, min(length, end - at - 8))
        at += 8 + length + length % 2  # chunks are padded to an even length
    return b""
