"""The bytes of one input, from its first byte on; a stream is read only as far as a format's parser asks."""

from __future__ import annotations

import re
import zlib
from typing import BinaryIO

from digitscan.errors import InputError

_CHUNK = 1 << 16
"""Bytes asked of a stream at a time: what a pipe holds on Linux."""

_MOST = 1 << 24
"""Bytes asked of a stream at once: a reader makes room for what it is asked for, and a damaged size may be anything."""

_READ_ERRORS = (OSError, EOFError, zlib.error)
"""What a stream can raise while it is read: the device's errors, and those of gzip on top of it."""


class DamagedError(InputError):
    """The bytes break the rules of their format; the message says where."""


class CutShortError(DamagedError):
    """The bytes end before their format says that they may."""


class Window:
    """Bytes at hand of one input, growing where there is a stream behind them.

    Attributes:
        data: the bytes at hand, starting with the first byte of the item that is being looked at.
        position: offset in the stream of ``data[0]``.
        mark: offset in `data` up to which a parser understood everything. Behind it the next item is looked for when
            this one turns out to be damaged.
        failure: why the stream broke off (a device error, a bad gzip stream), else None.
    """

    def __init__(self, data: bytes | bytearray = b"", stream: BinaryIO | None = None) -> None:
        self.data: bytes | bytearray = bytearray(data) if stream is not None else data
        self.position = 0
        self.mark = 0
        self.failure: str | None = None
        self._stream = stream

    def fill(self, end: int) -> bool:
        """Get at least `end` bytes into `data`; False where the input ends before that."""
        while len(self.data) < end and self._stream is not None:
            chunk = self._pull(min(max(_CHUNK, end - len(self.data)), _MOST))
            if not chunk:
                self._stream = None
                break
            assert isinstance(self.data, bytearray)
            self.data += chunk
        return len(self.data) >= end

    def need(self, end: int) -> None:
        """As `fill`.

        Raises:
            CutShortError: the input ends before that.
        """
        if not self.fill(end):
            raise CutShortError(f"the file is cut short: it has {len(self.data):,} bytes and needs at least {end:,}")

    def bytes_at(self, start: int, count: int) -> bytes:
        """`count` bytes from `start`.

        Raises:
            CutShortError: the input ends before that.
        """
        self.need(start + count)
        return bytes(self.data[start : start + count])

    def uint(self, start: int, count: int, order: str = "big") -> int:
        """The unsigned number of `count` bytes at `start`; `order` is "big" or "little".

        Raises:
            CutShortError: the input ends before that.
        """
        return int.from_bytes(self.bytes_at(start, count), "little" if order == "little" else "big")

    def search(self, pattern: re.Pattern[bytes], start: int, reach: int) -> re.Match[bytes] | None:
        """First match from `start` on, reading on as needed; `reach` is the length of the longest possible match."""
        while True:
            at_hand = len(self.data)
            if found := pattern.search(self.data, start):
                return found
            start = max(start, at_hand - reach + 1)
            if not self.fill(at_hand + 1):
                return None

    def take(self, count: int) -> bytes:
        """Remove the first `count` bytes at hand and return them; the next item starts behind them."""
        taken = bytes(self.data[:count])
        self.drop(count)
        return taken

    def drop(self, count: int) -> None:
        """Remove the first `count` bytes at hand; the next item starts behind them."""
        self.position += min(count, len(self.data))
        if isinstance(self.data, bytearray):
            del self.data[:count]
        else:
            self.data = self.data[count:]
        self.mark = 0

    def read(self, count: int = -1) -> bytes:
        """Remove and return up to `count` bytes (all where negative) as a file object does; empty at the end."""
        while count < 0 and self.fill(len(self.data) + 1):
            pass
        if count > 0:
            self.fill(count)
        return self.take(len(self.data) if count < 0 else count)

    def _pull(self, count: int) -> bytes:
        """Some bytes of the stream, as soon as there are any; empty at its end or where it breaks off."""
        assert self._stream is not None
        try:
            return getattr(self._stream, "read1", self._stream.read)(count) or b""
        except _READ_ERRORS as error:
            self.failure = str(error) or type(error).__name__
            return b""
