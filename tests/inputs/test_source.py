import errno
import os
import pickle

import pytest

from digitscan.inputs.source import Source, why_missing, why_unreadable


def test_a_source_survives_pickling():
    for source in (Source("a\udcff.png", path="/x/a\udcff.png"), Source("stdin-1", data=b"123")):
        assert pickle.loads(pickle.dumps(source)) == source


def test_a_source_has_one_place():
    with pytest.raises(ValueError, match="either"):
        Source("x")
    with pytest.raises(ValueError, match="either"):
        Source("x", path="x", data=b"")


def test_reasons_are_words():
    assert why_unreadable(PermissionError(errno.EACCES, "Permission denied")) == "no permission to read it"
    assert why_unreadable(OSError(errno.EIO, "Input/output error")).startswith("the disk")
    assert why_unreadable(OSError(errno.EBUSY, "Device busy")) == "device busy"
    assert why_unreadable(ValueError()) == "ValueError"


def test_a_broken_link_is_told_from_an_absent_file(tmp_path):
    link = tmp_path / "link"
    link.symlink_to(os.fsdecode(b"gone\xff"))
    error = FileNotFoundError(errno.ENOENT, "No such file or directory")
    assert why_missing(str(link), error) == "broken link: it leads to gone\ufffd, which is not there"
    assert why_missing(str(tmp_path / "absent"), error) == "no such file or folder"
