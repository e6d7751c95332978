"""A tar stream → one source for each member that is an image or a PDF, read while it comes."""

from __future__ import annotations

import tarfile
from collections.abc import Iterator
from typing import BinaryIO, cast

from digitscan.inputs.folders import is_wanted
from digitscan.inputs.source import Source
from digitscan.inputs.window import Window
from digitscan.types import PageFailure

TAR_BLOCK = 512
"""A tar is made of blocks of so many bytes; the first is a header."""

_CHECKSUM = slice(148, 156)
_MAX_BYTES = (1 << 31) - 1
"""Members are held in memory one at a time, and OpenCV takes no longer buffer."""


def is_tar(block: bytes | bytearray) -> bool:
    """Whether the first 512 bytes are a tar header: its checksum tells, also for old tars without a signature."""
    if len(block) < TAR_BLOCK:
        return False
    stated = bytes(block[_CHECKSUM]).strip(b"\0 ")
    if not stated or stated.strip(b"01234567"):
        return False
    # The checksum's own field counts as blanks (POSIX.1-1988, ustar).
    actual = sum(block[:TAR_BLOCK]) - sum(block[_CHECKSUM]) + 8 * ord(" ")
    return int(stated, 8) == actual


class _Tape:
    """The stream as tarfile reads it, with what it read last at hand."""

    def __init__(self, window: Window) -> None:
        self._window = window
        self._start = 0
        self._chunk = b""

    def read(self, count: int) -> bytes:
        """The next bytes, fewer at the end."""
        self._start += len(self._chunk)
        self._chunk = self._window.read(count)
        return self._chunk

    def block(self, offset: int) -> bytes:
        """The block at an offset, out of what was read last; empty behind the end."""
        return self._chunk[offset - self._start :][:TAR_BLOCK] if offset >= self._start else b""


def split_tar(window: Window) -> Iterator[Source | PageFailure]:
    """The members of a tar that begins at the start of `window`.

    Yields:
        Sources with data, named as the members are (without a leading ``./``); members that a folder walk would leave
        out are left out. Where the tar is damaged or cut short, one failure for all that is lost.
    """
    tape, at = _Tape(window), ""
    try:
        with tarfile.open(fileobj=cast(BinaryIO, tape), mode="r|") as archive:
            while (member := archive.next()) is not None:
                archive.members.clear()  # type: ignore[attr-defined]  # else it keeps every header to the end
                at = member.name.removeprefix("./")
                yield from _member(archive, member, at)
                at = ""  # it was whole: what fails from here on is not about it
            last = tape.block(archive.offset)
        # tarfile stops without a word at a block that is no header; only an empty one closes a tar.
        if len(last) < TAR_BLOCK or last.strip(b"\0"):
            yield PageFailure("stdin", 1, _lost(window, "damaged" if len(last) == TAR_BLOCK else "cut short"))
    except (tarfile.TarError, OSError, EOFError, ValueError):
        yield PageFailure(at or "stdin", 1, _lost(window, "damaged" if window.fill(1) else "cut short"))


def _member(archive: tarfile.TarFile, member: tarfile.TarInfo, name: str) -> Iterator[Source | PageFailure]:
    if not _is_ours(name):
        return
    if member.issym():
        yield PageFailure(name, 1, f"a link to {member.linkname}; links in a tar stream are not followed")
    elif member.isfile() and member.size > _MAX_BYTES:
        yield PageFailure(name, 1, f"too large: {member.size:,} bytes, the limit is {_MAX_BYTES:,}")
    elif member.isfile():
        # A hard link is left out: the tar holds its file under the first name.
        content = archive.extractfile(member)
        yield Source(name, data=content.read() if content is not None else b"")


def _is_ours(name: str) -> bool:
    *folders, last = name.split("/")
    return is_wanted(last) and not any(part.startswith(".") and part not in (".", "..") for part in folders)


def _lost(window: Window, how: str) -> str:
    reason = f" ({window.failure})" if window.failure else ""
    return f"the tar stream is {how} here, what followed is lost{reason}"
