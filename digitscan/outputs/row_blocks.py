"""A table of results, as ``digitscan read`` wrote it → the blocks of rows that belong to one page each.

The rows are not taken apart: a block says where its bytes are, so that they can be copied as they stand, and tables of
any size are gone through with little memory.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, NamedTuple

from digitscan.errors import UsageError
from digitscan.types import Status

from .rows import COLUMNS, csv_header

CSV, JSONL = "csv", "jsonl"

_FILE, _PAGE, _FIELD, _STATUS = (COLUMNS.index(name) for name in ("file", "page", "field", "status"))


class Block(NamedTuple):
    """The rows of one page.

    Attributes:
        file: as the rows name it.
        turn: 0, or how often an input of that name began before in this table: several may have the same name.
        page: number in the file, from 1.
        start: offset of the first row's first byte.
        end: offset behind the last row.
        failed: whether it could not be read.
    """

    file: str
    turn: int
    page: int
    start: int
    end: int
    failed: bool


class _Head(NamedTuple):
    """What a row says of its place; its field is 0 where the page could not be read, which is all of its page then."""

    file: str
    page: int
    field: int
    status: Status


def find_format(stream: BinaryIO, name: str) -> str | None:
    """What a table is by its beginning; the stream, which can be sought, is left at its first row.

    Returns:
        ``"csv"``, ``"jsonl"``, or None where it is empty, as JSON lines without a row are.

    Raises:
        UsageError: it is no table that `digitscan read` writes.
    """
    stream.seek(0)
    header = csv_header().encode()
    line = stream.read(len(header))
    if line == header:
        return CSV
    if line and not line.startswith(b"{"):
        raise UsageError(
            f"{name} does not begin as results do ({csv_header().strip()}): name what 'digitscan read' wrote, as it"
            " wrote it"
        )
    stream.seek(0)
    return JSONL if line else None


def find_blocks(stream: BinaryIO, form: str, name: str) -> Iterator[Block]:
    """The blocks of a table, in their order.

    Args:
        stream: at the first row, as `find_format` leaves it.
        form: the format.
        name: of the table, for messages.

    Raises:
        UsageError: a row is not as `digitscan read` writes it; the message says which.
    """
    reader = _Rows(stream, form, name)
    turns: dict[str, tuple[int, int]] = {}
    block: _Growing | None = None
    for start, row in reader.rows():
        if block is not None and block.takes(row):
            continue
        head = reader.head(row)
        if block is not None:
            if block.continues(head):
                continue
            yield block.block(start)
        turn, last = turns.get(head.file, (0, 0))
        turns[head.file] = turn, _ = (turn + (head.page <= last), head.page)
        block = _Growing(head, turn, start, reader.same(head), head.field)
    if block is not None:
        yield block.block(stream.tell())


@dataclass
class _Growing:
    """A block that is not at its end: `beginning` is how further rows of its page begin, `field` its last field."""

    head: _Head
    turn: int
    start: int
    beginning: bytes
    field: int

    def takes(self, row: bytes) -> bool:
        """Whether the row belongs to it: it is of the same page, and a later field."""
        if self.head.status is Status.ERROR or not row.startswith(self.beginning):
            return False
        field = row[len(self.beginning) : row.find(b",", len(self.beginning))]
        if not field.isdigit() or int(field) <= self.field or row.count(b",") < len(COLUMNS) - 1:
            return False
        self.field = int(field)
        return True

    def continues(self, head: _Head) -> bool:
        """The same, for a row that begins in an unusual way."""
        failed = Status.ERROR in (head.status, self.head.status)
        if failed or (head.file, head.page) != (self.head.file, self.head.page) or head.field <= self.field:
            return False
        self.field = head.field
        return True

    def block(self, end: int) -> Block:
        """The block, which ends there."""
        return Block(self.head.file, self.turn, self.head.page, self.start, end, self.head.status is Status.ERROR)


class _Rows:
    """Goes through the rows of a table, and counts lines for messages."""

    def __init__(self, stream: BinaryIO, form: str, name: str) -> None:
        self._stream, self._form, self._name = stream, form, name
        self._line = 1 if form == CSV else 0
        self._end = b"\r\n" if form == CSV else b"\n"

    def rows(self) -> Iterator[tuple[int, bytes]]:
        """Each row with its offset. A name in quotes may hold line ends."""
        at = self._stream.tell()
        for line in self._stream:
            self._line += 1
            row = line
            while self._form == CSV and row.count(b'"') % 2 and (more := self._stream.readline()):
                self._line += 1
                row += more
            if not row.endswith(self._end):
                raise self._wrong("is cut short" if not row.endswith(b"\n") else "does not end with CR LF")
            yield at, row
            at += len(row)

    def head(self, row: bytes) -> _Head:
        """What a row says of its place.

        Raises:
            UsageError: it does not say it as it should.
        """
        try:
            cells = self._cells(row.decode("utf-8"))
            file, page, status = cells["file"], int(cells["page"]), Status(cells["status"])
            field = 0 if status is Status.ERROR else int(cells["field"])
        except (ValueError, KeyError, TypeError, csv.Error):
            raise self._wrong("is no row of results") from None
        if not isinstance(file, str) or page < 1:
            raise self._wrong("is no row of results")
        return _Head(file, page, field, status)

    def same(self, head: _Head) -> bytes:
        """How further rows of the same page begin: all up to the field's number."""
        if self._form == JSONL:
            return json.dumps({"file": head.file, "page": head.page}, ensure_ascii=False)[:-1].encode() + b', "field": '
        return _csv_line([head.file, str(head.page), ""])

    def _cells(self, row: str) -> dict[str, str]:
        if self._form == JSONL:
            found = json.loads(row)
            return found if isinstance(found, dict) else {}
        ((*cells,),) = csv.reader([row], strict=True)
        if len(cells) != len(COLUMNS):
            raise ValueError
        return dict(zip(COLUMNS, cells, strict=True))

    def _wrong(self, what: str) -> UsageError:
        return UsageError(
            f"{self._name}: line {self._line:,} {what}; it was changed or cut since 'digitscan read' wrote it: read"
            " these inputs again"
        )


def _csv_line(cells: list[str]) -> bytes:
    """Cells as `rows` writes them, without the line end."""
    out = io.StringIO(newline="")
    csv.writer(out, dialect="excel", lineterminator="").writerow(cells)
    return out.getvalue().encode()
