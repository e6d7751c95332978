"""Shards part inputs without overlap, the same on every machine, and can be told from the names in their results."""

from __future__ import annotations

import os
import random
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitscan.inputs.source import Source
from digitscan.outputs.names import to_utf8
from digitscan.run.shards import Shard, find_shards, shard_of
from digitscan.types import PageFailure


@given(st.text(), st.integers(1, 1000))
def test_each_input_is_in_one_shard_whatever_its_name(name: str, count: int) -> None:
    assert 1 <= shard_of(name, count) <= count
    assert shard_of(to_utf8(name), count) == shard_of(name, count), "as the results name it"


def test_the_shards_are_the_same_on_every_machine_and_in_every_version() -> None:
    assert [shard_of(name, 8) for name in ("a.png", "deep/b.tif", "ä.pdf")] == [7, 4, 8]
    assert shard_of(unicodedata.normalize("NFD", "ä.pdf"), 8) == shard_of("ä.pdf", 8)
    assert shard_of(os.fsdecode(b"e\xff.png"), 8) == shard_of(r"e\xff.png", 8)


def test_all_shards_together_are_all_inputs_in_their_order_and_of_like_size() -> None:
    sources: list[Source | PageFailure] = [Source(f"{number}.png", data=b"") for number in range(4000)]
    sources.append(PageFailure("link.png", 1, "broken link"))
    parts = [list(Shard(index, 8).select(sources)) for index in range(1, 9)]
    assert sorted(sources.index(each) for part in parts for each in part) == list(range(4001))
    assert all([sources.index(each) for each in part] == sorted(map(sources.index, part)) for part in parts)
    assert all(400 < len(part) < 600 for part in parts)


@pytest.mark.parametrize(("index", "count"), [(0, 1), (2, 1), (1, 0), (-1, 3)])
def test_a_shard_that_cannot_be_is_an_error(index: int, count: int) -> None:
    with pytest.raises(ValueError, match="I from 1 to N"):
        Shard(index, count)


@pytest.mark.parametrize("count", [2, 7, 8, 12, 1000])
def test_shards_are_told_from_their_names_though_some_are_absent(count: int) -> None:
    chance = random.Random(count)
    wanted = chance.sample(range(1, count + 1), max(1, count // 2))
    names = [f"{number}.png" for number in range(60 * count)]
    tables = [[name for name in names if shard_of(name, count) == index] for index in wanted]
    assert find_shards([*tables, []]) == (count, [*wanted, None])


def test_what_is_no_shard_or_too_little_is_not_told() -> None:
    names = [f"{number}.png" for number in range(300)]
    assert find_shards([names[:150], names[150:]]) is None
    assert find_shards([["a"], ["b"], []]) is None
    assert find_shards([]) is None
    mixed = [[name for name in names if shard_of(name, count) == 1] for count in (4, 5)]
    assert find_shards(mixed) is None, "of two different numbers"
