import struct

import numpy as np
import pytest
from inputs.making import coloured, encoded, only_error, only_page, picture

from digitscan.inputs.bmp import read_header
from digitscan.inputs.window import DamagedError, Window


def test_pixels_size_and_resolution():
    data = encoded(picture(), "BMP", dpi=(300, 300))
    header = read_header(Window(data + b"behind"))
    assert (header.width, header.height, header.end) == (60, 40, len(data))
    assert header.dpi == pytest.approx(300, abs=0.1)
    assert np.array_equal(only_page(data).pixels, picture())
    assert np.array_equal(only_page(encoded(coloured(), "BMP")).pixels, coloured()[..., ::-1])


@pytest.mark.parametrize("stated", [0, 17, 2**31])
def test_a_wrong_size_is_corrected_by_the_header(stated):
    data = bytearray(encoded(picture(), "BMP"))
    struct.pack_into("<I", data, 2, stated)
    assert read_header(Window(bytes(data))).end == len(data)


def test_rows_from_top_to_bottom():
    data = bytearray(encoded(picture(), "BMP"))
    struct.pack_into("<i", data, 22, -40)
    assert np.array_equal(only_page(bytes(data)).pixels, picture()[::-1])


def test_the_old_header():
    rows = b"".join(bytes((value, value, value)) for value in (0, 255, 9, 8)) * 2
    data = b"BM" + struct.pack("<IHHI", 26 + len(rows), 0, 0, 26) + struct.pack("<IHHHH", 12, 4, 2, 1, 24) + rows
    assert read_header(Window(data)).end == len(data)
    assert only_page(data).pixels.tolist() == [[0, 255, 9, 8]] * 2


def test_cut_short_and_nonsense():
    data = encoded(picture(), "BMP")
    assert "cut short" in only_error(data[:-1])
    assert "cut short" in only_error(data[:20])
    with pytest.raises(DamagedError, match="header of 7 bytes"):
        read_header(Window(data[:14] + b"\7\0\0\0" + data[18:]))
