"""Tables of results that are read twice: once to know what is in them, once to copy it."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import BinaryIO, cast

from digitscan.errors import UsageError

STDIN = "-"
"""The name that stands for standard input."""

_OPEN = 64
"""Tables open at once: systems allow a process some hundreds of files."""


class TableFiles:
    """Tables as files that can be sought, some of them open; a context manager.

    Attributes:
        names: for messages.
    """

    def __init__(self, paths: Sequence[str]) -> None:
        """Take the tables of these paths; ``-`` is standard input."""
        self.names = ["standard input" if path == STDIN else path for path in paths]
        self._paths = paths
        self._copies: dict[int, BinaryIO] = {}
        self._open: dict[int, BinaryIO] = {}
        self._stack = ExitStack()

    def __enter__(self) -> TableFiles:
        return self

    def __exit__(self, *_: object) -> None:
        for file in self._open.values():
            file.close()
        self._stack.close()

    def file(self, number: int) -> BinaryIO:
        """One of the tables, anywhere in it; what comes through a pipe is copied first.

        Raises:
            UsageError: it cannot be read.
        """
        if number in self._copies:
            return self._copies[number]
        if number not in self._open:
            try:
                self._take(number)
            except (OSError, ValueError) as error:
                raise self._unreadable(number, error) from error
        return self._copies.get(number) or self._open[number]

    def read(self, number: int, start: int, end: int) -> bytes:
        """The bytes of one of the tables from `start` to before `end`.

        Raises:
            UsageError: they cannot be read.
        """
        file = self.file(number)
        try:
            file.seek(start)
            return file.read(end - start)
        except OSError as error:
            raise self._unreadable(number, error) from error

    def _take(self, number: int) -> None:
        if self._paths[number] == STDIN:
            self._copy(number, sys.stdin.buffer)
            return
        file = Path(self._paths[number]).open("rb")  # noqa: SIM115  it is closed when too many are open, or at the end
        if not file.seekable():
            with file:
                self._copy(number, file)
            return
        if len(self._open) >= _OPEN:
            self._open.pop(next(iter(self._open))).close()
        self._open[number] = file

    def _copy(self, number: int, file: BinaryIO) -> None:
        copy = cast(BinaryIO, self._stack.enter_context(tempfile.TemporaryFile()))  # noqa: SIM115  the stack does
        shutil.copyfileobj(file, copy)
        self._copies[number] = copy

    def _unreadable(self, number: int, error: Exception) -> UsageError:
        words = (isinstance(error, OSError) and error.strerror) or str(error)
        return UsageError(f"cannot read {self.names[number]}: {words}")
