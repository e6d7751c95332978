import gzip
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from inputs.making import coloured, encoded, multipage, pdf, picture
from inputs.test_window import Drops

from digitscan.inputs.pages import load_pages
from digitscan.inputs.source import Source
from digitscan.inputs.streams import split_stream
from digitscan.types import Page

ITEMS = {
    "png": encoded(coloured(), "PNG"),
    "jpeg": encoded(coloured(), "JPEG"),
    "bmp": encoded(coloured(), "BMP"),
    "webp": encoded(coloured(), "WEBP"),
    "tiff": multipage([picture(), picture()], "tiff_lzw"),
    "pdf": pdf(2),
}


def split(data, size=None):
    stream = io.BytesIO(data) if size is None else Drops(data, size)
    return list(split_stream(stream))


def errors(found):
    return {item.file: item.error for item in found if not isinstance(item, Source)}


@pytest.mark.parametrize("kind", ITEMS)
def test_one_item(kind):
    [source] = split(ITEMS[kind])
    assert source.name == "stdin-1"
    assert all(isinstance(page, Page) for page in load_pages(source))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from(sorted(ITEMS)), max_size=7), st.sampled_from([None, 1000, 100_000]))
def test_items_in_any_order_are_cut_at_their_own_ends(kinds, size):
    found = split(b"".join(ITEMS[kind] for kind in kinds), size)
    assert [item.name for item in found] == [f"stdin-{number + 1}" for number in range(len(kinds))]
    for item, kind in zip(found, kinds, strict=True):
        assert item.data.rstrip(b"\0\n") == ITEMS[kind].rstrip(b"\0\n")


def test_padding_between_items_is_no_item():
    assert len(split(b"\n" + ITEMS["png"] + b"\n\n" + ITEMS["jpeg"] + bytes(100))) == 2


def test_empty_is_nothing():
    assert split(b"") == []
    assert split(b"\n") == []


def test_items_come_before_the_stream_ends():
    stream = Drops(ITEMS["png"] + ITEMS["jpeg"] + bytes(10**6), 4096)
    items = split_stream(stream)
    assert next(items).name == "stdin-1"
    assert stream.given < 3 * 4096 + len(ITEMS["png"])


def test_garbage_is_one_failure_with_its_place():
    found = split(ITEMS["png"] + b"this is no image" * 9 + ITEMS["jpeg"])
    assert [item.name for item in found if isinstance(item, Source)] == ["stdin-1", "stdin-3"]
    [(name, error)] = errors(found).items()
    assert name == "stdin-2"
    assert "not an image: text" in error or "unknown" in error
    assert f"byte {len(ITEMS['png']):,} of standard input" in error


def test_garbage_alone_and_much_of_it():
    assert list(errors(split(b"hello"))) == ["stdin-1"]
    assert list(errors(split(b"hello " * 100_000))) == ["stdin-1"]


@pytest.mark.parametrize("kind", ["png", "jpeg", "bmp", "webp"])
@pytest.mark.parametrize("after", ["png", "jpeg", "bmp", "webp", "tiff", "pdf"])
def test_an_item_cut_short_does_not_take_the_next_with_it(kind, after):
    whole = ITEMS[kind]
    found = split(whole[: len(whole) * 3 // 4] + ITEMS[after] + ITEMS["png"])
    assert "stdin-1" in errors(found)
    sources = [item for item in found if isinstance(item, Source)]
    assert [source.data.rstrip(b"\0\n") for source in sources] == [ITEMS[after].rstrip(b"\0\n"), ITEMS["png"]]


@pytest.mark.parametrize("lost", [1, 3, 5, 9])
@pytest.mark.parametrize("kind", ["png", "jpeg", "bmp", "webp"])
@pytest.mark.parametrize("after", ["png", "jpeg", "bmp", "webp", "tiff", "pdf"])
def test_an_item_without_its_last_bytes_takes_none_of_the_next(kind, after, lost):
    found = split(ITEMS[kind][:-lost] + ITEMS[after] + ITEMS["png"])
    assert "stdin-1" in errors(found)
    sources = [item for item in found if isinstance(item, Source)]
    assert [source.data.rstrip(b"\0\n") for source in sources] == [ITEMS[after].rstrip(b"\0\n"), ITEMS["png"]]


@pytest.mark.parametrize("kind", ITEMS)
def test_the_last_item_cut_short(kind):
    found = split(ITEMS["png"] + ITEMS[kind][: len(ITEMS[kind]) * 3 // 4])
    assert isinstance(found[0], Source)
    assert not isinstance(found[1], Source)
    assert "cut short" in found[1].error or "damaged" in found[1].error


def test_gzip_is_unpacked():
    found = split(gzip.compress(ITEMS["png"] + ITEMS["jpeg"]))
    assert [item.data for item in found] == [ITEMS["png"], ITEMS["jpeg"]]


def test_gzip_cut_short_gives_what_was_whole():
    whole = gzip.compress(ITEMS["png"] + bytes(7) + ITEMS["bmp"] + ITEMS["jpeg"])
    found = split(whole[:-40])
    assert isinstance(found[0], Source)
    assert any("broke off" in error for error in errors(found).values())


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300), st.sampled_from(sorted(ITEMS)), st.integers(0, 10**6))
def test_any_damage_is_survived(junk, kind, place):
    data = bytearray(ITEMS[kind] + ITEMS["png"])
    at = place % len(data)
    data[at : at + len(junk)] = junk
    for item in split(bytes(data)):
        assert isinstance(item, Source) is False or item.data is not None
