"""A record is whole or is not taken for one."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitscan.run.records import Record, encode, read_record

WORD = st.text("abc123", min_size=1, max_size=9)
RECORD = st.builds(Record, WORD, st.lists(WORD, max_size=4).map(tuple), st.binary(max_size=60))


def _all(data: bytes) -> list[Record]:
    file = io.BytesIO(data)
    records = []
    while (record := read_record(file, len(data))) is not None:
        records.append(record)
    return records


@given(st.lists(RECORD, max_size=5))
def test_records_come_back_as_they_were(records: list[Record]) -> None:
    assert _all(b"".join(map(encode, records))) == records


@given(st.lists(RECORD, min_size=1, max_size=4), st.data())
def test_a_file_cut_anywhere_gives_the_records_before_the_cut(records: list[Record], data: st.DataObject) -> None:
    whole = [encode(record) for record in records]
    cut = data.draw(st.integers(0, len(b"".join(whole)) - 1))
    ends = [len(b"".join(whole[: number + 1])) for number in range(len(whole))]
    assert _all(b"".join(whole)[:cut]) == records[: sum(end <= cut for end in ends)]


@given(RECORD, st.data())
def test_a_changed_byte_is_noticed(record: Record, data: st.DataObject) -> None:
    whole = bytearray(encode(record))
    at = data.draw(st.integers(0, len(whole) - 1))
    whole[at] ^= data.draw(st.integers(1, 255))
    assert _all(bytes(whole)) == []


@pytest.mark.parametrize("data", [b"\0" * 400, b"x" * 400, b"00000000 page 99999999999999\n", b"0 a b\n", b"\n"])
def test_what_is_no_record_is_none(data: bytes) -> None:
    assert _all(data) == []
