"""What the user named → the sources of pages, one after another, in the order given.

A file that is reached twice (named twice, or named and also inside a folder that was named) is read once, under the
name it was first reached by: two rows with the same number would be counted twice by whoever sums them up.
"""

from __future__ import annotations

import itertools
import os
import stat
import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import BinaryIO

from digitscan.errors import UsageError
from digitscan.inputs.folders import Seen, walk
from digitscan.inputs.lists import read_list
from digitscan.inputs.source import Absent, Source, why_missing, why_unreadable
from digitscan.inputs.streams import split_stream
from digitscan.types import PageFailure

__all__ = ["STDIN", "Source", "find_sources"]

STDIN = "-"
"""The name that stands for standard input."""


def find_sources(
    inputs: Sequence[str],
    *,
    stdin: BinaryIO | None = None,
    files_from: str | None = None,
    files0_from: str | None = None,
) -> Iterator[Source | PageFailure]:
    """Find everything that there is to read.

    Args:
        inputs: files (always tried), folders (walked downwards in natural order for files of known endings), ``-``.
        stdin: standard input, binary; None is the process's own.
        files_from: a file with one more input on each line; ``-`` is standard input.
        files0_from: the same with NUL bytes behind the names.

    Returns:
        Sources as they are found, and failures for what cannot be looked at. Nothing found is no error here.

    Raises:
        UsageError: standard input is a terminal, or is asked for twice; while iterating, a list cannot be read.
    """
    wanted = [*inputs, *(name for name in (files_from, files0_from) if name == STDIN)]
    stream = _Stdin(stdin)
    if wanted.count(STDIN) > 1:
        raise UsageError("standard input (-) can be read only once")
    if STDIN in wanted:
        stream.check()
    names: list[Iterable[str]] = [[os.fspath(name) for name in inputs]]
    for path, zero in ((files_from, False), (files0_from, True)):
        if path is not None:
            names.append(read_list(path, stream.take() if path == STDIN else None, zero=zero))
    return _found(itertools.chain.from_iterable(names), stream)


class _Stdin:
    """Standard input, which is read once and never from a terminal."""

    def __init__(self, stream: BinaryIO | None) -> None:
        self._stream = stream
        self._taken = False

    def check(self) -> BinaryIO:
        """The stream.

        Raises:
            UsageError: it is closed, or a terminal.
        """
        stream = self._stream or (sys.stdin.buffer if sys.stdin is not None else None)
        if stream is None or stream.closed:
            raise UsageError("standard input (-) is closed")
        if stream.isatty():
            raise UsageError(
                "standard input (-) is a terminal; pipe scans into it (cat scan.png | digitscan read -) or name files"
            )
        return stream

    def take(self) -> BinaryIO:
        """The stream, once.

        Raises:
            UsageError: it was taken before, is closed, or a terminal.
        """
        if self._taken:
            raise UsageError("standard input (-) can be read only once")
        self._taken = True
        return self.check()


def _found(names: Iterable[str], stream: _Stdin) -> Iterator[Source | PageFailure]:
    seen = Seen()
    for name in names:
        if name == STDIN:
            yield from split_stream(stream.take())
        else:
            yield from _named(name, seen)


def _named(name: str, seen: Seen) -> Iterator[Source | PageFailure]:
    """What one path holds."""
    try:
        mode = os.stat(name).st_mode  # noqa: PTH116  a Path would alter the name
        if stat.S_ISDIR(mode):
            yield from walk(name, seen)
        elif not stat.S_ISREG(mode) or seen.new_file(name):
            yield Source(name, name)
    except OSError as error:
        yield Absent(name, 1, why_missing(name, error))
    except ValueError as error:  # a NUL byte in the name
        yield Absent(name, 1, why_unreadable(error))
