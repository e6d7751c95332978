import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitscan.inputs.exif import read_exif


def block(order, entries, tail=b""):
    head = (b"II*\0" if order == "<" else b"MM\0*") + struct.pack(order + "I", 8)
    table = struct.pack(order + "H", len(entries))
    for tag, kind, value in entries:
        place = struct.pack(order + "HH", value, 0) if kind == 3 else struct.pack(order + "I", value)
        table += struct.pack(order + "HHI", tag, kind, 1) + place
    return head + table + bytes(4) + tail


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("prefix", [b"", b"Exif\0\0"])
def test_orientation_and_resolution(order, prefix):
    tail = struct.pack(order + "II", 600, 2)
    data = block(order, [(274, 3, 6), (282, 5, 8 + 2 + 36 + 4), (296, 3, 2)], tail)
    assert read_exif(prefix + data) == (6, 300)
    data = block(order, [(282, 5, 8 + 2 + 24 + 4), (296, 3, 3)], struct.pack(order + "II", 118, 1))
    assert read_exif(prefix + data) == (1, pytest.approx(299.72))


def test_nonsense_says_nothing():
    assert read_exif(b"") == (1, None)
    assert read_exif(block("<", [(274, 3, 9)])) == (1, None)
    assert read_exif(block("<", [(274, 3, 0)])) == (1, None)
    assert read_exif(block("<", [(282, 5, 26)], bytes(8))) == (1, None)  # 0/0 dots


@given(st.binary(max_size=80))
def test_any_bytes_give_an_orientation(data):
    for head in (b"", b"II*\0\x08\0\0\0", b"MM\0*\0\0\0\x08"):
        orientation, dpi = read_exif(head + data)
        assert 1 <= orientation <= 8
        assert dpi is None or dpi > 0
