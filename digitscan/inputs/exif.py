"""Orientation and resolution out of an EXIF block, which is a small TIFF (CIPA DC-008, Exif 2.32, section 4.6)."""

from __future__ import annotations

import struct

from digitscan.inputs.header import CM_PER_INCH, plausible_dpi, plausible_orientation

_ORIENTATION, _X_RESOLUTION, _RESOLUTION_UNIT = 274, 282, 296
_CENTIMETRES = 3


def read_exif(block: bytes) -> tuple[int, float | None]:
    r"""Orientation (1…8; 1 where none is given) and dots per inch (or None) of an EXIF block.

    The block starts with ``II`` or ``MM``, or with ``Exif\0\0`` before it. A broken block says nothing: it is no reason
    not to read the picture.
    """
    block = block.removeprefix(b"Exif\0\0")
    order = {b"II": "<", b"MM": ">"}.get(block[:2])
    if order is None:
        return 1, None
    try:
        return _first_directory(block, order)
    except (struct.error, ZeroDivisionError):
        return 1, None


def _first_directory(block: bytes, order: str) -> tuple[int, float | None]:
    (start,) = struct.unpack_from(order + "I", block, 4)
    (count,) = struct.unpack_from(order + "H", block, start)
    orientation, dpi, per_inch = 1, None, 1.0
    for at in range(start + 2, start + 2 + 12 * count, 12):
        (tag,) = struct.unpack_from(order + "H", block, at)
        (short,) = struct.unpack_from(order + "H", block, at + 8)
        if tag == _ORIENTATION:
            orientation = plausible_orientation(short)
        elif tag == _X_RESOLUTION:
            (where,) = struct.unpack_from(order + "I", block, at + 8)
            numerator, denominator = struct.unpack_from(order + "II", block, where)
            dpi = numerator / denominator
        elif tag == _RESOLUTION_UNIT and short == _CENTIMETRES:
            per_inch = CM_PER_INCH
    return orientation, None if dpi is None else plausible_dpi(dpi * per_inch)
