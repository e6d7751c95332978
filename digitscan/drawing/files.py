"""Files as scanners and phones write them: PNG and JPEG with their resolution, EXIF, Group 4 TIFF, PDF of images."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from .g4 import encode_g4
from .pens import MM_PER_INCH


def png_bytes(pixels: NDArray[np.uint8], dpi: float, *, one_bit: bool = False) -> bytes:
    """A PNG with its resolution; `one_bit` for pages of 0 and 255 alone."""
    options = [cv2.IMWRITE_PNG_COMPRESSION, 9, cv2.IMWRITE_PNG_BILEVEL, int(one_bit)]
    data = cv2.imencode(".png", pixels, options)[1].tobytes()
    per_metre = round(dpi / MM_PER_INCH * 1000)
    chunk = b"pHYs" + struct.pack(">IIB", per_metre, per_metre, 1)
    chunk = struct.pack(">I", 9) + chunk + struct.pack(">I", zlib.crc32(chunk))
    head = 8 + 25  # the signature, and the header chunk that comes first
    return data[:head] + chunk + data[head:]


def jpeg_bytes(pixels: NDArray[np.uint8], quality: int, dpi: float, *, orientation: int = 1) -> bytes:
    """A JPEG with its resolution and, unless it is 1, the EXIF orientation under which it is to be shown."""
    data = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, quality, cv2.IMWRITE_JPEG_OPTIMIZE, 1])[1].tobytes()
    if data[6:11] != b"JFIF\0":
        raise ValueError("OpenCV wrote a JPEG without a JFIF header")
    # JFIF: unit 1 is dots per inch, then both densities; its segment is 18 bytes long with its marker.
    data = data[:13] + struct.pack(">BHH", 1, round(dpi), round(dpi)) + data[18:]
    return data[:20] + (_exif(orientation) if orientation != 1 else b"") + data[20:]


def _exif(orientation: int) -> bytes:
    """An APP1 segment with the one tag 0x0112."""
    tag = struct.pack(">HHIHH", 0x0112, 3, 1, orientation, 0)
    body = b"Exif\0\0MM\0*" + struct.pack(">IH", 8, 1) + tag + struct.pack(">I", 0)
    return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body


def g4_tiff_bytes(pages: Sequence[NDArray[np.uint8]], dpi: float) -> bytes:
    """A TIFF of one or more black-and-white pages (uint8, black below 128), 1 bit, Group 4, white is 0."""
    out = bytearray(b"II*\0\0\0\0\0")
    link = 4  # where the offset of the next directory is to be written
    for number, page in enumerate(pages):
        strip = len(out)
        out += encode_g4(page < 128)
        size = len(out) - strip
        out += b"\0" * (len(out) % 2)
        resolution = len(out)
        out += struct.pack("<II", round(dpi * 100), 100)
        struct.pack_into("<I", out, link, len(out))
        entries = _tiff_entries(page, (strip, size), resolution, (number, len(pages)))
        out += struct.pack("<H", len(entries)) + b"".join(entries)
        link = len(out)
        out += b"\0\0\0\0"
    return bytes(out)


def _tiff_entries(
    page: NDArray[np.uint8], strip: tuple[int, int], resolution: int, number: tuple[int, int]
) -> list[bytes]:
    """The page's directory, ordered by tag as TIFF 6.0 asks."""
    short, long, rational = 3, 4, 5
    height, width = page.shape
    values = [
        (256, long, width), (257, long, height), (258, short, 1), (259, short, 4), (262, short, 0),
        (273, long, strip[0]), (277, short, 1), (278, long, height), (279, long, strip[1]), (282, rational, resolution),
        (283, rational, resolution), (296, short, 2),
    ]  # fmt: skip
    entries = [struct.pack("<HHII", tag, kind, 1, value) for tag, kind, value in values]
    return [*entries, struct.pack("<HHIHH", 297, short, 2, *number)]


def image_pdf_bytes(jpegs: Sequence[tuple[bytes, tuple[int, int]]], dpi: float) -> bytes:
    """A PDF such as scanners make: each page one grey JPEG, nothing else.

    Args:
        jpegs: data of grey JPEGs, each with its width and height in pixels.
        dpi: dots per inch; the pages get the size that follows from it.
    """
    kids = " ".join(f"{3 + 3 * i} 0 R" for i in range(len(jpegs)))
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", f"<< /Type /Pages /Kids [{kids}] /Count {len(jpegs)} >>".encode()]
    for i, (data, (width, height)) in enumerate(jpegs):
        across, down = width * 72 / dpi, height * 72 / dpi
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {across:.2f} {down:.2f}] /Contents {4 + 3 * i} 0 R "
            f"/Resources << /XObject << /Im {5 + 3 * i} 0 R >> >> >>".encode()
        )
        objects.append(_stream(f"q {across:.2f} 0 0 {down:.2f} 0 0 cm /Im Do Q".encode()))
        about = f"/Type /XObject /Subtype /Image /Width {width} /Height {height} /ColorSpace /DeviceGray "
        objects.append(_stream(data, about + "/BitsPerComponent 8 /Filter /DCTDecode "))
    return _pdf(objects)


def _stream(data: bytes, about: str = "") -> bytes:
    return f"<< {about}/Length {len(data)} >>\nstream\n".encode() + data + b"\nendstream"


def _pdf(objects: Sequence[bytes]) -> bytes:
    """Objects, numbered from 1, the first the catalogue, with their table of offsets."""
    out = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    table = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += "".join(f"{offset:010d} 00000 n \n" for offset in offsets).encode()
    out += f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n".encode()
    return bytes(out)
