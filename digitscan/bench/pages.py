"""Generated A4 pages with a known number of handwritten digits, as many files as are wanted.

Drawing a page takes longer than reading one ought to, so a few are drawn and the files are made of them: each drawn
page in several places on the sheet, and beyond that the same scan again with a comment of its own. No two files have
the same bytes, so that nothing that knows files by their content takes one for another.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from digitscan.drawing import A4, Drawn, Writer, blur, dense_page, rotate, sample_form
from digitscan.drawing.degrade import clouds
from digitscan.drawing.files import g4_tiff_bytes, image_pdf_bytes, jpeg_bytes
from digitscan.drawing.pens import MM_PER_INCH
from digitscan.errors import OutputError
from digitscan.evaluation.truth import TrueField

DPI = 300
"""Of all pages: what office scanners are set to."""

SHEETS = ("grid", "form")
"""What is on a page: a grid of boxes with five digits in each and nothing else, or a handwriting sample form with its
print and letters."""

DISTINCT = 6
"""Pages drawn, each by another writer with another pen: a third of a second each."""

PLACES = 8
"""Places on the sheet for each drawn page; further files repeat them with a comment of their own."""

MOST_DIGITS = 1500
"""What `dense_page` has room for."""

_SKEW = 0.5
"""Degrees by which a feeder lays sheets askew at most."""

_QUALITY = 85
"""Of JPEG, as office scanners write it: about 8 bits for each ten pixels."""

_TINT = (0.957, 0.980, 0.988)
"""White paper as scanned: parts of blue, green and red."""

_BLACK_BELOW = 200
"""Where a feeder's 1-bit mode cuts between ink and paper."""


@dataclass(frozen=True)
class PageSet:
    """Files of pages, and what is written on them.

    Attributes:
        folder: where they are, nothing else beside them.
        format: one of `FORMATS`.
        digits: handwritten digits on each page.
        names: of the files, in natural order.
        values: of each drawn page, the numbers in reading order; file i shows page i modulo their count.
        data_bytes: of all files that were written.
        listing: a file that lists them, where they are not all that is in the folder.
    """

    folder: Path
    format: str
    digits: int
    names: tuple[str, ...]
    values: tuple[tuple[str, ...], ...]
    data_bytes: int
    listing: Path | None = None

    @property
    def paths(self) -> list[str]:
        """The files, in natural order."""
        return [str(self.folder / name) for name in self.names]

    @property
    def arguments(self) -> list[str]:
        """What ``digitscan read`` is given to read them all."""
        return [str(self.folder)] if self.listing is None else ["--files-from", str(self.listing)]

    def first(self, count: int, listing: Path) -> PageSet:
        """The first `count` of them, listed in a file that is written here; all of them if there are no more."""
        if count >= len(self.names):
            return self
        listing.write_text("".join(f"{path}\n" for path in self.paths[:count]), encoding="utf-8")
        return replace(self, names=self.names[:count], listing=listing)

    def truth(self) -> list[TrueField]:
        """What is written on each page, as `digitscan.evaluation` takes it."""
        return [
            TrueField(name, 1, number, value)
            for i, name in enumerate(self.names)
            for number, value in enumerate(self.values[i % len(self.values)], 1)
        ]


def draw_pages(digits: int, distinct: int = DISTINCT, seed: int = 0, sheet: str = "grid") -> list[Drawn]:
    """Draw pages and scan them.

    Args:
        digits: on each page of a grid, 1 … `MOST_DIGITS`; a form has its own number.
        distinct: how many pages, each by another writer.
        seed: of the first one; the same seed draws the same pages.
        sheet: one of `SHEETS`.

    Returns:
        uint8 (3508, 2480, 3) each, with the fields in reading order.
    """
    grain = _grain(np.random.default_rng([seed, 5]))
    numbers = range(seed, seed + distinct)
    if sheet == "form":
        return [_scan(sample_form(Writer(number), seed=number, dpi=DPI), grain, number) for number in numbers]
    return [_scan(dense_page(Writer(number), digits, seed=number, dpi=DPI), grain, number) for number in numbers]


def _grain(rng: np.random.Generator) -> NDArray[np.int8]:
    """Fibres of paper and noise of a sensor, the same for all pages, which lie on it in different places."""
    width, height = (round(side * DPI / MM_PER_INCH) for side in A4)
    grey_levels = 2.4 * clouds((height, width), 1.2, rng) + 2.0 * rng.standard_normal((height, width), np.float32)
    return np.clip(np.rint(grey_levels), -127, 127).astype(np.int8)


