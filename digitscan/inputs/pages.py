"""One source → its pages. Whatever is wrong with an input becomes a `PageFailure`, never an exception."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from digitscan.errors import DigitscanError, InputError
from digitscan.inputs import bmp, jpeg, jpeg2000, netpbm, png, webp
from digitscan.inputs.chatter import captured_chatter
from digitscan.inputs.header import Header
from digitscan.inputs.pdf import load_pdf
from digitscan.inputs.pixels import check_size, decode, decode_reduced, finish
from digitscan.inputs.signatures import Kind, describe_unknown, kind_of
from digitscan.inputs.source import Source, why_unreadable
from digitscan.inputs.tiff_pages import load_tiff
from digitscan.inputs.wanted import Wanted
from digitscan.inputs.window import Window
from digitscan.orientation import swaps_axes
from digitscan.types import Page, PageFailure

MAX_PIXELS = 200_000_000
"""Largest page that is decoded: A0 at 300 dpi is 139 megapixels, A3 at 600 dpi 70."""

PDF_DPI = 300
"""Resolution at which PDF pages are drawn: that of an ordinary scan, and what the reader was measured on."""

_MAX_BYTES = (1 << 31) - 1
"""OpenCV takes no longer buffer."""

_HEADERS: dict[Kind, Callable[[Window], Header]] = {
    Kind.PNG: png.read_header,
    Kind.JPEG: jpeg.read_header,
    Kind.BMP: bmp.read_header,
    Kind.WEBP: webp.read_header,
    Kind.JPEG_2000: jpeg2000.read_header,
    Kind.NETPBM: netpbm.read_header,
}


def load_pages(
    source: Source,
    *,
    max_pixels: int = MAX_PIXELS,
    pdf_dpi: int = PDF_DPI,
    first: int = 1,
    step: int = 1,
    reduction: Callable[[int, int], int] | None = None,
) -> Iterator[Page | PageFailure]:
    """Load the pages of one source, one at a time.

    Args:
        source: as `find_sources` yields it; its own first and last page bound those that are wanted.
        max_pixels: pages with more pixels are refused before they are decoded.
        pdf_dpi: dots per inch at which PDF pages are drawn.
        first: number of the first page that is wanted, from 1.
        step: pages from one that is wanted to the next; those between are not decoded.
        reduction: for a height and width, how many pixels may become one along each side (1, 2, 4 or 8): a JPEG is then
            decoded in part, and a page of a PDF drawn smaller, which costs less; others come with all their pixels.

    Yields:
        Pages in their order, and for each page (or a whole source) that cannot be read a failure that says why; nothing
        where there are fewer pages than `first`. A failure of the whole source is that of its first page, and is told
        to those who want another page too. Nothing is raised for bad input.
    """
    wanted = Wanted(max(first, source.first), step, source.last)
    at = source.first
    try:
        for page in _pages(source, max_pixels, pdf_dpi, wanted, reduction):
            at = page.number + step
            yield page
    except (DigitscanError, OSError) as error:
        yield PageFailure(source.name, at, why_unreadable(error))
    except MemoryError:
        yield PageFailure(source.name, at, "not enough memory to load it")
    except Exception as error:  # one input may not end a run of thousands, whatever a library makes of it
        yield PageFailure(source.name, at, f"could not be read ({type(error).__name__}: {error})")


def _pages(
    source: Source, max_pixels: int, pdf_dpi: int, wanted: Wanted, reduction: Callable[[int, int], int] | None
) -> Iterator[Page | PageFailure]:
    data = read_bytes(source)
    kind = kind_of(data)
    if kind is None:
        raise InputError(describe_unknown(data))
    if kind is Kind.PDF:
        yield from load_pdf(source.name, data, max_pixels, pdf_dpi, wanted, reduction or _whole)
    elif kind is Kind.TIFF:
        yield from load_tiff(source.name, data, max_pixels, wanted)
    elif 1 in wanted:
        header = _HEADERS[kind](Window(data))
        check_size(header.width, header.height, max_pixels)
        whole = partial(_load, source.name, data, header)
        part = 1 if reduction is None or not header.channels else reduction(header.height, header.width)
        yield whole() if part == 1 else _load_reduced(source.name, data, header, part, whole)


def _whole(height: int, width: int) -> int:
    """No reduction."""
    return 1


def _load(name: str, data: bytes, header: Header) -> Page:
    with captured_chatter():
        pixels = decode(data)
    return Page(name, 1, finish(pixels, header), header.dpi, header.orientation, aspect=header.upright_aspect)


def _load_reduced(name: str, data: bytes, header: Header, reduction: int, whole: Callable[[], Page]) -> Page:
    with captured_chatter():
        pixels = decode_reduced(data, header.channels, reduction)
    swapped = swaps_axes(header.orientation)
    size = (header.height, header.width) if swapped else (header.width, header.height)
    upright = finish(pixels, header)
    aspect = header.upright_aspect
    return Page(name, 1, upright, header.dpi, header.orientation, reduction, size, finer=whole, aspect=aspect)


def read_bytes(source: Source) -> bytes:
    """The bytes of a source.

    Raises:
        OSError: the file cannot be read.
        InputError: it is no file, or too large.
    """
    if source.data is not None:
        return source.data
    assert source.path is not None
    with Path(source.path).open("rb") as file:
        status = os.fstat(file.fileno())
        if not (stat.S_ISREG(status.st_mode) or stat.S_ISFIFO(status.st_mode)):
            raise InputError("not a file (a device or a socket)")
        if status.st_size > _MAX_BYTES:
            raise InputError(f"too large: {status.st_size:,} bytes, the limit is {_MAX_BYTES:,}")
        return file.read()
