"""An input is its name and its content, whatever its time."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from digitscan.inputs.source import Source
from digitscan.run.identity import ID_BYTES, identity


def test_name_and_content_count_and_nothing_else(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    one.write_bytes(b"content")
    other.write_bytes(b"content")
    os.utime(other, (1, 1))
    known = identity(Source("a", str(one)))
    assert known is not None and len(known) == ID_BYTES
    assert identity(Source("a", str(other))) == known == identity(Source("a", data=b"content"))
    assert identity(Source("a", str(one), first=3)) == known
    assert identity(Source("b", str(one))) != known
    one.write_bytes(b"Content")
    assert identity(Source("a", str(one))) != known


def test_a_name_of_any_bytes_has_one(tmp_path: Path) -> None:
    assert identity(Source(os.fsdecode(b"e\xff"), data=b"")) != identity(Source(os.fsdecode(b"e\xfe"), data=b""))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs pipes with names")
def test_what_cannot_be_read_twice_has_none(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for name in ("pipe", "absent", "."):
        assert identity(Source("a", str(tmp_path / name))) is None
