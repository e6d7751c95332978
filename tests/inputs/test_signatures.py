import pytest
from hypothesis import given
from hypothesis import strategies as st
from inputs.making import coloured, encoded, pdf

from digitscan.inputs.signatures import ANY_START, Kind, describe_unknown, has_known_suffix, kind_of

PILLOW = {Kind.JPEG_2000: "JPEG2000", Kind.NETPBM: "PPM"}
"""What Pillow calls a kind, where it does not call it as we do."""


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind is not Kind.PDF])
def test_each_kind_is_known_by_its_bytes(kind):
    data = encoded(coloured(), PILLOW.get(kind, kind.value))
    assert kind_of(data) is kind
    assert ANY_START.match(data)["BMP" if kind is Kind.BMP else kind.name]


def test_pdf_and_big_tiff():
    assert kind_of(pdf()) is Kind.PDF
    assert kind_of(b"\n\n" + pdf()) is Kind.PDF
    assert kind_of(b"II+\0\x08\0\0\0") is Kind.TIFF
    assert kind_of(b"MM\0+\0\x08\0\0") is Kind.TIFF


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"", "empty"),
        ("Größe: 12\n".encode(), "text"),
        (b"GIF89a", "GIF"),
        (b"\0\0\0\x18ftypheic", "HEIC"),
        (b"PK\x03\x04", "ZIP"),
        (b"P2\n2 2\n255\n1 2 3 4\n", "as text"),
        (b"P7\nWIDTH 2\n", "Netpbm"),
        (b"<!DOCTYPE html>", "HTML"),
        (bytes(257) + b"ustar" + bytes(250), "tar"),
        (b"\x1f\x8b\x08", "compressed"),
        (b"\x00\x01\x02\x03", "unknown"),
    ],
)
def test_what_is_not_read_is_named(data, word):
    assert kind_of(data) is None
    assert word in describe_unknown(data)


@given(st.binary(max_size=600))
def test_any_bytes_are_a_kind_or_described(data):
    assert kind_of(data) is not None or describe_unknown(data)


def test_endings():
    assert all(has_known_suffix(name) for name in ("a.png", "A.JPG", "x y.Tiff", "b.c.pdf", "=1.webp", "\udcff.bmp"))
    assert not any(has_known_suffix(name) for name in ("a.txt", "png", ".png", "a.png.bak", "a.zip", "a."))


def test_pictures_that_are_not_read_are_picked_out_to_be_told():
    assert all(has_known_suffix(name) for name in ("a.gif", "b.HEIC", "c.avif", "d.jxl", "e.djvu"))
