"""JPEG: markers up to EOI, entropy-coded data skipped (ITU-T T.81, annex B; JFIF; Adobe TN 5116)."""

from __future__ import annotations

import re

from digitscan.errors import InputError
from digitscan.inputs.exif import read_exif
from digitscan.inputs.header import CM_PER_INCH, Header, pixel_aspect, plausible_dpi
from digitscan.inputs.window import CutShortError, DamagedError, Window

SIGNATURE = b"\xff\xd8\xff"

_SOI, _EOI, _SOS = 0xD8, 0xD9, 0xDA
_APP0, _APP1, _APP14 = 0xE0, 0xE1, 0xEE
_ALONE = frozenset({0x01, *range(0xD0, 0xD8)})  # TEM and RST0…7 have no length
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}  # SOFn without DHT, JPG and DAC

_MARKER = re.compile(rb"\xff[\x01-\xfe]")
# In entropy-coded data FF 00 is a stuffed byte, FF D0…D7 are restarts and FF FF is fill.
_AFTER_SCAN = re.compile(rb"\xff[\xc0-\xcf\xd8-\xfe]")


class _Found:
    """What the segments said so far."""

    def __init__(self) -> None:
        self.size: tuple[int, int] | None = None
        self.components = 0
        self.dpi: float | None = None
        self.aspect = 1.0
        self.exif: tuple[int, float | None] = (1, None)
        self.adobe = False

    def segment(self, marker: int, body: bytes) -> None:
        """Take in one segment's body."""
        if marker in _FRAMES and len(body) >= 6:
            self.size = int.from_bytes(body[3:5], "big"), int.from_bytes(body[1:3], "big")
            self.components = body[5]
        elif marker == _APP0 and body[:5] == b"JFIF\0" and len(body) >= 12:
            per_inch = {1: 1.0, 2: CM_PER_INCH}.get(body[7], 0.0)
            across, down = int.from_bytes(body[8:10], "big"), int.from_bytes(body[10:12], "big")
            self.dpi, self.aspect = plausible_dpi(across * per_inch), pixel_aspect(across, down)
        elif marker == _APP1 and body[:6] == b"Exif\0\0":
            self.exif = read_exif(body)
        elif marker == _APP14 and body[:5] == b"Adobe":
            self.adobe = True

    def header(self, end: int) -> Header:
        """The header, once everything was walked."""
        if self.size is None:
            raise DamagedError("the file is damaged: a JPEG without a frame")
        orientation, dpi = self.exif
        if self.components == 4 and not self.adobe:
            # With the marker 255 is no ink; without it nobody knows, and a page read wrongly round is black.
            raise InputError("a CMYK JPEG without Adobe's marker, which says what white is: save it as RGB")
        channels = self.components if self.components in (1, 3) else 0
        return Header(*self.size, end, self.dpi or dpi, orientation, channels=channels, aspect=self.aspect)


def read_header(window: Window) -> Header:
    """Walk the markers of the JPEG at the start of `window` up to its own end.

    Thumbnails lie inside segments, which are skipped by their length, so their ends do not count.

    Raises:
        CutShortError: it ends, or another image begins, before its EOI marker.
        DamagedError: the markers make no sense.
        InputError: its colours cannot be told.
    """
    found, at, scanned = _Found(), 2, False
    while True:
        if not scanned:  # behind the first scan's start another image may begin at any byte
            window.mark = at
        marker, at = _next_marker(window, _MARKER, at)
        if marker == _EOI:
            return found.header(at)
        if marker in _ALONE:
            continue
        length = window.uint(at, 2)
        if length < 2:
            raise DamagedError(f"the file is damaged: a JPEG segment of {length} bytes at byte {at:,}")
        found.segment(marker, window.bytes_at(at + 2, length - 2))
        at += length
        if marker == _SOS:
            scanned = True
            _, at = _next_marker(window, _AFTER_SCAN, at)
            at -= 2


def _next_marker(window: Window, pattern: re.Pattern[bytes], at: int) -> tuple[int, int]:
    """The next marker's code and the offset behind it."""
    match = window.search(pattern, at, 2)
    if match is None:
        raise CutShortError(f"the file is cut short: it has {len(window.data):,} bytes and a JPEG's end is missing")
    code = match.group()[1]
    if code == _SOI:
        window.mark = match.start()
        raise CutShortError(f"the file is cut short: another image begins inside it at byte {match.start():,}")
    return code, match.start() + 2
