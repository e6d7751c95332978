import numpy as np
import pytest
from inputs.making import coloured, encoded, only_error, only_page, picture, with_exif
from PIL import Image

from digitscan.inputs.jpeg import read_header
from digitscan.inputs.window import CutShortError, DamagedError, Window


def segments(data, marker):
    """Offset of a marker's segment and of what follows it."""
    at = data.index(marker)
    return at, at + 2 + int.from_bytes(data[at + 2 : at + 4], "big")


@pytest.mark.parametrize("options", [{}, {"progressive": True}, {"restart_marker_blocks": 1}, {"quality": 100}])
def test_end_is_found(options):
    data = encoded(np.random.default_rng(0).integers(0, 255, (90, 130), np.uint8), "JPEG", **options)
    assert b"\xff\x00" in data  # stuffed bytes are there to be stumbled over
    header = read_header(Window(data + b"\xff\xd9 behind it"))
    assert (header.width, header.height, header.end) == (130, 90, len(data))


def test_a_thumbnail_inside_does_not_end_it():
    thumbnail = encoded(picture(8, 8), "JPEG")
    plain = encoded(picture(), "JPEG")
    body = b"Exif\0\0" + thumbnail
    data = plain[:2] + b"\xff\xe1" + (len(body) + 2).to_bytes(2, "big") + body + plain[2:]
    header = read_header(Window(data))
    assert (header.width, header.height, header.end) == (60, 40, len(data))


def test_resolution_is_per_inch_or_per_centimetre():
    data = bytearray(encoded(picture(), "JPEG", dpi=(200, 200)))
    assert only_page(bytes(data)).dpi == 200
    data[13:18] = b"\x02\x00\x76\x00\x76"  # 118 dots per centimetre
    assert only_page(bytes(data)).dpi == pytest.approx(299.72)
    data[13:18] = b"\x00\x00\x01\x00\x01"  # an aspect only
    assert only_page(bytes(data)).dpi is None and only_page(bytes(data)).aspect == 1
    data[13:18] = b"\x00\x00\x02\x00\x01"  # twice as many pixels across as down
    assert only_page(bytes(data)).aspect == 0.5


def test_grey_and_colour():
    grey = only_page(encoded(picture(), "JPEG", quality=95)).pixels
    assert grey.shape == (40, 60)
    colour = only_page(encoded(coloured(), "JPEG", quality=95)).pixels
    assert colour[5, 5, 2] > 240 > 30 > colour[5, 5, 0]


def test_cmyk_has_white_paper_and_red_ink():
    page = only_page(_cmyk()).pixels
    assert page[20, 20].min() > 220
    assert page[5, 5, 2] > 200 > 50 > page[5, 5, 0]


def test_ycck_is_read():
    data = bytearray(_cmyk())
    at, _ = segments(data, b"\xff\xee")
    data[at + 15] = 2  # Adobe's transform: YCCK
    assert only_page(bytes(data)).pixels.shape == (40, 60, 3)


def test_cmyk_that_does_not_say_what_white_is_is_refused():
    data = _cmyk()
    start, end = segments(data, b"\xff\xee")
    assert "CMYK" in only_error(data[:start] + data[end:])


@pytest.mark.parametrize("kept", [4, 100, 0.5, -2, -1])
def test_cut_short_is_said(kept):
    data = encoded(picture(), "JPEG")
    cut = data[: int(kept * len(data)) if isinstance(kept, float) else kept]
    assert "cut short" in only_error(cut)


def test_an_image_that_begins_inside_another_means_that_the_first_was_cut():
    data = encoded(picture(), "JPEG")
    window = Window(data[:-20] + data)
    with pytest.raises(CutShortError, match="another image begins"):
        read_header(window)
    assert window.mark == len(data) - 20


def test_nonsense_is_damage():
    with pytest.raises(DamagedError, match="without a frame"):
        read_header(Window(b"\xff\xd8\xff\xd9"))
    with pytest.raises(DamagedError, match="segment of 1 bytes"):
        read_header(Window(b"\xff\xd8\xff\xe0\x00\x01 and so on"))


@pytest.mark.parametrize("orientation", range(1, 9))
def test_exif_orientation_is_applied_and_told(orientation):
    page = only_page(with_exif(picture(), "JPEG", orientation, quality=100))
    assert page.orientation == orientation
    turns = {1: 0, 2: 0, 3: 2, 4: 2, 5: 1, 6: 3, 7: 3, 8: 1}[orientation]
    expected = np.rot90(picture(), turns)
    if orientation in (2, 4):
        expected = expected[:, ::-1]
    elif orientation in (5, 7):
        expected = expected[::-1]
    assert page.pixels.shape == expected.shape
    assert np.abs(page.pixels.astype(int) - expected).mean() < 3


def _cmyk():
    import io

    out = io.BytesIO()
    Image.fromarray(coloured()).convert("CMYK").save(out, "JPEG", quality=95)
    return out.getvalue()
