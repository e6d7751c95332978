"""What ``digitscan merge`` tells of the tables that it joined: one line for each thing that a person should look at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from digitscan.outputs.row_blocks import Block
from digitscan.outputs.table_files import TableFiles
from digitscan.run.merge import Joined, Missing, Table

from .tally import plural

_SHOWN = 20
"""Names that are listed at most: more are counted."""


def failures(tables: Sequence[Table]) -> Iterator[str]:
    """Of pages that could not be read."""
    for table in tables:
        failed = sum(block.failed for block in table.blocks)
        if failed:
            yield f"{table.name}: {plural(failed, 'page')} could not be read (status 'error')"


def doubles(joined: Joined, tables: Sequence[Table], files: TableFiles) -> Iterator[str]:
    """Of pages that stand in two tables."""
    for double in joined.doubles[:_SHOWN]:
        same = _rows(files, double.table, double.block) == _rows(files, double.other_table, double.other)
        first, second = tables[double.table].name, tables[double.other_table].name
        yield (
            f"{double.block.file}, page {double.block.page} is in {first} and in {second}, "
            + ("twice the same" if same else "and they differ")
            + f"; the rows of {first} are taken"
        )
    if len(joined.doubles) > _SHOWN:
        yield f"and so are {len(joined.doubles) - _SHOWN:,} pages more"


def missing(found: Missing, tables: Sequence[Table]) -> Iterator[str]:
    """Of shards and inputs that are missing, and of inputs that are none."""
    empty = sum(not table.blocks for table in tables)
    for index, inputs in list(found.shards.items())[:_SHOWN]:
        if inputs:
            yield f"shard {index}/{found.count} is missing: none of its {plural(inputs, 'input')} has a row"
        else:
            hint = f" (or is among the {plural(empty, 'file')} without a row)" if empty else ""
            yield f"shard {index}/{found.count} is missing{hint}"
    if len(found.shards) > _SHOWN:
        yield f"and {len(found.shards) - _SHOWN:,} shards more are missing"
    yield from _listed(found.inputs, "has no row: nothing was found there, or it was not read")
    yield from _listed(found.unknown, "is in the results and no input; its rows come last")


def _listed(names: Sequence[str], what: str) -> Iterator[str]:
    for name in names[:_SHOWN]:
        yield f"{name} {what}"
    if len(names) > _SHOWN:
        yield f"and {len(names) - _SHOWN:,} more of {len(names):,}"


def _rows(files: TableFiles, table: int, block: Block) -> bytes:
    return files.read(table, block.start, block.end)
