import gzip
import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitscan.inputs.window import CutShortError, Window


class Drops(io.RawIOBase):
    """A pipe that hands out a few bytes at a time, and counts what was asked of it."""

    def __init__(self, data, size=3):
        self._data, self._size, self.given = data, size, 0

    def readable(self):
        return True

    def readinto(self, buffer):
        chunk = self._data[self.given : self.given + min(self._size, len(buffer))]
        buffer[: len(chunk)] = chunk
        self.given += len(chunk)
        return len(chunk)


def test_a_stream_is_read_only_as_far_as_needed():
    stream = Drops(bytes(100))
    window = Window(stream=stream)
    window.need(10)
    assert stream.given == 12
    assert window.uint(0, 2) == 0
    assert stream.given == 12


def test_asking_for_more_than_there_is():
    window = Window(stream=io.BytesIO(b"abc"))
    assert not window.fill(4)
    with pytest.raises(CutShortError, match="3 bytes and needs at least 4"):
        window.need(4)
    assert window.bytes_at(1, 2) == b"bc"


@given(st.binary(max_size=60), st.integers(1, 7), st.integers(0, 20))
def test_search_finds_what_a_search_in_the_whole_finds(data, size, start):
    pattern = re.compile(rb"[\x00-\x40]{2}[\x80-\xff]")
    window = Window(stream=Drops(data, size))
    window.fill(start)
    found, expected = window.search(pattern, start, 3), pattern.search(data, start)
    assert (found and found.start()) == (expected and expected.start())


@given(st.binary(max_size=60), st.lists(st.integers(0, 20), max_size=8), st.integers(1, 5))
def test_taking_gives_the_stream_back_in_pieces(data, counts, size):
    window = Window(stream=Drops(data, size))
    taken = b"".join(window.read(count) for count in counts)
    assert window.position == len(taken)
    assert taken + window.read() == data


def test_a_stream_that_breaks_off_ends_and_says_why():
    cut = gzip.compress(bytes(range(256)) * 400)[:-30]
    window = Window(stream=gzip.GzipFile(fileobj=io.BytesIO(cut)))
    assert not window.fill(1 << 20)
    assert window.failure is not None


def test_numbers_in_both_orders():
    window = Window(b"\x01\x02\x03")
    assert window.uint(0, 2) == 0x0102
    assert window.uint(1, 2, "little") == 0x0302
