"""What a file is, by its first bytes; its name says nothing (a `.jpg` may hold a PNG)."""

from __future__ import annotations

import re
from enum import StrEnum
from pathlib import PurePath


class Kind(StrEnum):
    """The formats that are read."""

    PNG = "PNG"
    JPEG = "JPEG"
    BMP = "BMP"
    JPEG_2000 = "JPEG 2000"
    WEBP = "WebP"
    NETPBM = "Netpbm"
    TIFF = "TIFF"
    PDF = "PDF"


UNREAD = frozenset([".gif", ".heic", ".heif", ".avif", ".jxl", ".djvu", ".djv"])
"""Endings of pictures that are not read: each is told as an error, or a folder of them would seem to be empty."""

SUFFIXES = UNREAD.union(
    [".png", ".jpg", ".jpeg", ".jpe", ".jfif", ".jp2", ".j2k", ".j2c", ".jpc", ".jpf", ".jpx", ".bmp", ".dib"],
    [".webp", ".pbm", ".pgm", ".ppm", ".pnm", ".tif", ".tiff", ".pdf"],
)
"""Endings by which files are picked out of folders and tar streams, in lower case."""

LONGEST = 32
"""Bytes that are enough to tell every format but a PDF behind other bytes."""

_STARTS = {
    Kind.PNG: rb"\x89PNG\r\n\x1a\n",
    Kind.JPEG: rb"\xff\xd8\xff",
    Kind.TIFF: rb"II\*\0|MM\0\*|II\+\0\x08\0\0\0|MM\0\+\0\x08\0\0",  # + (43) is BigTIFF
    Kind.WEBP: rb"RIFF.{4}WEBP",
    Kind.JPEG_2000: rb"\0\0\0\x0cjP  \r\n\x87\n|\xff\x4f\xff\x51",
    # Three bytes alone stand in any compressed data: a comment or two numbers come next.
    Kind.NETPBM: rb"P[456]\s(?:#|\s*[1-9]\d{0,5}\s+[1-9]\d{0,5}\s)",
    Kind.PDF: rb"%PDF-",
    # "BM" alone begins many an English word; the reserved bytes and the length of the second header do not.
    Kind.BMP: rb"BM.{4}\0{4}.{4}[\x0c\x28\x34\x38\x40\x6c\x7c]\0{3}",
}
ANY_START = re.compile(b"|".join(b"(?P<%s>%s)" % (k.name.encode(), p) for k, p in _STARTS.items()), re.DOTALL)
"""Matches where an image or a PDF begins; the group's name is that of the `Kind`."""

_PDF_WITHIN = 1024
"""A PDF may begin behind up to so many other bytes (ISO 32000-1, annex H, note 13)."""

_FOREIGN = (
    (rb"GIF8", "a GIF image"),
    (rb"....ftyp(?:hei|hev|mif|msf)", "a HEIC photo"),
    (rb"....ftypavi", "an AVIF image"),
    (rb"....ftyp", "a video"),
    (rb"\xff\x0a|\0\0\0\x0cJXL ", "a JPEG XL image"),
    (rb"P[1-3][\s#]", "a Netpbm image written as text"),
    (rb"P[4-7f][\s#]", "a Netpbm image of another kind"),
    (rb"AT&TFORM", "a DjVu document"),
    (rb"%!PS|\xc5\xd0\xd3\xc6", "a PostScript file"),
    (rb"PK\x03\x04", "a ZIP archive or an office document"),
    (rb"\x1f\x8b|BZh|\xfd7zXZ|\x28\xb5\x2f\xfd", "compressed data"),
    (rb".{257}ustar", "a tar archive (pipe it in: digitscan read - < FILE)"),
    (rb"(?:\xef\xbb\xbf)?\s*(?:<!DOCTYPE|<html|<\?xml|<svg)", "HTML or XML"),
)


def kind_of(data: bytes | bytearray) -> Kind | None:
    """The format of a whole file by its first bytes, or None."""
    if found := ANY_START.match(data):
        return Kind[str(found.lastgroup)]
    if data[:2] == b"BM":
        return Kind.BMP
    return Kind.PDF if b"%PDF-" in data[:_PDF_WITHIN] else None


def describe_unknown(data: bytes | bytearray) -> str:
    """One clause for the user on data that `kind_of` does not know."""
    if not data:
        return "the file is empty (0 bytes)"
    what = next((name for pattern, name in _FOREIGN if re.match(pattern, data, re.DOTALL | re.IGNORECASE)), None)
    if what is None:
        head = bytes(data[:512])
        what = "text" if not re.search(rb"[\0-\x08\x0e-\x1a\x7f]", head) else "an unknown format"
    return f"not an image: {what}; {', '.join(list(Kind)[:-1])} and {Kind.PDF} are read"


def has_known_suffix(name: str) -> bool:
    """Whether a file of that name is picked out of a folder or a tar stream."""
    return PurePath(name).suffix.lower() in SUFFIXES
