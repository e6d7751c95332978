import struct

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digitscan.drawing import g4_tiff_bytes, image_pdf_bytes, jpeg_bytes, png_bytes


def decoded(data, flags=cv2.IMREAD_UNCHANGED):
    return cv2.imdecode(np.frombuffer(data, np.uint8), flags)


def pages_of(tiff):
    return cv2.imdecodemulti(np.frombuffer(tiff, np.uint8), cv2.IMREAD_UNCHANGED)[1]


def tags_of(tiff):
    """The first directory of a little-endian TIFF: tag → value."""
    at = struct.unpack_from("<I", tiff, 4)[0]
    count = struct.unpack_from("<H", tiff, at)[0]
    entries = (struct.unpack_from("<HHII", tiff, at + 2 + 12 * i) for i in range(count))
    return {tag: value for tag, _, _, value in entries}


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 400), st.integers(1, 40), st.floats(0, 1), st.integers(0, 10_000))
def test_group_4_comes_back_as_it_was(width, height, share, seed):
    page = np.where(np.random.default_rng(seed).random((height, width)) < share, np.uint8(0), np.uint8(255))
    (back,) = pages_of(g4_tiff_bytes([page], 300))
    assert np.array_equal(back, page)


def test_group_4_knows_every_length_of_run():
    width = 5400  # twice the longest make-up code and more
    page = np.full((2 * 2700, width), 255, np.uint8)
    for length in range(2700):
        page[2 * length, :length] = 0
        page[2 * length + 1, width - 2700 + length :] = 0
    (back,) = pages_of(g4_tiff_bytes([page], 300))
    assert np.array_equal(back, page)


def test_a_group_4_tiff_is_one_bit_and_has_its_pages_and_resolution():
    page = np.full((60, 101), 255, np.uint8)
    page[20:40, 30:60] = 0
    data = g4_tiff_bytes([page, page[::-1], page[:, ::-1]], 300)
    backs = pages_of(data)
    assert len(backs) == 3
    assert np.array_equal(backs[2], page[:, ::-1])
    tags = tags_of(data)
    assert (tags[258], tags[259], tags[262]) == (1, 4, 0), "bits, compression, white is zero"
    assert struct.unpack_from("<II", data, tags[282]) == (30000, 100)


def test_a_png_keeps_its_pixels_and_says_its_resolution():
    pixels = np.arange(256, dtype=np.uint8).reshape(16, 16)
    data = png_bytes(pixels, 300)
    assert np.array_equal(decoded(data), pixels)
    at = data.index(b"pHYs") + 4
    assert struct.unpack_from(">IIB", data, at) == (11811, 11811, 1)


def test_a_one_bit_png_is_one_bit():
    pixels = np.where(np.eye(40) > 0, np.uint8(0), np.uint8(255))
    data = png_bytes(pixels, 150, one_bit=True)
    assert data[24] == 1, "bit depth in the header"
    assert np.array_equal(decoded(data, cv2.IMREAD_GRAYSCALE), pixels)


@pytest.mark.parametrize("orientation", [1, 3, 6, 8])
def test_a_jpeg_says_how_it_is_turned(orientation):
    stored = np.full((40, 60), 255, np.uint8)
    stored[:10, :20] = 0
    data = jpeg_bytes(stored, 90, 200, orientation=orientation)
    assert struct.unpack_from(">BHH", data, 13) == (1, 200, 200)
    shown = decoded(data, cv2.IMREAD_GRAYSCALE)
    turns = {1: 0, 3: 2, 6: -1, 8: 1}[orientation]
    assert np.abs(shown.astype(int) - np.rot90(stored, turns)).max() < 60


def test_a_pdf_has_a_page_for_each_image_in_its_size():
    pdfium = pytest.importorskip("pypdfium2")
    image = np.full((150, 100), 255, np.uint8)
    image[20:60, 20:60] = 0
    jpeg = jpeg_bytes(image, 90, 100)
    document = pdfium.PdfDocument(image_pdf_bytes([(jpeg, (100, 150)), (jpeg, (100, 150))], 100))
    assert len(document) == 2
    assert document[1].get_size() == pytest.approx((72, 108))
    shown = document[1].render(scale=100 / 72, grayscale=True).to_numpy().reshape(150, 100)
    assert np.abs(shown.astype(int) - image).mean() < 3
    document.close()
