"""Seconds of each stage of reading, on one thread: the reader itself runs, its stages' functions under a clock."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import reduce
from importlib import import_module
from typing import Any

from digitscan.outputs.rows import page_to_csv
from digitscan.reader import Reader

STAGES: dict[str, tuple[str, ...]] = {
    # stage: the names under which the code that calls them knows its functions
    "decode": ("digitscan.reader:load_pages",),
    "grey": ("digitscan.imaging.ground:dark_on_light", "digitscan.imaging.ground:to_grey"),
    "binarize": ("digitscan.imaging.ground:rescale", "digitscan.imaging.ground:binarize"),
    "lattices": ("digitscan.imaging.ground:find_lattice", "digitscan.pipeline.segment:draw_lattice"),
    "paper": ("digitscan.imaging.ground:find_papers",),
    "deskew": ("digitscan.imaging.ground:find_skew", "digitscan.imaging.ground:_straighten"),
    "rulings": (
        "digitscan.pipeline.segment:close_dashes",
        "digitscan.pipeline.segment:find_rulings",
        "digitscan.pipeline.segment:remove_rulings",
    ),
    "find fields": (
        "digitscan.pipeline.segment:find_frames",
        "digitscan.pipeline.segment:find_components",
        "digitscan.pipeline.segment:find_fields",
    ),
    "segment": ("digitscan.pipeline.segment:find_pieces",),
    "cut and join": ("digitscan.reader:cut_page",),
    "strips": ("digitscan.pipeline.segment:field_strip",),
    "tails": ("digitscan.pipeline.segment:tails",),
    "sample": ("digitscan.pipeline.segment:_telling", "digitscan.pipeline.segment:sample_glyphs"),
    "normalise": ("digitscan.glyphs.segment:normalize_all", "digitscan.glyphs.candidates:normalize_all"),
    "classify": ("digitscan.recognition.session:Session.classify",),
    "read strips": ("digitscan.recognition.strip_session:StripSession.read",),
    "best paths": ("digitscan.pipeline.read:decode",),
    "fuse": ("digitscan.pipeline.read:fuse",),
    "decide": ("digitscan.reader:read_page",),
    "write": ("digitscan.bench.stages:page_to_csv",),
}
"""A stage's seconds are its own, without those of stages inside it. A name that is gone, or that nobody calls any more,
fails tests/bench/test_stages.py: give it the new one."""

OTHER = "other"
"""What no stage accounts for."""

CLASSIFY = "classify"
"""The stage whose results are as many as the glyphs that the networks were given."""


@dataclass
class Clock:
    """Seconds of each stage, those of stages inside it taken off; threads are told apart.

    Attributes:
        seconds: of each stage.
        calls: of each function, by its name in `STAGES`.
        results: of each stage, the sum of the lengths of what its functions returned, where that has a length.
    """

    seconds: dict[str, float] = field(default_factory=dict)
    calls: dict[str, int] = field(default_factory=dict)
    results: dict[str, int] = field(default_factory=dict)
    _local: threading.local = field(default_factory=threading.local)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Count the time spent here as the stage's."""
        inner = self._inner()
        inner.append(0.0)
        start = time.perf_counter()
        try:
            yield
        finally:
            spent = time.perf_counter() - start
            self.seconds[name] = self.seconds.get(name, 0.0) + spent - inner.pop()
            inner[-1] += spent

    def _inner(self) -> list[float]:
        """Of this thread: for each stage that is open, the seconds of stages inside it."""
        if not hasattr(self._local, "inner"):
            self._local.inner = [0.0]
        inner: list[float] = self._local.inner
        return inner

    def timed(self, stage: str, target: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """The same function, its time counted as the stage's; that of an iterator as it goes."""

        def run(*args: Any, **kwargs: Any) -> Any:
            self.calls[target] = self.calls.get(target, 0) + 1
            with self.stage(stage):
                result = function(*args, **kwargs)
            if isinstance(result, Iterator):
                return self._timed_iterator(stage, result)
            if hasattr(result, "__len__"):
                self.results[stage] = self.results.get(stage, 0) + len(result)
            return result

        return run

    def _timed_iterator(self, stage: str, items: Iterator[Any]) -> Iterator[Any]:
        while True:
            with self.stage(stage):
                try:
                    item = next(items)
                except StopIteration:
                    return
            yield item

    @contextmanager
    def attached(self) -> Iterator[None]:
        """Time the functions of `STAGES` for as long as this lasts.

        Raises:
            AttributeError: one of them is no longer there.
        """
        before: list[tuple[Any, str, Any]] = []
        try:
            for stage, targets in STAGES.items():
                for target in targets:
                    owner, name = find_target(target)
                    before.append((owner, name, getattr(owner, name)))
                    setattr(owner, name, self.timed(stage, target, getattr(owner, name)))
            yield
        finally:
            for owner, name, function in before:
                setattr(owner, name, function)


def find_target(target: str) -> tuple[Any, str]:
    """What ``package.module:Class.function`` is an attribute of, and the attribute's name.

    Raises:
        AttributeError, ImportError: it is not there.
    """
    module, _, path = target.partition(":")
    *owners, name = path.split(".")
    owner = reduce(getattr, owners, import_module(module))
    getattr(owner, name)
    return owner, name


@dataclass(frozen=True)
class StageTimes:
    """What the stages took.

    Attributes:
        pages: read.
        seconds: of each stage in the order of `STAGES`, then `OTHER`.
        classified: glyphs that were given to the networks: all ways to cut the ink, and what is asked besides.
    """

    pages: int
    seconds: dict[str, float]
    classified: int

    @property
    def total(self) -> float:
        """Seconds of all stages."""
        return sum(self.seconds.values())


def measure_stages(paths: Sequence[str], reader: Reader, repeat: int = 3) -> StageTimes:
    """Read files one after another and tell the stages apart.

    Args:
        paths: of pages.
        reader: made with one job.
        repeat: the fastest of so many runs is told; a first one, which nobody times, warms up.

    Raises:
        ValueError: there is no page.
    """
    _read_all(paths[:1], reader)
    best = min((_one_run(paths, reader) for _ in range(repeat)), key=lambda run: run.total)
    if not best.pages:
        raise ValueError("there is no page to time")
    return best


def _one_run(paths: Sequence[str], reader: Reader) -> StageTimes:
    clock = Clock()
    with clock.attached():
        start = time.perf_counter()
        pages = _read_all(paths, reader)
        spent = time.perf_counter() - start
    seconds = {stage: clock.seconds.get(stage, 0.0) for stage in STAGES}
    seconds[OTHER] = max(0.0, spent - sum(seconds.values()))
    return StageTimes(pages, seconds, clock.results.get(CLASSIFY, 0))


def _read_all(paths: Sequence[str], reader: Reader) -> int:
    """Read, one file at a time so that no two stages run at once; the number of pages."""
    pages = 0
    for path in paths:
        for result in reader.read(path):
            page_to_csv(result)
            pages += 1
    return pages
