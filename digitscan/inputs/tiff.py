"""TIFF: the directories of its pages, and how far its parts reach (TIFF 6.0; BigTIFF)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from digitscan.inputs.header import CM_PER_INCH, pixel_aspect, plausible_dpi, plausible_orientation
from digitscan.inputs.window import CutShortError, DamagedError, Window

SUBFILE, WIDTH, HEIGHT, BITS, COMPRESSION, PHOTOMETRIC = 254, 256, 257, 258, 259, 262
STRIP_OFFSETS, ORIENTATION, SAMPLES, ROWS_PER_STRIP, STRIP_COUNTS = 273, 274, 277, 278, 279
X_RESOLUTION, Y_RESOLUTION, RESOLUTION_UNIT = 282, 283, 296
TILE_OFFSETS, TILE_COUNTS, SUB_IFDS = 324, 325, 330
JPEG_AT, JPEG_LENGTH, EXIF_IFD, GPS_IFD = 513, 514, 34665, 34853

_PIECES = ((STRIP_OFFSETS, STRIP_COUNTS), (TILE_OFFSETS, TILE_COUNTS), (JPEG_AT, JPEG_LENGTH))

_LENGTHS = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4, 16: 8, 17: 8, 18: 8}
"""Bytes of one value of each field type."""

_INTEGERS = frozenset({1, 3, 4, 13, 16, 18})

_MAX_DIRECTORIES = 65_535
"""More pages than libtiff counts are taken for damage."""

_MAX_ENTRIES = 4096
"""No real directory has as many fields: a damaged count may not make us read the rest of a stream."""

_MAX_VALUES = 1 << 22
"""More strips than a page of 200 megapixels in rows of 50 pixels would have."""


@dataclass(frozen=True)
class Entry:
    """One field of a directory: its type, the number of its values, and the offset of the first."""

    kind: int
    count: int
    at: int


@dataclass(frozen=True)
class Directory:
    """One directory: of a page, or of what hangs on it.

    Attributes:
        at: its offset.
        entries: its fields by tag.
        next_at: offset of the number that says where the next directory is.
        end: offset behind it and the values that belong to it, pixels not counted.
    """

    at: int
    entries: dict[int, Entry]
    next_at: int
    end: int


class Tiff:
    """Reads the directories of the TIFF at the start of a window.

    Attributes:
        order: byte order.
        big: whether it is a BigTIFF (64-bit offsets).
        link_at: offset of the number that says where the first directory is.
        word: bytes of an offset.
    """

    def __init__(self, window: Window) -> None:
        self._window = window
        self.order: Literal["little", "big"] = "little" if window.bytes_at(0, 2) == b"II" else "big"
        self.big = self.uint(2, 2) == 43
        self.word, self.link_at = (8, 8) if self.big else (4, 4)
        window.need(self.link_at + self.word)

    def uint(self, at: int, count: int) -> int:
        """The unsigned number of `count` bytes at an offset; raises CutShortError."""
        return self._window.uint(at, count, self.order)

    def directories(self) -> Iterator[Directory]:
        """The pages' directories in their order.

        Raises:
            CutShortError: one lies behind the end.
            DamagedError: one makes no sense, or leads back to an earlier one.
        """
        seen: set[int] = set()
        at = self.uint(self.link_at, self.word)
        while at:
            if at in seen or len(seen) >= _MAX_DIRECTORIES:
                raise DamagedError(f"the file is damaged: its TIFF directories go round in a circle at byte {at:,}")
            seen.add(at)
            directory = self.directory(at)
            yield directory
            at = self.uint(directory.next_at, self.word)
        if not seen:
            raise DamagedError("the file is damaged: a TIFF without a page")

    def directory(self, at: int) -> Directory:
        """The directory at an offset; raises as `directories` does."""
        head, size = (8, 20) if self.big else (2, 12)
        count = self.uint(at, head)
        if not 0 < count <= _MAX_ENTRIES:
            raise DamagedError(f"the file is damaged: no TIFF directory at byte {at:,}")
        next_at = at + head + count * size
        self._window.need(next_at + self.word)
        entries, end = {}, next_at + self.word
        for start in range(at + head, next_at, size):
            entry = Entry(self.uint(start + 2, 2), self.uint(start + 4, self.word), start + 4 + self.word)
            length = _LENGTHS.get(entry.kind, 1) * entry.count
            if length > self.word:
                entry = Entry(entry.kind, entry.count, self.uint(entry.at, self.word))
                end = max(end, entry.at + length)
            entries[self.uint(start, 2)] = entry
        return Directory(at, entries, next_at, end)

    def values(self, directory: Directory, tag: int) -> list[int]:
        """The whole numbers of a field; empty where it is absent or holds something else; raises CutShortError."""
        entry = directory.entries.get(tag)
        if entry is None or entry.kind not in _INTEGERS:
            return []
        if entry.count > _MAX_VALUES:
            raise DamagedError(f"the file is damaged: a TIFF field with {entry.count:,} values")
        length = _LENGTHS[entry.kind]
        data = self._window.bytes_at(entry.at, length * entry.count)
        return [int.from_bytes(data[i : i + length], self.order) for i in range(0, len(data), length)]

    def value(self, directory: Directory, tag: int, default: int) -> int:
        """The first whole number of a field, or the default."""
        found = self.values(directory, tag)
        return found[0] if found else default

    def pieces(self, directory: Directory) -> list[tuple[int, int]]:
        """Offset and length of each strip, tile or JPEG stream of a page."""
        found: list[tuple[int, int]] = []
        for offsets, counts in _PIECES:
            found += zip(self.values(directory, offsets), self.values(directory, counts), strict=False)
        return found

    def pixels_end(self, directory: Directory) -> int:
        """Offset behind the last piece of a page, 0 where it has none."""
        return max((start + length for start, length in self.pieces(directory)), default=0)

    def orientation(self, directory: Directory) -> int:
        """The orientation of a page, 1…8."""
        return plausible_orientation(self.value(directory, ORIENTATION, 1))

    def dpi(self, directory: Directory) -> float | None:
        """Dots per inch of the width of a page, or None."""
        unit, found = self.value(directory, RESOLUTION_UNIT, 2), self._ratio(directory, X_RESOLUTION)
        if found is None or unit not in (2, 3):
            return None
        return plausible_dpi(found * (CM_PER_INCH if unit == 3 else 1.0))

    def aspect(self, directory: Directory) -> float:
        """Width of a pixel of a page over its height; also where the resolutions have no unit."""
        return pixel_aspect(self._ratio(directory, X_RESOLUTION), self._ratio(directory, Y_RESOLUTION))

    def _ratio(self, directory: Directory, tag: int) -> float | None:
        """A field that is a fraction, or None."""
        entry = directory.entries.get(tag)
        if entry is None or entry.kind != 5:
            return None
        numerator, denominator = self.uint(entry.at, 4), self.uint(entry.at + 4, 4)
        return numerator / denominator if denominator else None


def find_end(window: Window) -> int:
    """How far the TIFF at the start of `window` reaches: the furthest byte that any of its directories speaks of.

    Raises:
        CutShortError: the input ends before that.
        DamagedError: a directory makes no sense.
    """
    tiff = Tiff(window)
    end, waiting = tiff.link_at + tiff.word, []
    for directory in tiff.directories():
        end = max(end, directory.end, tiff.pixels_end(directory))
        for tag in (SUB_IFDS, EXIF_IFD, GPS_IFD):
            waiting += tiff.values(directory, tag)
    for at in waiting:
        child = tiff.directory(at)
        end = max(end, child.end, tiff.pixels_end(child))
    if end > _MAX_END:
        raise CutShortError(f"the file is damaged: a TIFF that claims {end:,} bytes")
    window.need(end)
    return end


_MAX_END = 1 << 32
"""Bytes that a TIFF may claim in a stream; a damaged offset may not make us read all the rest."""
