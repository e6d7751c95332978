import io
import os

import pytest

from digitscan.errors import UsageError
from digitscan.inputs.lists import read_list


def test_one_name_a_line(tmp_path):
    path = tmp_path / "list"
    path.write_bytes(b"a.png\r\n\n b c.png \n\xff.png\nlast.png")
    assert list(read_list(str(path), None, zero=False)) == ["a.png", " b c.png ", os.fsdecode(b"\xff.png"), "last.png"]


def test_a_byte_order_mark_is_no_part_of_the_first_name(tmp_path):
    path = tmp_path / "list"
    path.write_bytes(b"\xef\xbb\xbfa.png\r\nb.png\r\n")
    assert list(read_list(str(path), None, zero=False)) == ["a.png", "b.png"]


@pytest.mark.parametrize("end", [b"", b"\0"])
def test_nul_separated_names_may_hold_newlines(tmp_path, end):
    path = tmp_path / "list"
    path.write_bytes(b"a\nb.png\0c.png\0\0d.png" + end)
    assert list(read_list(str(path), None, zero=True)) == ["a\nb.png", "c.png", "d.png"]


def test_long_lists_are_split_where_the_names_end():
    wanted = [f"name{number}.png" for number in range(20_000)]
    stream = io.BytesIO("\0".join(wanted).encode())
    assert list(read_list("-", stream, zero=True)) == wanted


def test_a_list_that_cannot_be_read_is_wrong_usage(tmp_path):
    for path in (tmp_path / "absent", tmp_path):
        with pytest.raises(UsageError, match="cannot read the list"):
            list(read_list(str(path), None, zero=False))
