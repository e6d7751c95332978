"""The clock accounts for the time it measures, knows every stage, and leaves the stages as it found them."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from digitscan.bench import stages
from digitscan.bench.pages import draw_pages, write_pages
from digitscan.bench.stages import CLASSIFY, OTHER, STAGES, Clock, find_target, measure_stages
from digitscan.pipeline import segment
from digitscan.reader import Reader
from digitscan.recognition.catalog import bundled_models

TARGETS = [target for targets in STAGES.values() for target in targets]

SOMETIMES = {"digitscan.pipeline.segment:draw_lattice", "digitscan.pipeline.segment:sample_glyphs"}
"""Functions that few pages need: those with a lattice of equal cells, and those with few boxes or none."""


def test_a_stage_does_not_count_what_is_inside_it() -> None:
    clock = Clock()
    with clock.stage("outer"), clock.stage("inner"):
        time.sleep(0.02)
    assert clock.seconds["inner"] >= 0.02
    assert clock.seconds["outer"] < 0.01


def test_an_iterator_is_timed_as_it_goes() -> None:
    def slow() -> Iterator[int]:
        for number in range(3):
            time.sleep(0.01)
            yield number

    clock = Clock()
    assert list(clock.timed("load", "here:slow", slow)()) == [0, 1, 2]
    assert clock.seconds["load"] >= 0.03
    assert clock.calls == {"here:slow": 1}


@pytest.mark.parametrize("target", TARGETS)
def test_every_function_under_the_clock_is_there(target: str) -> None:
    owner, name = find_target(target)
    assert callable(getattr(owner, name))


def test_a_function_that_is_gone_is_told() -> None:
    with pytest.raises(AttributeError, match="gone"):
        find_target("digitscan.pipeline.segment:gone")


def test_the_stages_are_timed_and_given_back() -> None:
    before = segment.find_rulings
    with Clock().attached():
        assert segment.find_rulings is not before
    assert segment.find_rulings is before


@pytest.mark.skipif("digits" not in bundled_models(), reason="no model file is in models/ yet")
def test_every_stage_is_at_work_and_the_page_is_read_as_it_was_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name may be there though nobody calls it any more: each is called, but for those that few pages need."""
    clocks: list[Clock] = []
    monkeypatch.setattr(stages, "Clock", lambda: clocks.append(Clock()) or clocks[-1])
    pages = write_pages(tmp_path, draw_pages(20, distinct=1), "jpeg", 1)
    reader = Reader(device="cpu", jobs=1)
    times = measure_stages(pages.paths, reader, repeat=1)
    assert times.pages == 1
    assert list(times.seconds) == [*STAGES, OTHER]
    assert set(TARGETS) - set(clocks[0].calls) <= SOMETIMES
    assert all(times.seconds[stage] > 0 for stage in STAGES)
    assert times.seconds[OTHER] < 0.3 * times.total, "a stage is missing"
    assert times.classified >= 20 == pages.digits
    assert times.classified == clocks[0].results[CLASSIFY]
    read = [reading.value for reading in reader.read(pages.paths[0])[0].readings]
    assert sum(value in read for value in pages.values[0]) >= 3, (pages.values[0], read)
