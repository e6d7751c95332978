"""Names of files become text that any UTF-8 writer and any terminal takes."""

from __future__ import annotations

import os

from hypothesis import given
from hypothesis import strategies as st

from digitscan.outputs.names import to_one_line, to_utf8


@given(st.binary(max_size=40))
def test_the_name_of_any_file_becomes_utf8(name: bytes) -> None:
    to_utf8(os.fsdecode(name)).encode("utf-8")


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=40))
def test_text_without_odd_bytes_stays_as_it_is(text: str) -> None:
    assert to_utf8(text) == text


def test_odd_bytes_can_be_read_off() -> None:
    assert to_utf8(b"gr\xfc\xdfe.png".decode("utf-8", "surrogateescape")) == r"gr\xfc\xdfe.png"


@given(st.text(max_size=40))
def test_a_line_is_one_line_without_controls(text: str) -> None:
    line = to_one_line(text)
    assert len(line.splitlines()) <= 1
    assert "\x1b" not in line


def test_a_line_end_in_a_name_is_shown() -> None:
    assert to_one_line("a\nb\x1b[31m=ü") == r"a\nb\x1b[31m=ü"
