import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from digitscan.errors import InputError
from digitscan.inputs.header import Header
from digitscan.inputs.pixels import check_size, decode, drop_colour, finish, to_eight_bits, upright


def test_sixteen_bits_are_scaled_by_what_is_used():
    for top in (1023, 4095, 16383, 65535):
        assert to_eight_bits(np.array([[0, top]], np.uint16)).tolist() == [[0, 255]]
    assert to_eight_bits(np.array([[0, 200]], np.uint16)).tolist() == [[0, 1]]  # black stays black


def test_other_types():
    assert to_eight_bits(np.array([[0.0, 0.5, 1.0, np.nan]], np.float32)).tolist() == [[0, 128, 255, 0]]
    assert to_eight_bits(np.array([[-5.0, 255.0]], np.float32)).tolist() == [[0, 255]]
    assert to_eight_bits(np.array([[0, 255]], np.int32)).tolist() == [[0, 255]]
    assert to_eight_bits(np.array([[-7, 65535]], np.int32)).tolist() == [[0, 255]]


@given(arrays.arrays(np.uint16, (3, 4)))
def test_scaling_keeps_the_order_of_levels(pixels):
    scaled = to_eight_bits(pixels)
    assert scaled.dtype == np.uint8
    order = np.argsort(pixels, axis=None)
    assert (np.diff(scaled.ravel()[order].astype(int)) >= 0).all()


@given(arrays.arrays(np.uint8, st.tuples(st.integers(1, 40), st.integers(1, 40), st.just(3))))
def test_colour_is_dropped_only_where_there_is_none(page):
    dropped = drop_colour(page)
    if (page[..., 0] == page[..., 1]).all() and (page[..., 1] == page[..., 2]).all():
        assert np.array_equal(dropped, page[..., 0])
    else:
        assert np.array_equal(dropped, page)


def test_one_coloured_pixel_keeps_the_colour():
    page = np.full((50, 50, 3), 200, np.uint8)
    page[33, 7] = (200, 200, 10)
    assert drop_colour(page).shape == (50, 50, 3)


def test_orientations_put_the_first_pixel_where_exif_says():
    page = np.array([[1, 2, 3], [4, 5, 6]], np.uint8)
    expected = {
        1: [[1, 2, 3], [4, 5, 6]],
        2: [[3, 2, 1], [6, 5, 4]],
        3: [[6, 5, 4], [3, 2, 1]],
        4: [[4, 5, 6], [1, 2, 3]],
        5: [[1, 4], [2, 5], [3, 6]],
        6: [[4, 1], [5, 2], [6, 3]],
        7: [[6, 3], [5, 2], [4, 1]],
        8: [[3, 6], [2, 5], [1, 4]],
    }
    for orientation, rows in expected.items():
        assert upright(page, orientation).tolist() == rows


def test_opacity_mixes_with_white_either_way():
    half = np.array([[[0, 0, 0, 128]]], np.uint8)
    assert abs(int(finish(half, Header(1, 1, 0))[0, 0]) - 127) <= 1
    assert finish(np.array([[[64, 64, 64, 128]]], np.uint8), Header(1, 1, 0), premultiplied=True)[0, 0] == 64 + 127


def test_limits_name_the_size_and_the_option():
    check_size(100, 100, 10_000)
    with pytest.raises(InputError, match=r"101×100 pixels.*--max-pixels"):
        check_size(101, 100, 10_000)
    with pytest.raises(InputError, match="OPENCV_IO_MAX_IMAGE_PIXELS"):
        check_size(2**20, 2**20, 2**50)


def test_what_cannot_be_decoded_is_an_input_error():
    with pytest.raises(InputError, match="cannot be decoded"):
        decode(b"no image at all")
