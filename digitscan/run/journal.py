"""The journal of a run: the results of finished pages beside the results file, for a run that goes on after a crash.

    digitscan journal 1
    <checksum> about <length>                                        what the results depend on, as JSON
    <checksum> page <input> <page> <numbers> <to review> <length>    the page's rows, as the results file has them
    <checksum> end <input> <pages> 0                                 the input was read to its end

An input is named by `digitscan.run.identity`. Only pages that were read are kept: those that failed are tried again.
What is not whole at the end (the process or the power ended while it was written) is cut off.
"""

from __future__ import annotations

import contextlib
import json
import os
from pathlib import Path
from typing import NamedTuple

from digitscan.errors import OutputError, UsageError

from .conditions import Conditions, differences
from .finished import Finished, FinishedPages
from .growing_file import GrowingFile
from .records import Record

SUFFIX = ".journal"
"""Added to the name of the results file."""

_NAME, _FORMAT = "digitscan journal ", "1\n"
_FIRST_LINE = (_NAME + _FORMAT).encode()


class KeptPage(NamedTuple):
    """The result of a page that is finished.

    Attributes:
        rows: as the results file has them.
        numbers: numbers read, those to review included.
        to_review: numbers to review.
    """

    rows: str
    numbers: int
    to_review: int


class Journal:
    """A journal open for reading and for more; a context manager.

    Attributes:
        path: the file.
        lost: bytes at its end that were no whole record and were cut off.
        empty: whether there is no page in it; then a new one goes away with its run.
    """

    def __init__(self, path: str | os.PathLike[str], conditions: Conditions) -> None:
        """Open a journal, or begin one.

        Args:
            path: the file.
            conditions: what the results of this run depend on.

        Raises:
            UsageError: its results depend on something else, it is no journal, or another run is writing it.
            OutputError: it cannot be read or written.
        """
        self.path = Path(path)
        self.lost = 0
        self._finished = FinishedPages()
        self.empty = True
        self._file = GrowingFile(path)
        try:
            about = self._scan() if self._is_begun() else None
            if about is None:
                self._file.cut(0)
                self._file.append(_FIRST_LINE)
            elif changed := differences(about, conditions):
                raise self._unfit("; ".join(changed))
            if about != conditions:
                self._file.append(Record("about", (), f"{json.dumps(dict(conditions))}\n".encode("ascii")))
        except BaseException:
            self._file.close()
            raise

    def __enter__(self) -> Journal:
        return self

    def __exit__(self, *_: object) -> None:
        if self.empty and self._file.new:
            with contextlib.suppress(OSError):  # it does no harm there
                self.path.unlink()
        self._file.close()

    def finished(self, identity: bytes) -> Finished:
        """What earlier runs finished of an input."""
        return self._finished.of(identity)

    def read(self, offset: int) -> KeptPage:
        """The result that stands at an offset.

        Raises:
            OutputError: it is not there any more.
        """
        record = self._file.record(offset)
        if record is None or record.kind != "page":
            raise OutputError(f"the journal {self.path} was changed while it was read")
        _, _, numbers, to_review = record.fields
        return KeptPage(record.body.decode("utf-8"), int(numbers), int(to_review))

    def add_page(self, identity: bytes, number: int, page: KeptPage) -> None:
        """Keep the result of a page of an input.

        Raises:
            OutputError: it could not be written (a full disk); what was kept before stays.
        """
        fields = (identity.hex(), str(number), str(page.numbers), str(page.to_review))
        self._file.append(Record("page", fields, page.rows.encode("utf-8")))
        self.empty = False

    def add_end(self, identity: bytes, pages: int) -> None:
        """Note that an input was read to its end, which is its page number `pages`.

        Raises:
            OutputError: as `add_page`.
        """
        self._file.append(Record("end", (identity.hex(), str(pages)), b""))

    def _is_begun(self) -> bool:
        """Whether there is a first line of ours.

        Raises:
            UsageError: there is something else.
        """
        line = self._file.first_line()
        if line != _FIRST_LINE and line.startswith(_NAME.encode()) and line.endswith(b"\n"):
            raise self._unfit("it was written by another version of digitscan")
        if not _FIRST_LINE.startswith(line):
            raise UsageError(f"{self.path} is no journal of digitscan, and --resume writes its own there; move it away")
        return line == _FIRST_LINE  # else it is new, or the run ended while it was begun

    def _scan(self) -> Conditions | None:
        """Note all that is whole, and cut off the rest; what the results depend on, or None where it does not say."""
        about: Conditions | None = None
        at = len(_FIRST_LINE)
        while (record := self._file.record()) is not None:
            if record.kind == "about":
                about = json.loads(record.body)
            elif record.kind == "page":
                self._finished.add_page(bytes.fromhex(record.fields[0]), int(record.fields[1]), at)
            elif record.kind == "end":
                self._finished.add_end(bytes.fromhex(record.fields[0]), int(record.fields[1]))
            at = self._file.position()
        self._finished.sort()
        self.empty = not len(self._finished)
        self.lost = self._file.size - at
        self._file.cut(at)
        return about

    def _unfit(self, why: str) -> UsageError:
        return UsageError(
            f"cannot go on with {self.path}: {why}. Use what it was begun with, or delete it to start over"
        )
