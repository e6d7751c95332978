import numpy as np
import pytest
from inputs.making import coloured, encoded, only_error, only_page, picture, with_exif
from PIL import Image

from digitscan.inputs.webp import read_header
from digitscan.inputs.window import DamagedError, Window


@pytest.mark.parametrize("options", [{}, {"lossless": True}, {"exif": b"Exif\0\0nothing"}])
def test_size_and_end_of_each_kind(options):
    data = encoded(coloured(), "WEBP", **options)
    header = read_header(Window(data + b"behind"))
    assert (header.width, header.height, header.end) == (60, 40, len(data))


def test_lossless_pixels():
    assert np.array_equal(only_page(encoded(coloured(), "WEBP", lossless=True)).pixels, coloured()[..., ::-1])
    assert np.array_equal(only_page(encoded(picture(), "WEBP", lossless=True)).pixels, picture())


def test_transparent_parts_become_white():
    pixels = np.dstack([coloured(), np.zeros((40, 60), np.uint8)])
    assert Image.fromarray(pixels).mode == "RGBA"
    assert (only_page(encoded(pixels, "WEBP", lossless=True, exact=True)).pixels == 255).all()


def test_orientation_is_applied():
    page = only_page(with_exif(picture(), "WEBP", 6, lossless=True))
    assert page.orientation == 6
    assert np.array_equal(page.pixels, np.rot90(picture(), 3))


def test_cut_short_and_nonsense():
    data = encoded(coloured(), "WEBP")
    for kept in (13, 25, len(data) // 2, -1):
        assert "cut short" in only_error(data[:kept])
    with pytest.raises(DamagedError, match="without a picture"):
        read_header(Window(data[:12] + b"ABCD" + data[16:]))
