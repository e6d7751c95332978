import struct

import pytest
from inputs.making import grey_tags, multipage, only_page, picture, raw_tiff

from digitscan.inputs.tiff import STRIP_OFFSETS, Tiff, find_end
from digitscan.inputs.window import CutShortError, DamagedError, Window


def tiff_of(data):
    return Tiff(Window(data))


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("big", [False, True])
def test_directories_values_and_end_in_every_layout(order, big):
    tags = grey_tags(picture()) | {282: (5, [600, 2]), 296: (3, [2]), 274: (3, [6])}
    data = raw_tiff([(tags, [picture().tobytes()])] * 3, order=order, big=big)
    tiff = tiff_of(data)
    directories = list(tiff.directories())
    assert len(directories) == 3
    assert [tiff.value(each, 256, 0) for each in directories] == [60] * 3
    assert tiff.dpi(directories[0]) == 300
    assert tiff.orientation(directories[0]) == 6
    assert find_end(Window(data)) == len(data)


def test_resolution_per_centimetre_and_none():
    tags = grey_tags(picture()) | {282: (5, [118, 1]), 296: (3, [3])}
    tiff = tiff_of(raw_tiff([(tags, [b"12"])]))
    assert tiff.dpi(next(tiff.directories())) == pytest.approx(299.72)
    tiff = tiff_of(raw_tiff([(tags | {296: (3, [1])}, [b"12"])]))
    assert tiff.dpi(next(tiff.directories())) is None


@pytest.mark.parametrize("unit", [1, 2, 3])
def test_a_fax_has_pixels_that_are_not_square(unit):
    tags = grey_tags(picture()) | {282: (5, [204, 1]), 283: (5, [98, 1]), 296: (3, [unit])}
    data = raw_tiff([(tags, [picture().tobytes()])])
    tiff = tiff_of(data)
    assert tiff.aspect(next(tiff.directories())) == pytest.approx(98 / 204)
    page = only_page(data)
    assert page.aspect == pytest.approx(98 / 204) and page.pixels.shape == picture().shape
    on_its_side = raw_tiff([(tags | {274: (3, [6])}, [picture().tobytes()])])
    assert only_page(on_its_side).aspect == pytest.approx(204 / 98)
    tags[283] = (5, [0, 0])
    tiff = tiff_of(raw_tiff([(tags, [picture().tobytes()])]))
    assert tiff.aspect(next(tiff.directories())) == 1


@pytest.mark.parametrize("compression", ["group4", None, "tiff_lzw"])
def test_end_reaches_all_that_is_referred_to(compression):
    data = multipage([picture(seed=seed) for seed in range(3)], compression)
    end = find_end(Window(data + b"behind"))
    assert end <= len(data)
    assert not data[end:].strip(b"\0")  # Pillow pads with zeros
    with pytest.raises(CutShortError):
        find_end(Window(data[: end - 1]))


def test_directories_that_lead_back_are_damage():
    data = bytearray(raw_tiff([(grey_tags(picture()), [b"12"])] * 2))
    last = list(tiff_of(bytes(data)).directories())[-1]
    struct.pack_into("<I", data, last.next_at, last.at)
    with pytest.raises(DamagedError, match="circle"):
        list(tiff_of(bytes(data)).directories())


def test_no_page_and_absurd_counts_are_damage():
    with pytest.raises(DamagedError, match="without a page"):
        list(tiff_of(b"II*\0\0\0\0\0").directories())
    with pytest.raises(DamagedError, match="no TIFF directory"):
        list(tiff_of(b"II*\0\x08\0\0\0\xff\xff").directories())
    tags = grey_tags(picture())
    data = bytearray(raw_tiff([(tags, [b"12", b"34", b"56"])]))
    directory = next(tiff_of(bytes(data)).directories())
    place = data.index(struct.pack("<HHI", STRIP_OFFSETS, 4, 3))
    struct.pack_into("<I", data, place + 4, 2**31)
    tiff = tiff_of(bytes(data))
    directory = next(tiff.directories())
    with pytest.raises(DamagedError, match="2,147,483,648 values"):
        tiff.values(directory, STRIP_OFFSETS)


def test_a_damaged_length_does_not_read_a_stream_to_its_end():
    data = bytearray(raw_tiff([(grey_tags(picture()), [b"1"])]))
    place = data.index(struct.pack("<HHI", 279, 4, 1))
    struct.pack_into("<I", data, place + 8, 2**32 - 1)
    with pytest.raises(CutShortError, match="claims"):
        find_end(Window(bytes(data)))
