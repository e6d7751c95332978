"""Standard input → sources: one image, several one after another, a PDF, or a tar stream (also gzipped)."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator
from typing import BinaryIO, cast

from digitscan.errors import InputError
from digitscan.inputs import bmp, jpeg, jpeg2000, netpbm, pdf, png, tiff, webp
from digitscan.inputs.signatures import ANY_START, LONGEST, Kind, describe_unknown
from digitscan.inputs.source import Source
from digitscan.inputs.tars import TAR_BLOCK, is_tar, split_tar
from digitscan.inputs.window import Window
from digitscan.types import PageFailure

_ENDS: dict[Kind, Callable[[Window], int]] = {
    Kind.PNG: lambda window: png.read_header(window).end,
    Kind.JPEG: lambda window: jpeg.read_header(window).end,
    Kind.BMP: lambda window: bmp.read_header(window).end,
    Kind.WEBP: lambda window: webp.read_header(window).end,
    Kind.JPEG_2000: lambda window: jpeg2000.read_header(window).end,
    Kind.NETPBM: lambda window: netpbm.read_header(window).end,
    Kind.TIFF: tiff.find_end,
    Kind.PDF: pdf.find_end,
}
"""How far an item goes, by its own account."""

_PADDING = b"\0\t\n\r "
"""Bytes between items that are no reason to complain."""

_GZIP = b"\x1f\x8b\x08"


def split_stream(stream: BinaryIO) -> Iterator[Source | PageFailure]:
    """Cut a stream into its items, reading no further than each needs.

    Args:
        stream: binary, need not seek.

    Yields:
        Sources with data, named ``stdin-1``, ``stdin-2``… or as the tar's members; a failure for each stretch that is
        damaged or unknown, with its place in the stream. An empty stream yields nothing.
    """
    window = Window(stream=stream)
    window.fill(TAR_BLOCK)
    if window.data.startswith(_GZIP):
        window = Window(stream=cast(BinaryIO, gzip.GzipFile(fileobj=cast(BinaryIO, window), mode="rb")))
        window.fill(TAR_BLOCK)
    yield from split_tar(window) if is_tar(window.data) else _Splitter(window).items()


class _Splitter:
    """Cuts images that follow one another."""

    def __init__(self, window: Window) -> None:
        self._window = window
        self._count = 0

    def items(self) -> Iterator[Source | PageFailure]:
        """All items to the end of the stream."""
        while self._skip_padding():
            self._count += 1
            yield self._item()
        if self._window.failure is not None:
            yield PageFailure(f"stdin-{self._count + 1}", 1, f"standard input broke off: {self._window.failure}")

    def _item(self) -> Source | PageFailure:
        """The item at the start of the window, which moves on behind it."""
        window = self._window
        window.fill(LONGEST)
        kind = self._kind()
        if kind is None:
            window.fill(TAR_BLOCK)
            return self._failed(describe_unknown(window.data))
        try:
            end = _ENDS[kind](window)
        except InputError as error:
            return self._failed(str(error))
        inner = self._swallowed(end)
        if inner is not None:
            window.mark = inner
            return self._failed(f"the file is cut short: another begins inside it at byte {inner:,}")
        return Source(f"stdin-{self._count}", data=window.take(end))

    def _kind(self) -> Kind | None:
        found = ANY_START.match(self._window.data)
        return None if found is None else Kind[str(found.lastgroup)]

    def _failed(self, reason: str) -> PageFailure:
        """A failure for this item; the window moves on to where the next may begin."""
        start, window = self._window.position, self._window
        where = f"byte {start:,} of standard input"
        window.drop(min(max(window.mark, 1), len(window.data)))
        while (found := ANY_START.search(window.data)) is None:
            window.drop(max(0, len(window.data) - LONGEST + 1))
            if not window.fill(len(window.data) + 1):
                break
        window.drop(len(window.data) if found is None else found.start())
        return PageFailure(f"stdin-{self._count}", 1, f"{reason} (the item at {where})")

    def _swallowed(self, end: int) -> int | None:
        """Where another item begins inside this one, if this one's end is followed by nothing that makes sense.

        An item cut short takes in what follows, up to the size that it states or the end of the other image.
        """
        window = self._window
        window.fill(end + LONGEST)
        rest = bytes(window.data[end : end + LONGEST])
        rest = rest[_padding(rest) :]
        if not rest or ANY_START.match(rest):
            return None
        # The next item's first bytes may lie across the end: the last ones are missing from this one.
        found = ANY_START.search(window.data, max(window.mark, LONGEST), end + LONGEST)
        return None if found is None or found.start() >= end else found.start()

    def _skip_padding(self) -> bool:
        """Move to the next byte that is no padding; False at the end of the stream."""
        window = self._window
        while window.fill(1):
            window.drop(_padding(window.data))
            if window.data:
                return True
        return False


def _padding(data: bytes | bytearray) -> int:
    """How many bytes of padding begin some data; the noughts with which a JPEG 2000 file begins are none."""
    count = len(data) - len(data.lstrip(_PADDING))
    return count - 3 if count >= 3 and data[count - 3 :].startswith(b"\0\0\0\x0cjP  ") else count
