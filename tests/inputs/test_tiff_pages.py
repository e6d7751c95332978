import struct

import numpy as np
import pytest
from inputs.making import coloured, encoded, grey_tags, load, multipage, only_error, only_page, picture, raw_tiff

from digitscan.inputs.tiff import STRIP_COUNTS, STRIP_OFFSETS, Tiff
from digitscan.inputs.window import Window
from digitscan.types import Page, PageFailure

PAGES = [picture(seed=seed) for seed in range(4)]
BLACK_AND_WHITE = [np.where(page > 127, 255, 0).astype(np.uint8) for page in PAGES]


def flip(strip):
    """All but the first quarter and the last bytes of a strip changed."""
    quarter = len(strip) // 4
    return strip[:quarter] + bytes(byte ^ 0x5A for byte in strip[quarter:-4]) + strip[-4:]


def spoiled(data, number, how):
    """The file with the first strip of page `number` (from 0) changed by `how(strip) → strip`."""
    tiff = Tiff(Window(data))
    directory = list(tiff.directories())[number]
    start, length = tiff.values(directory, STRIP_OFFSETS)[0], tiff.values(directory, STRIP_COUNTS)[0]
    return data[:start] + how(data[start : start + length]) + data[start + length :]


@pytest.mark.parametrize("photometric", [0, 1])
@pytest.mark.parametrize("fill_order", [1, 2])
def test_group_4_with_both_polarities_and_bit_orders(photometric, fill_order):
    data = multipage(PAGES, "group4", tiffinfo={262: photometric, 266: fill_order}, dpi=(200, 200))
    pages = load(data)
    assert [page.number for page in pages] == [1, 2, 3, 4]
    for page, expected in zip(pages, BLACK_AND_WHITE, strict=True):
        assert np.array_equal(page.pixels, expected)
        assert page.dpi == 200


@pytest.mark.parametrize("compression", ["tiff_lzw", "tiff_adobe_deflate", "packbits", None])
def test_lossless_compressions_of_grey(compression):
    pages = load(multipage(PAGES, compression))
    assert [page.number for page in pages] == [1, 2, 3, 4]
    assert all(np.array_equal(page.pixels, image) for page, image in zip(pages, PAGES, strict=True))


@pytest.mark.parametrize("compression", ["group3", "tiff_ccitt", "tiff_lzw", "packbits"])
def test_compressions_of_black_and_white(compression):
    assert np.array_equal(
        only_page(encoded(PAGES[0] > 127, "TIFF", compression=compression)).pixels, BLACK_AND_WHITE[0]
    )


def test_jpeg_in_tiff_and_colour():
    page = only_page(encoded(coloured(), "TIFF", compression="jpeg", quality=95)).pixels
    assert page[5, 5, 2] > 220 > 60 > page[5, 5, 0]
    assert np.array_equal(only_page(encoded(coloured(), "TIFF")).pixels, coloured()[..., ::-1])


def test_sixteen_bits_of_both_polarities():
    wide = picture().astype(np.uint16) * 257
    data = raw_tiff([(grey_tags(wide, 16), [wide.tobytes()]), (grey_tags(wide, 16, 0), [(65535 - wide).tobytes()])])
    for page in load(data):
        assert np.array_equal(page.pixels, picture())


def test_twelve_bits_in_sixteen_use_the_whole_range():
    wide = picture().astype(np.uint16) * 16
    page = only_page(raw_tiff([(grey_tags(wide, 16), [wide.tobytes()])])).pixels
    assert np.abs(page.astype(int) - picture()).max() <= 1


