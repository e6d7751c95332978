"""Records of a file that only grows, each with a checksum: what a crash left unfinished at its end is recognised.

A record is one line, ``<checksum> <kind> <field>… <length>``, and behind it so many bytes. The checksum is the CRC-32
of all that follows it, so that neither a piece of a record nor a stretch of zeros, which a file system may leave where
power failed, passes for one. All of it is text: a person can look into such a file.
"""

from __future__ import annotations

import zlib
from typing import BinaryIO, NamedTuple

_CHECKSUM = 8
"""Hexadecimal digits of a checksum."""

_LONGEST_HEAD = 256
"""Bytes of the longest line that is tried: ours have less than 120."""


class Record(NamedTuple):
    """One record.

    Attributes:
        kind: one word.
        fields: words.
        body: any bytes.
    """

    kind: str
    fields: tuple[str, ...]
    body: bytes


def encode(record: Record) -> bytes:
    """A record as it stands in the file."""
    head = " ".join(("", record.kind, *record.fields, str(len(record.body)))) + "\n"
    rest = head.encode("ascii") + record.body
    return _checksum(rest) + rest


def read_record(file: BinaryIO, size: int) -> Record | None:
    """The record at the file's position, which moves on behind it.

    Args:
        file: can be sought.
        size: bytes of the file: a length that leads behind its end is not believed.

    Returns:
        The record; None where there is none, or none that is whole.
    """
    line = file.readline(_LONGEST_HEAD)
    checksum, head = line[:_CHECKSUM], line[_CHECKSUM:]
    try:
        kind, *fields, length = head.decode("ascii").split()
        if not line.endswith(b"\n") or not 0 <= int(length) <= size - file.tell():
            return None
    except ValueError:  # too few words, or what should be a number is none
        return None
    body = file.read(int(length))
    return Record(kind, tuple(fields), body) if _checksum(head, body) == checksum else None


def _checksum(*parts: bytes) -> bytes:
    value = 0
    for part in parts:
        value = zlib.crc32(part, value)
    return b"%0*x" % (_CHECKSUM, value)