def _scan(page: Drawn, grain: NDArray[np.int8], number: int) -> Drawn:
    """What a flatbed makes of a page; cheaper than `digitscan.drawing.flatbed`, which makes new paper each time."""
    rng = np.random.default_rng([number, 6])
    page = blur(rotate(page, float(rng.uniform(-_SKEW, _SKEW)), background=None), 0.5)
    paper = np.roll(grain, tuple(rng.integers(0, grain.shape)), (0, 1))
    tinted = cv2.multiply(page.pixels, (*_TINT, 0.0))
    return Drawn(np.asarray(cv2.add(tinted, cv2.merge([paper] * 3), dtype=cv2.CV_8U), np.uint8), page.truth)


def write_pages(folder: Path, pages: Sequence[Drawn], format_: str, count: int) -> PageSet:
    """Write files of drawn pages.

    Args:
        folder: an empty one.
        pages: as `draw_pages` draws them.
        format_: one of `FORMATS`.
        count: of files.

    Raises:
        OutputError: there is no room for them.
    """
    names, size = [], 0
    for i, data in enumerate(_files(pages, format_, count)):
        if i == 0:
            _check_room(folder, len(data) * count)
        names.append(f"{i + 1:0{len(str(count))}d}.{_ENDINGS[format_]}")
        (folder / names[-1]).write_bytes(data)
        size += len(data)
    values = tuple(tuple(field.value for field in page.truth) for page in pages)
    digits = sum(len(value) for value in values[0])
    return PageSet(folder, format_, digits, tuple(names), values, size)


def _files(pages: Sequence[Drawn], format_: str, count: int) -> Iterator[bytes]:
    """The data of each file: every page in every place, then the same again with other comments."""
    encode, comment = FORMATS[format_]
    made: dict[tuple[int, int], bytes] = {}
    for i in range(count):
        which, place = i % len(pages), i // len(pages) % PLACES
        if (which, place) not in made:
            made[which, place] = encode(_moved(pages[which].pixels, place))
        yield comment(made[which, place], f"page {i + 1}".encode())


def _check_room(folder: Path, needed: int) -> None:
    free = shutil.disk_usage(folder).free
    # A tenth more: pages differ, and results are written beside them.
    if 1.1 * needed > free:
        raise OutputError(
            f"the pages need {needed / 1e9:.1f} GB in {folder}, where {free / 1e9:.1f} GB are free;"
            " set TMPDIR to a folder with more room, or ask for fewer pages or for g4"
        )


def _moved(pixels: NDArray[np.uint8], place: int) -> NDArray[np.uint8]:
    """The page laid elsewhere on the glass, by up to 14 pixels (1.2 mm): its margins are 12 mm wide."""
    right, down = 2 * place, 14 - 2 * place
    height, width = pixels.shape[:2]
    wider = cv2.copyMakeBorder(pixels, down, 0, right, 0, cv2.BORDER_REFLECT_101)
    return np.ascontiguousarray(wider[:height, :width], np.uint8)


def _grey(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return np.asarray(cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY), np.uint8)


def _as_jpeg(pixels: NDArray[np.uint8]) -> bytes:
    return jpeg_bytes(pixels, _QUALITY, DPI)


def _as_grey_jpeg(pixels: NDArray[np.uint8]) -> bytes:
    return jpeg_bytes(_grey(pixels), _QUALITY, DPI)


def _as_g4(pixels: NDArray[np.uint8]) -> bytes:
    black_or_white = np.where(_grey(pixels) < _BLACK_BELOW, np.uint8(0), np.uint8(255))
    return g4_tiff_bytes([black_or_white], DPI)


def _as_pdf(pixels: NDArray[np.uint8]) -> bytes:
    height, width = pixels.shape[:2]
    return image_pdf_bytes([(_as_grey_jpeg(pixels), (width, height))], DPI)


def _comment_jpeg(data: bytes, text: bytes) -> bytes:
    """A comment segment (marker FE) behind the JFIF header, which is 20 bytes long with the start of the file."""
    return data[:20] + b"\xff\xfe" + (len(text) + 2).to_bytes(2, "big") + text + data[20:]


def _comment_behind(data: bytes, text: bytes) -> bytes:
    """Bytes behind the end, which TIFF has no offset to and PDF's ``%`` makes a comment."""
    return data + b"% " + text + b"\n"


FORMATS: dict[str, tuple[Callable[[NDArray[np.uint8]], bytes], Callable[[bytes, bytes], bytes]]] = {
    # how a scan is encoded, and how a file gets a comment of its own
    "jpeg": (_as_jpeg, _comment_jpeg),
    "grey": (_as_grey_jpeg, _comment_jpeg),
    "g4": (_as_g4, _comment_behind),
    "pdf": (_as_pdf, _comment_behind),
}
"""What scanners write: colour JPEG, grey JPEG, 1-bit TIFF (CCITT Group 4), PDF of one grey JPEG."""

_ENDINGS = {"jpeg": "jpg", "grey": "jpg", "g4": "tif", "pdf": "pdf"}