@pytest.mark.parametrize("photometric", [0, 1])
@pytest.mark.parametrize("bits", [2, 4])
@pytest.mark.parametrize("width", [60, 59])
def test_two_and_four_bits(bits, photometric, width):
    top = (1 << bits) - 1
    levels = picture()[:, :width] >> (8 - bits)
    stored = np.pad(levels if photometric else top - levels, ((0, 0), (0, 60 - width)))
    groups = stored.reshape(40, -1, 8 // bits).astype(int) << np.arange(8 - bits, -1, -bits)
    strip = groups.sum(axis=2).astype(np.uint8)[:, : (width * bits + 7) // 8]
    data = raw_tiff([(grey_tags(levels, bits, photometric), [strip.tobytes()])] * 2)
    for page in load(data):
        assert np.array_equal(page.pixels, levels * (255 // top))


def test_tiles():
    pixels = picture(64, 96)
    tiles = [pixels[y : y + 32, x : x + 32].tobytes() for y in (0, 32) for x in (0, 32, 64)]
    tags = grey_tags(pixels) | {322: (4, [32]), 323: (4, [32])}
    del tags[278]
    for big in (False, True):
        assert np.array_equal(only_page(raw_tiff([(tags, tiles)], big=big)).pixels, pixels)


def test_planes_one_after_another():
    planes = [coloured()[..., channel].tobytes() for channel in range(3)]
    tags = grey_tags(picture()) | {258: (3, [8, 8, 8]), 262: (3, [2]), 277: (3, [3]), 284: (3, [2])}
    assert np.array_equal(only_page(raw_tiff([(tags, planes)])).pixels, coloured()[..., ::-1])


def test_transparent_parts_become_white():
    pixels = np.dstack([coloured(), np.where(np.arange(60) < 30, 0, 255).astype(np.uint8)[None].repeat(40, 0)])
    page = only_page(encoded(pixels, "TIFF")).pixels
    assert (page[:, :30] == 255).all()
    assert np.array_equal(page[:, 30:, 1] if page.ndim == 3 else page[:, 30:], picture()[:, 30:])


@pytest.mark.parametrize("orientation", range(1, 9))
def test_orientation_is_applied_once(orientation):
    page = only_page(encoded(picture(), "TIFF", tiffinfo={274: orientation}))
    stored = {5: np.transpose, 7: lambda a: np.rot90(a, 2).T}.get(
        orientation, lambda a: np.rot90(a, {3: 2, 4: 2, 6: 3, 8: 1}.get(orientation, 0))
    )(picture())
    expected = stored[:, ::-1] if orientation in (2, 4) else stored
    assert page.orientation == orientation
    assert np.array_equal(page.pixels, expected)


@pytest.mark.parametrize("compression", ["group4", "tiff_lzw", "tiff_adobe_deflate"])
def test_one_bad_page_among_good_ones(compression, capfd):
    data = multipage(PAGES, compression)
    results = load(spoiled(data, 1, flip))
    assert [type(result) for result in results] == [Page, PageFailure, Page, Page]
    assert results[1].number == 2
    assert "this page is damaged" in results[1].error
    assert np.array_equal(results[3].pixels, BLACK_AND_WHITE[3] if compression == "group4" else PAGES[3])
    assert capfd.readouterr().err == ""


def test_a_page_whose_pixels_lie_behind_the_end():
    pages = [(grey_tags(page), [page.tobytes()]) for page in PAGES[:3]]
    data = bytearray(raw_tiff(pages))
    directory = list(Tiff(Window(bytes(data))).directories())[1]
    struct.pack_into("<I", data, directory.entries[STRIP_OFFSETS].at, len(data) - 5)
    results = load(bytes(data))
    assert [type(result) for result in results] == [Page, PageFailure, Page]
    assert "cut short" in results[1].error


def test_a_file_cut_short_gives_its_whole_pages():
    data = multipage(PAGES, "group4")
    results = load(data[: len(data) * 2 // 3])
    assert [type(result) for result in results] == [Page, Page, PageFailure]
    assert "cut short" in results[2].error
    assert "all behind it are lost" in results[2].error


def test_a_file_without_a_directory():
    assert "cut short" in only_error(b"II*\0\xff\0\0\0")
    assert "cut short" in only_error(b"II*\0\xff")


def test_thumbnails_and_masks_are_no_pages():
    small = picture(8, 8)
    pages = [
        (grey_tags(PAGES[0]), [PAGES[0].tobytes()]),
        (grey_tags(small) | {254: (4, [1])}, [small.tobytes()]),
        (grey_tags(small) | {254: (4, [4])}, [small.tobytes()]),
        (grey_tags(PAGES[1]) | {254: (4, [2])}, [PAGES[1].tobytes()]),
    ]
    results = load(raw_tiff(pages))
    assert [(page.number, page.pixels.shape) for page in results] == [(1, (40, 60)), (2, (40, 60))]


def test_one_page_too_large():
    huge = grey_tags(picture()) | {256: (4, [100_000]), 257: (4, [100_000])}
    results = load(raw_tiff([(grey_tags(PAGES[0]), [PAGES[0].tobytes()]), (huge, [b"1234"])]))
    assert isinstance(results[0], Page)
    assert "--max-pixels" in results[1].error
