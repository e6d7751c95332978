"""Shards: N machines or jobs divide inputs among them without talking.

An input belongs to a shard by the hash of its name, as results give it: relative to the folder that was named, so that
it is the same wherever that folder is mounted. By the content, every machine would have to read every file to find its
own, and a file that is changed between two runs would go to another shard. The whole input goes to one shard, with all
of its pages.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import gcd

from digitscan.inputs.source import Source
from digitscan.outputs.names import to_utf8
from digitscan.types import PageFailure

_HASH_BYTES = 8

_ENOUGH = 20
"""Differences between names' hashes that tell the number of shards: the greatest common divisor of so many random
multiples of N is N but once in a million times (1 - 1/ζ(20))."""


@dataclass(frozen=True)
class Shard:
    """One of `count` shards.

    Attributes:
        index: from 1.
        count: 1 or more.
    """

    index: int
    count: int

    def __post_init__(self) -> None:
        if not 1 <= self.index <= self.count:
            raise ValueError(f"a shard is I/N with I from 1 to N, not {self}")

    def __str__(self) -> str:
        return f"{self.index}/{self.count}"

    def has(self, source: Source | PageFailure) -> bool:
        """Whether an input belongs to it."""
        name = source.name if isinstance(source, Source) else source.file
        return shard_of(name, self.count) == self.index

    def select(self, sources: Iterable[Source | PageFailure]) -> Iterator[Source | PageFailure]:
        """The inputs that belong to it, in their order."""
        return (source for source in sources if self.has(source))


def shard_of(name: str, count: int) -> int:
    """The shard, of so many, that an input belongs to by its name: from 1."""
    return _hash(name) % count + 1


def find_shards(tables: Iterable[Iterable[str]]) -> tuple[int, list[int | None]] | None:
    """Tell from the names in tables of results which shards they are.

    All names of a shard have hashes that differ by multiples of N, so N is the greatest common divisor of these
    differences.

    Args:
        tables: for each, the names of files in it.

    Returns:
        N, and for each table its shard from 1, None for a table without names; None where the tables are no shards of
        one number, or hold too few names to tell.
    """
    count, differences = 0, 0
    firsts: list[int | None] = []
    for names in tables:
        hashes = [_hash(name) for name in set(names)]
        firsts.append(hashes[0] if hashes else None)
        differences += max(0, len(hashes) - 1)
        count = gcd(count, *(each - hashes[0] for each in hashes))
    if count < 2 or differences < _ENOUGH:
        return None
    return count, [None if first is None else first % count + 1 for first in firsts]


def _hash(name: str) -> int:
    # One file system composes accents (NFC), another takes them apart; results write bytes that are no UTF-8 as \xNN.
    text = unicodedata.normalize("NFC", to_utf8(name)).encode("utf-8")
    return int.from_bytes(hashlib.blake2b(text, digest_size=_HASH_BYTES).digest(), "big")
