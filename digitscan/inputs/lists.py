"""Lists of inputs: one name a line, or names that end with NUL bytes."""

from __future__ import annotations

import codecs
import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from digitscan.errors import UsageError
from digitscan.inputs.source import why_unreadable

_CHUNK = 1 << 16


def read_list(path: str, stdin: BinaryIO | None, *, zero: bool) -> Iterator[str]:
    """The names in a list, as they come.

    Args:
        path: the list.
        stdin: the stream to read instead, where the list is standard input; else None.
        zero: names end with NUL bytes (``find -print0``) and may hold newlines; else each line is a name.

    Yields:
        Names as `os.fsdecode` makes them; empty ones are left out.

    Raises:
        UsageError: the list cannot be read.
    """
    try:
        if stdin is not None:
            yield from _names(stdin, zero)
        else:
            with Path(path).open("rb") as file:
                yield from _names(file, zero)
    except (OSError, ValueError) as error:
        raise UsageError(f"cannot read the list of files {path}: {why_unreadable(error)}") from error


def _names(file: BinaryIO, zero: bool) -> Iterator[str]:
    pieces = _split(file) if zero else _lines(file)
    return (os.fsdecode(piece) for piece in pieces if piece)


def _lines(file: BinaryIO) -> Iterator[bytes]:
    """Lines without their ends, and without the mark that editors on Windows put before a UTF-8 text."""
    for number, line in enumerate(file):
        yield (line if number else line.removeprefix(codecs.BOM_UTF8)).rstrip(b"\r\n")


def _split(file: BinaryIO) -> Iterator[bytes]:
    """Pieces between NUL bytes."""
    rest = b""
    while chunk := file.read(_CHUNK):
        *pieces, rest = (rest + chunk).split(b"\0")
        yield from pieces
    yield rest
