"""Inputs made for these tests: images of every format, TIFFs as Pillow does not write them, small PDFs."""

from __future__ import annotations

import io
import struct
from collections.abc import Sequence

import numpy as np
from PIL import Image

from digitscan.inputs.pages import load_pages
from digitscan.inputs.sources import Source
from digitscan.types import Page, PageFailure

Tags = dict[int, tuple[int, list[int]]]
"""Tag → field type and values."""


def picture(height: int = 40, width: int = 60, seed: int = 1) -> np.ndarray:
    """uint8 (H, W) with soft shapes in four corners that all differ, so that a turned page shows."""
    rows, columns = np.mgrid[:height, :width]
    page = np.full((height, width), 230, np.uint8)
    page[: height // 3, : width // 4] = 20
    page[(rows - height * 0.7) ** 2 + (columns - width * 0.8) ** 2 < (height / 6) ** 2] = 90
    page[-(height // 8) :, : width // 2] = np.random.default_rng(seed).integers(0, 255, width // 2, np.uint8)
    return page


def coloured() -> np.ndarray:
    """uint8 (40, 60, 3) red-green-blue with a red corner."""
    page = np.dstack([picture()] * 3)
    page[:13, :15] = (255, 0, 0)
    return page


def encoded(pixels: np.ndarray, format_name: str, **options: object) -> bytes:
    """The pixels (grey or red-green-blue) in a format, by Pillow."""
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, format_name, **options)
    return out.getvalue()


def with_exif(pixels: np.ndarray, format_name: str, orientation: int, **options: object) -> bytes:
    """The same with an EXIF orientation."""
    exif = Image.Exif()
    exif[274] = orientation
    return encoded(pixels, format_name, exif=exif, **options)


def multipage(pages: Sequence[np.ndarray], compression: str | None = "group4", **options: object) -> bytes:
    """A TIFF of several pages by Pillow; with Group 4 the pages become black and white at 128."""
    images = [Image.fromarray(page) for page in pages]
    if compression == "group4":
        images = [image.point(lambda value: 255 * (value > 127)).convert("1") for image in images]
    out = io.BytesIO()
    images[0].save(out, "TIFF", save_all=True, append_images=images[1:], compression=compression, **options)
    return out.getvalue()


def raw_tiff(pages: Sequence[tuple[Tags, list[bytes]]], *, order: str = "<", big: bool = False) -> bytes:
    """A TIFF of these tags and strips (tiles, where a page has the tag of the tile's width)."""
    word, size = ("Q", 8) if big else ("I", 4)
    out = bytearray(b"II" if order == "<" else b"MM")
    out += struct.pack(order + ("HHHQ" if big else "HI"), *((43, 8, 0, 0) if big else (42, 0)))
    link = len(out) - size
    for tags, pieces in pages:
        starts = []
        for piece in pieces:
            starts.append(len(out))
            out += piece + bytes(len(piece) % 2)
        where, how_long = (324, 325) if 322 in tags else (273, 279)
        fields = {**tags, where: (4, starts), how_long: (4, [len(piece) for piece in pieces])}
        table = struct.pack(order + ("Q" if big else "H"), len(fields))
        for tag, (kind, values) in sorted(fields.items()):
            content = struct.pack(order + {1: "B", 3: "H", 4: "I", 5: "I"}[kind] * len(values), *values)
            count = len(values) // 2 if kind == 5 else len(values)
            if len(content) > size:
                place = struct.pack(order + word, len(out))
                out += content + bytes(len(content) % 2)
            else:
                place = content.ljust(size, b"\0")
            table += struct.pack(order + "HH" + word, tag, kind, count) + place
        struct.pack_into(order + word, out, link, len(out))
        out += table
        link = len(out)
        out += bytes(size)
    return bytes(out)


def grey_tags(pixels: np.ndarray, bits: int = 8, photometric: int = 1) -> Tags:
    """The tags of a plain grey page, uncompressed, in one strip."""
    height, width = pixels.shape
    return {
        256: (4, [width]), 257: (4, [height]), 258: (3, [bits]), 259: (3, [1]), 262: (3, [photometric]),
        277: (3, [1]), 278: (4, [height]),
    }  # fmt: skip


def pdf(pages: int = 1, *, media: str = "0 0 144 72", trailer: str = "") -> bytes:
    """A PDF whose pages hold a black square of 36 points at the lower left; PDFium finds the objects by itself."""
    kids = " ".join(f"{3 + 2 * index} 0 R" for index in range(pages))
    parts = [
        "%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n",
        f"2 0 obj\n<</Type/Pages/Kids[{kids}]/Count {pages}>>\nendobj\n",
    ]
    content = "0 0 36 36 re f"
    for index in range(pages):
        number = 3 + 2 * index
        parts.append(
            f"{number} 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[{media}]/Contents {number + 1} 0 R>>\nendobj\n"
            f"{number + 1} 0 obj\n<</Length {len(content)}>>stream\n{content}\nendstream\nendobj\n"
        )
    parts.append(f"trailer\n<</Root 1 0 R/Size {3 + 2 * pages}{trailer}>>\n%%EOF\n")
    return "".join(parts).encode()


def load(data: bytes, **options: int) -> list[Page | PageFailure]:
    """All that `load_pages` yields for these bytes."""
    return list(load_pages(Source("x", data=data), **options))


def only_page(data: bytes, **options: int) -> Page:
    """The one page of these bytes."""
    [page] = load(data, **options)
    assert isinstance(page, Page), page
    return page


def only_error(data: bytes, **options: int) -> str:
    """Why the one page of these bytes cannot be read."""
    [failure] = load(data, **options)
    assert isinstance(failure, PageFailure), failure
    assert (failure.file, failure.number) == ("x", 1)
    return failure.error
