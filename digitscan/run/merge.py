"""Tables of results of shards → the one that a single run would have written; what is missing, and what is double."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from digitscan.inputs.folders import natural_path_key
from digitscan.outputs.row_blocks import Block

from .shards import find_shards, shard_of


@dataclass(frozen=True)
class Table:
    """A table to be joined.

    Attributes:
        name: for messages.
        blocks: its rows, by page.
    """

    name: str
    blocks: tuple[Block, ...]

    @property
    def files(self) -> dict[str, None]:
        """The files that it names."""
        return dict.fromkeys(block.file for block in self.blocks)


@dataclass(frozen=True)
class Double:
    """A page that stands in two tables: its rows are taken from the first.

    Attributes:
        block: in the first.
        table: number of the first table, from 0.
        other: the block in the second.
        other_table: number of the second.
    """

    block: Block
    table: int
    other: Block
    other_table: int


@dataclass(frozen=True)
class Joined:
    """What comes of joining.

    Attributes:
        parts: number of a table and a block in it, in the order of the results.
        doubles: pages that stand in two tables.
    """

    parts: tuple[tuple[int, Block], ...]
    doubles: tuple[Double, ...]


@dataclass(frozen=True)
class Missing:
    """What is not there.

    Attributes:
        count: how many shards there are, or 0 where that cannot be told.
        shards: shards of which no row is there, and how many inputs each has; 0 where these are not known.
        inputs: inputs of other shards without a row.
        unknown: files in the tables that are no inputs.
    """

    count: int = 0
    shards: dict[int, int] = field(default_factory=dict)
    inputs: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


def join(tables: Sequence[Table], inputs: Iterable[str] | None) -> Joined:
    """Put the pages of several tables into one order.

    Args:
        tables: of these.
        inputs: names of all inputs in the order in which they are read; None takes the order in which a folder is
            walked. Where a name stands there more than once, its turns in a table come in the same order.
    """
    seen: dict[tuple[str, int, int], tuple[int, Block]] = {}
    doubles = []
    for number, table in enumerate(tables):
        for block in table.blocks:
            key = (block.file, block.turn, block.page)
            if key in seen:
                first, kept = seen[key]
                doubles.append(Double(kept, first, block, number))
            else:
                seen[key] = (number, block)
    places = _by_walk(seen) if inputs is None else _by_inputs(seen, inputs)
    parts = [seen[key] for key in sorted(seen, key=lambda key: (*places[key[:2]], key[1], key[2]))]
    return Joined(tuple(parts), tuple(doubles))


def find_missing(tables: Sequence[Table], inputs: Iterable[str] | None) -> Missing:
    """Tell what is missing, as far as names tell it.

    Args:
        tables: all there are.
        inputs: names of all inputs; None where they are not known.
    """
    there = {name for table in tables for name in table.files}
    known = None if inputs is None else dict.fromkeys(inputs)
    absent = [name for name in known or () if name not in there]
    unknown = () if known is None else tuple(sorted(there - known.keys(), key=natural_path_key))
    found = find_shards(table.files for table in tables)
    if found is None:
        return Missing(inputs=tuple(absent), unknown=unknown)
    count, present = found
    lost = dict.fromkeys((index for index in range(1, count + 1) if index not in present), 0)
    for name in absent:
        index = shard_of(name, count)
        if index in lost:
            lost[index] += 1
    if known is not None:  # a shard without inputs lacks nothing
        lost = {index: inputs for index, inputs in lost.items() if inputs}
    return Missing(count, lost, tuple(name for name in absent if shard_of(name, count) not in lost), unknown)


_Key = tuple[str, int, int]
"""File, turn, page."""


def _by_walk(keys: Iterable[_Key]) -> dict[tuple[str, int], tuple[object, ...]]:
    return {key[:2]: (natural_path_key(key[0]),) for key in keys}


def _by_inputs(keys: Iterable[_Key], inputs: Iterable[str]) -> dict[tuple[str, int], tuple[object, ...]]:
    """By the place of the input that has this turn; what is no input comes last, as a folder is walked."""
    places: dict[str, list[int]] = {}
    for place, name in enumerate(inputs):
        places.setdefault(name, []).append(place)
    by_turn: dict[tuple[str, int], tuple[object, ...]] = {}
    for file, turn, _ in keys:
        own = places.get(file)
        by_turn[file, turn] = (1, natural_path_key(file)) if own is None else (0, own[min(turn, len(own) - 1)])
    return by_turn
