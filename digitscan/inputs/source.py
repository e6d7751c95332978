"""One source of pages, and the words for why it cannot be read."""

from __future__ import annotations

import errno
import os
from dataclasses import dataclass, field

from digitscan.types import PageFailure

_REASONS = {
    errno.ENOENT: "no such file or folder",
    errno.ENOTDIR: "no such file or folder (a part of the path is a file)",
    errno.EACCES: "no permission to read it",
    errno.EPERM: "no permission to read it",
    errno.ELOOP: "link loop: the link leads back to itself",
    errno.ENAMETOOLONG: "no such file or folder (the name is too long)",
    errno.EIO: "the disk or the network failed while it was read",
    errno.ESTALE: "the network folder that holds it is gone",
    errno.ENXIO: "not a file (a socket)",
}


@dataclass(frozen=True)
class Source:
    """A file, or an item of a stream, that holds one page or several. It can be pickled.

    Attributes:
        name: what results call it: as the user gave it, relative to the folder named (with forward slashes), a tar
            member's name, or ``stdin-1``.
        path: where it lies (bytes that are no UTF-8 as `os.fsdecode` keeps them), or None.
        data: its bytes where it has no path, else None.
        first: number of the first page that is wanted, from 1: an earlier run may have read those before it.
        last: number of the last page that is wanted; None is all to the end.
    """

    name: str
    path: str | None = None
    data: bytes | None = field(default=None, repr=False)
    first: int = 1
    last: int | None = None

    def __post_init__(self) -> None:
        if (self.path is None) == (self.data is None):
            raise ValueError("a source has either a path or data")
        if self.first < 1 or (self.last is not None and self.last < self.first):
            raise ValueError(f"a source has pages from 1 on, not {self.first} to {self.last}")


@dataclass(frozen=True)
class Absent(PageFailure):
    """The failure of a name that the user gave and that leads to nothing: there was no input at all."""


def why_unreadable(error: Exception) -> str:
    """One clause for the user on an error met while reading an input."""
    if not isinstance(error, OSError):
        return str(error) or type(error).__name__
    return _REASONS.get(error.errno or 0) or (error.strerror or str(error)).lower()


def why_missing(path: str, error: OSError) -> str:
    """As `why_unreadable`, for a path that cannot be looked at; tells a broken link from a file that is not there."""
    if error.errno == errno.ENOENT and os.path.islink(path):  # noqa: PTH114  a str may hold what Path would alter
        target = os.fsencode(os.readlink(path)).decode("utf-8", "replace")  # noqa: PTH115
        return f"broken link: it leads to {target}, which is not there"
    return why_unreadable(error)
