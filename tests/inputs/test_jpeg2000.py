import struct

import cv2
import numpy as np
import pytest
from inputs.making import coloured, encoded, only_error, only_page, picture

from digitscan.inputs.jpeg2000 import read_header
from digitscan.inputs.streams import split_stream
from digitscan.inputs.window import DamagedError, Window

KINDS = [{}, {"no_jp2": True}, {"tile_size": (32, 32)}, {"no_jp2": True, "tile_size": (16, 24)}]


def open_ended(data):
    """The same file with a last box that says that it goes to the end of the file."""
    at = data.index(b"jp2c") - 4
    return data[:at] + bytes(4) + data[at + 4 :]


def with_resolution(data, per_metre):
    """The same file with the resolution of the scan in its header."""
    inner = struct.pack(">I4sHHHHbb", 18, b"resc", per_metre // 10, 1, per_metre // 10, 1, 1, 1)
    box = struct.pack(">I4s", 8 + len(inner), b"res ") + inner
    at = data.index(b"jp2h") - 4
    (length,) = struct.unpack_from(">I", data, at)
    return data[:at] + struct.pack(">I", length + len(box)) + data[at + 4 : at + length] + box + data[at + length :]


@pytest.mark.parametrize("options", KINDS)
def test_size_and_end_of_each_kind(options):
    data = encoded(coloured(), "JPEG2000", **options)
    header = read_header(Window(data + b"\0\0behind"))
    assert (header.width, header.height, header.end, header.dpi) == (60, 40, len(data), None)


def test_what_is_said_about_the_image_may_stand_behind_it():
    data = encoded(picture(), "JPEG2000")
    told = data + struct.pack(">I4s", 20, b"xml ") + b"<digits>4</>"
    assert read_header(Window(told + encoded(picture(), "PNG"))).end == len(told)


def test_a_last_box_without_a_length_ends_with_its_codestream():
    data = open_ended(encoded(picture(), "JPEG2000"))
    assert read_header(Window(data + b"behind")).end == len(data)


def test_the_resolution_of_the_scan_is_that_of_the_page():
    data = with_resolution(encoded(picture(), "JPEG2000"), 11810)
    assert only_page(data).dpi == pytest.approx(300, abs=0.1)


@pytest.mark.parametrize("options", KINDS)
@pytest.mark.parametrize("pixels", [picture(), coloured()])
def test_lossless_pixels(pixels, options):
    page = only_page(encoded(pixels, "JPEG2000", **options))
    assert np.array_equal(page.pixels, pixels if pixels.ndim == 2 else pixels[..., ::-1])


def test_sixteen_bits_and_transparent_parts():
    ok, data = cv2.imencode(".jp2", picture().astype(np.uint16) * 257, [cv2.IMWRITE_JPEG2000_COMPRESSION_X1000, 1000])
    assert ok and np.abs(only_page(data.tobytes()).pixels.astype(int) - picture()).max() <= 25
    clear = np.dstack([coloured(), np.zeros((40, 60), np.uint8)])
    assert (only_page(encoded(clear, "JPEG2000")).pixels == 255).all()


@pytest.mark.parametrize("options", KINDS)
def test_cut_short(options):
    data = encoded(coloured(), "JPEG2000", **options)
    for kept in (20, 60, len(data) // 2, -1):
        assert "cut short" in only_error(data[:kept]) or "damaged" in only_error(data[:kept])
    assert "cut short" in only_error(data[: len(data) // 2])


def test_nonsense():
    data = encoded(picture(), "JPEG2000")
    at = data.index(b"jp2h")
    with pytest.raises(DamagedError, match="header of its image"):
        read_header(Window(data[:at] + b"xxxx" + data[at + 4 :]))
    with pytest.raises(DamagedError, match="size of its image"):
        read_header(Window(data.replace(b"ihdr", b"xxxx")))
    bare = encoded(picture(), "JPEG2000", no_jp2=True)
    with pytest.raises(DamagedError, match="without its size"):
        read_header(Window(bare[:2] + b"\xff\x52" + bare[4:]))


def test_images_follow_one_another_in_a_stream(tmp_path):
    images = [encoded(coloured(), "JPEG2000"), encoded(picture(), "JPEG2000", no_jp2=True), encoded(picture(), "PNG")]
    path = tmp_path / "stream"
    path.write_bytes(b"".join([*images, images[0]]))
    with path.open("rb") as stream:
        assert [source.data for source in split_stream(stream)] == [*images, images[0]]
