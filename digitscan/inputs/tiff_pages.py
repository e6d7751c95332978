"""The pages of a TIFF, each decoded by itself, so that one bad page does not touch the others.

OpenCV walks a TIFF from its first page and stops at a fault. So each page in turn is made the first and only one: the
offset in the file's header is pointed at its directory, in a copy of the file.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from digitscan.errors import InputError
from digitscan.inputs import tiff as tags
from digitscan.inputs.chatter import captured_chatter
from digitscan.inputs.header import Header
from digitscan.inputs.pixels import check_size, decode, finish
from digitscan.inputs.tiff import Directory, Tiff
from digitscan.inputs.tiff_packed import is_packed, present_as_bytes, unpack
from digitscan.inputs.wanted import EVERY, Wanted
from digitscan.inputs.window import CutShortError, DamagedError, Window
from digitscan.types import Page, PageFailure

_REDUCED_OR_MASK = 5
"""Bits of the subfile type: 1 a smaller copy of another page, 4 a mask for one."""

_WHITE_IS_ZERO = 0

_DEFLATE = (8, 32946)  # Adobe's number and the older one

_INFLATED = 1 << 20
"""Bytes inflated at a time while a checksum is verified: the pixels themselves come from OpenCV."""

_ERROR = re.compile(r"TIFF_Error\s+(.*)")
_FAX_FAULT = re.compile(r"Fax4Decode:.* at line (\d+) of (?:strip|tile) (\d+)")

_LAST_ROWS = 0.95
"""A Group 4 page may end a little early: scanners promise more rows than they send. A fault before that share of its
rows spoils all rows behind it, for each is coded by its difference to the one above."""


def load_tiff(name: str, data: bytes, max_pixels: int, wanted: Wanted = EVERY) -> Iterator[Page | PageFailure]:
    """Decode the pages of a TIFF one after another; smaller copies and masks that hang on a page are left out.

    Args:
        name: what results call it.
        data: the file.
        max_pixels: larger pages are refused.
        wanted: pages to decode.

    Yields:
        Pages, and failures of single pages. Where a directory is damaged the way to all later pages is lost, and one
        failure says so.

    Raises:
        DamagedError: not even the header makes sense.
    """
    tiff, copy, number = Tiff(Window(data)), bytearray(data), 0
    try:
        for directory in tiff.directories():
            if number and _is_extra(tiff, directory):
                continue
            number += 1
            if number in wanted:
                yield _load(name, number, tiff, directory, copy, max_pixels)
            if not wanted.any_after(number):
                return
    except DamagedError as error:
        lost = "; this page and all behind it are lost" if number else ""
        if number + 1 >= wanted.first:
            yield PageFailure(name, number + 1, f"{error}{lost}")


def _load(name: str, number: int, tiff: Tiff, directory: Directory, copy: bytearray, limit: int) -> Page | PageFailure:
    try:
        width, height = (tiff.value(directory, tag, 0) for tag in (tags.WIDTH, tags.HEIGHT))
        header = Header(
            width,
            height,
            tiff.pixels_end(directory),
            tiff.dpi(directory),
            tiff.orientation(directory),
            aspect=tiff.aspect(directory),
        )
        check_size(width, height, limit)
        if header.end > len(copy):
            raise CutShortError(
                f"the file is cut short: it has {len(copy):,} bytes and this page needs at least {header.end:,}"
            )
        _check_deflate(tiff, directory, copy)
        _make_only_page(tiff, directory, copy)
        pixels = _decode(copy, tiff, directory)
        upright, aspect = finish(pixels, header, premultiplied=True), header.upright_aspect
        return Page(name, number, upright, header.dpi, header.orientation, aspect=aspect)
    except InputError as error:
        return PageFailure(name, number, str(error))


def _is_extra(tiff: Tiff, directory: Directory) -> bool:
    try:
        return bool(tiff.value(directory, tags.SUBFILE, 0) & _REDUCED_OR_MASK)
    except DamagedError:
        return False


def _make_only_page(tiff: Tiff, directory: Directory, copy: bytearray) -> None:
    """Point the header at this page, end the chain behind it, and make it upright for OpenCV, which would turn it."""
    copy[tiff.link_at : tiff.link_at + tiff.word] = directory.at.to_bytes(tiff.word, tiff.order)
    copy[directory.next_at : directory.next_at + tiff.word] = bytes(tiff.word)
    turned = directory.entries.get(tags.ORIENTATION)
    if turned is not None and turned.kind == 3:
        copy[turned.at : turned.at + 2] = (1).to_bytes(2, tiff.order)


def _check_deflate(tiff: Tiff, directory: Directory, data: bytearray) -> None:
    """Raise InputError where a deflated piece is damaged: libtiff leaves its checksum out once it has enough pixels."""
    if tiff.value(directory, tags.COMPRESSION, 1) not in _DEFLATE:
        return
    with memoryview(data) as view:
        for start, length in tiff.pieces(directory):
            inflater = zlib.decompressobj()
            try:
                inflater.decompress(view[start : start + length], _INFLATED)
                while inflater.unconsumed_tail:
                    inflater.decompress(inflater.unconsumed_tail, _INFLATED)
            except zlib.error as error:
                raise InputError(f"this page is damaged (its part at byte {start:,} cannot be inflated)") from error


def _decode(copy: bytearray, tiff: Tiff, directory: Directory) -> NDArray[np.generic]:
    packed = is_packed(tiff, directory)
    if packed:
        present_as_bytes(tiff, directory, copy)
    with captured_chatter() as lines:
        try:
            pixels, failure = decode(copy), None
        except InputError as error:
            failure = error
    _complain(lines, tiff, directory)
    if failure is not None:
        raise failure
    if packed:
        return unpack(tiff, directory, pixels.astype(np.uint8))
    # OpenCV turns white-is-zero over for up to 8 bits, not for more.
    if tiff.value(directory, tags.PHOTOMETRIC, 1) == _WHITE_IS_ZERO and pixels.dtype == np.uint16:
        return np.iinfo(np.uint16).max - pixels
    return pixels


def _complain(lines: list[str], tiff: Tiff, directory: Directory) -> None:
    """Raise InputError where libtiff found the pixels damaged, although it delivered some."""
    for line in lines:
        if found := _ERROR.search(line):
            raise InputError(f"this page is damaged ({found[1]})")
        if found := _FAX_FAULT.search(line):
            height = tiff.value(directory, tags.HEIGHT, 0)
            rows = min(tiff.value(directory, tags.ROWS_PER_STRIP, height), height)
            if int(found[1]) < _LAST_ROWS * rows:
                raise InputError(f"this page is damaged (Group 4, line {found[1]} of strip {found[2]})")
