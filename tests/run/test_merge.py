"""Pages of several tables come into the order of one run, and what is missing or double is found."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from digitscan.outputs.row_blocks import Block
from digitscan.run.merge import Double, Missing, Table, find_missing, join
from digitscan.run.shards import shard_of


def _table(name: str, *pages: tuple[str, int, int]) -> Table:
    return Table(name, tuple(Block(file, turn, page, 0, 0, False) for file, turn, page in pages))


def _order(tables: list[Table], inputs: list[str] | None = None) -> list[tuple[int, str, int]]:
    return [(number, block.file, block.page) for number, block in join(tables, inputs).parts]


def test_without_inputs_it_is_the_order_of_a_walk() -> None:
    one = _table("1", ("b/a10.png", 0, 1), ("b/a9.png", 0, 2), ("z.png", 0, 1))
    two = _table("2", ("a10.png", 0, 1), ("a2.png", 0, 1), ("b/c.png", 0, 1), ("b.png", 0, 1))
    assert [name for _, name, _ in _order([one, two])] == [
        "a2.png",
        "a10.png",
        "b/a9.png",
        "b/a10.png",
        "b/c.png",
        "b.png",
        "z.png",
    ]


@given(st.integers(1, 5), st.lists(st.sampled_from("abcdefgh"), max_size=12), st.randoms())
def test_with_inputs_it_is_theirs_whatever_their_names(count: int, inputs: list[str], chance: random.Random) -> None:
    """Names may stand twice; each input has one to three pages."""
    whole = [(name, page + 1) for name in inputs for page in range(ord(name) % 3 + 1)]
    tables = []
    for index in range(1, count + 1):
        turns: dict[str, int] = {}
        rows = []
        for name in (each for each in inputs if shard_of(each, count) == index):
            turn = turns[name] = turns.get(name, -1) + 1
            rows += [(name, turn, page + 1) for page in range(ord(name) % 3 + 1)]
        tables.append(_table(str(index), *rows))
    chance.shuffle(tables)
    joined = join(tables, inputs)
    assert [(block.file, block.page) for _, block in joined.parts] == whole
    assert joined.doubles == ()


def test_what_is_no_input_comes_last() -> None:
    assert _order([_table("1", ("b", 0, 1), ("a", 0, 1)), _table("2", ("c", 0, 1))], ["c", "b"]) == [
        (1, "c", 1),
        (0, "b", 1),
        (0, "a", 1),
    ]


def test_a_page_in_two_tables_is_taken_from_the_first() -> None:
    tables = [_table("1", ("a", 0, 1), ("a", 0, 2)), _table("2", ("a", 0, 2), ("a", 0, 3))]
    assert _order(tables) == [(0, "a", 1), (0, "a", 2), (1, "a", 3)]
    assert join(tables, None).doubles == (Double(tables[0].blocks[1], 0, tables[1].blocks[0], 1),)


NAMES = [f"{number}.png" for number in range(400)]


def _shards(count: int, *wanted: int) -> list[Table]:
    return [_table(str(index), *((name, 0, 1) for name in NAMES if shard_of(name, count) == index)) for index in wanted]


def test_missing_shards_are_told_by_their_number() -> None:
    tables = _shards(8, 1, 2, 4, 5, 6, 8)
    assert find_missing(tables, None) == Missing(8, {3: 0, 7: 0})
    lost = {index: sum(shard_of(name, 8) == index for name in NAMES) for index in (3, 7)}
    assert find_missing(tables, NAMES) == Missing(8, lost)
    assert find_missing(_shards(8, *range(1, 9)), NAMES) == Missing(8)


def test_a_shard_that_has_no_inputs_is_not_missing() -> None:
    names = [name for name in NAMES if shard_of(name, 8) != 3]
    assert find_missing(_shards(8, 1, 2, 4, 5, 6, 7, 8), names) == Missing(8)


def test_inputs_without_a_row_and_rows_without_an_input_are_told() -> None:
    tables = _shards(2, 1, 2)
    missing = find_missing(tables, [*NAMES[1:], "new.png"])
    assert missing == Missing(2, {}, ("new.png",), ("0.png",))
    assert find_missing([_table("1", ("a", 0, 1))], ["a", "b"]) == Missing(inputs=("b",))
