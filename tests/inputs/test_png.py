import struct
import zlib

import numpy as np
import pytest
from inputs.making import coloured, encoded, only_error, only_page, picture
from PIL import Image

from digitscan.inputs.png import read_header
from digitscan.inputs.window import CutShortError, DamagedError, Window


def test_size_end_and_resolution_are_read():
    data = encoded(picture(), "PNG", dpi=(300, 300))
    header = read_header(Window(data + b"something behind it"))
    assert (header.width, header.height, header.end) == (60, 40, len(data))
    assert header.dpi == pytest.approx(300, abs=0.1) and header.aspect == 1
    assert read_header(Window(encoded(picture(), "PNG", dpi=(204, 98)))).aspect == pytest.approx(98 / 204, rel=0.01)


def test_grey_stays_grey_and_colour_stays_colour():
    assert np.array_equal(only_page(encoded(picture(), "PNG")).pixels, picture())
    assert np.array_equal(only_page(encoded(coloured(), "PNG")).pixels, coloured()[..., ::-1])


def test_grey_stored_as_colour_or_palette_becomes_grey():
    for mode in ("RGB", "P"):
        data = encoded(np.array(picture()), "PNG") if mode == "L" else _saved(Image.fromarray(picture()).convert(mode))
        assert np.array_equal(only_page(data).pixels, picture())


def test_transparent_parts_become_white():
    image = Image.fromarray(coloured()).convert("RGBA")
    image.putalpha(Image.fromarray(np.where(np.arange(60) < 30, 0, 255).astype(np.uint8)[None].repeat(40, 0)))
    pixels = only_page(_saved(image)).pixels
    assert (pixels[:, :30] == 255).all()
    assert np.array_equal(pixels[:, 30:].reshape(40, 30, -1)[..., 0], picture()[:, 30:])


def test_half_transparent_is_half_way_to_white():
    image = Image.fromarray(np.zeros((4, 4), np.uint8)).convert("LA")
    image.putalpha(128)
    pixels = only_page(_saved(image)).pixels
    assert pixels.shape == (4, 4)
    assert abs(int(pixels[0, 0]) - 127) <= 1


def test_one_transparent_grey_becomes_white():
    pixels = only_page(_saved(Image.fromarray(picture()), transparency=20)).pixels
    assert (pixels[:13, :15] == 255).all()
    assert pixels[20, 20] == 230


def test_sixteen_bits_are_scaled():
    data = encoded(picture().astype(np.uint16) * 257, "PNG")
    assert np.array_equal(only_page(data).pixels, picture())


@pytest.mark.parametrize("kept", [9, 30, 60, -1, -12])
def test_cut_short_is_said(kept):
    data = encoded(picture(), "PNG")
    assert "cut short" in only_error(data[:kept])
    with pytest.raises(CutShortError):
        read_header(Window(data[:kept]))


def test_a_flipped_bit_is_found_by_its_checksum():
    data = bytearray(encoded(picture(), "PNG"))
    data[data.index(b"IDAT") + 20] ^= 4
    assert "wrong checksum of the IDAT chunk" in only_error(bytes(data))


def test_no_chunk_and_no_header_are_damage():
    data = encoded(picture(), "PNG")
    with pytest.raises(DamagedError, match="no PNG chunk"):
        read_header(Window(data[:33] + b"\0" * 50))
    with pytest.raises(DamagedError, match="without a header"):
        read_header(Window(data[:8] + data[-12:]))


def test_too_many_pixels_are_refused_before_decoding():
    head = struct.pack(">IIBBBBB", 100_000, 100_000, 8, 0, 0, 0, 0)
    chunk = struct.pack(">I", 13) + b"IHDR" + head + struct.pack(">I", zlib.crc32(b"IHDR" + head))
    end = encoded(picture(), "PNG")[-12:]
    error = only_error(b"\x89PNG\r\n\x1a\n" + chunk + end)
    assert "100000×100000" in error
    assert "10000.0 megapixels" in error
    assert "--max-pixels" in error


def test_one_pixel_is_a_page():
    assert only_page(encoded(np.array([[7]], np.uint8), "PNG")).pixels.tolist() == [[7]]


def test_the_limit_itself_is_allowed():
    data = encoded(picture(), "PNG")
    assert only_page(data, max_pixels=2400).pixels.shape == (40, 60)
    assert "limit" in only_error(data, max_pixels=2399)


def _saved(image, **options):
    import io

    out = io.BytesIO()
    image.save(out, "PNG", **options)
    return out.getvalue()
