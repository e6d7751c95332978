"""A run that leaves out what an earlier one finished: the rows of these pages come from the journal.

The sources are gone through once. What is not finished goes to the reader; what is, and what was asked of the reader,
is noted in its order, so that results leave in the order of the sources.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple, TypeVar

from digitscan.inputs.source import Source
from digitscan.types import PageFailure, PageResult

from .finished import Finished
from .identity import identity
from .journal import Journal, KeptPage

Result = TypeVar("Result")
"""What the reader says of a page that it finished."""


class Kept(NamedTuple):
    """A page that an earlier run finished.

    Attributes:
        file: as `PageResult` has it.
        number: its number in the file, from 1.
        page: its rows, and what is counted of it.
    """

    file: str
    number: int
    page: KeptPage


class _Place(NamedTuple):
    """Where a finished page's result stands in the journal."""

    file: str
    number: int
    offset: int


@dataclass
class _Asked:
    """What the reader was asked for: some pages of a source, or all.

    Attributes:
        source: these pages, or why there are none.
        identity: of the source; None where its pages are not kept.
        reached: number of the last page that came.
        failed: whether that page failed.
    """

    source: Source | PageFailure
    identity: bytes | None
    reached: int
    failed: bool = False

    def has(self, result: PageResult) -> bool:
        """Whether the result is one of its pages."""
        last = self.source.last if isinstance(self.source, Source) else None
        return result.file == self.name and self.reached < result.page and (last is None or result.page <= last)

    @property
    def may_be_none(self) -> bool:
        """Whether there may be no such page: whatever follows the last one that is known."""
        return isinstance(self.source, Source) and self.source.last is None and self.reached > 0

    @property
    def name(self) -> str:
        """Of the source."""
        return self.source.name if isinstance(self.source, Source) else self.source.file


class Resumption:
    """One run with a journal."""

    def __init__(self, journal: Journal) -> None:
        """Go on with a journal."""
        self._journal = journal
        self._steps: deque[_Asked | _Place] = deque()
        self._current: _Asked | None = None

    def results(
        self,
        read: Callable[[Iterator[Source | PageFailure]], Iterator[Result]],
        sources: Iterable[Source | PageFailure],
        result_of: Callable[[Result], PageResult],
    ) -> Iterator[Result | Kept]:
        """All pages of some sources, in their order.

        Args:
            read: reads those that are not finished, in their order; may look ahead, also on a thread of its own.
            sources: all of them.
            result_of: takes the result out of what `read` yields.

        Yields:
            What `read` yields, and what the journal keeps.
        """
        steps = self._all_steps(sources)
        # What comes before the first page that is to be read needs no reader, and need not wait in memory.
        for step in steps:
            if isinstance(step, _Asked):
                yield from self._read(read(self._unfinished(step, steps)), result_of)
                return
            yield self._kept(step)

    def keep(self, result: PageResult, rows: str) -> None:
        """Keep the result that came last, unless its page failed: then the next run tries it again.

        Raises:
            OutputError: as `Journal.add_page`.
        """
        asked = self._current
        if asked is not None and asked.identity is not None and result.error is None:
            page = KeptPage(rows, result.numbers, result.to_review)
            self._journal.add_page(asked.identity, result.page, page)

    def _read(self, finished: Iterator[Result], result_of: Callable[[Result], PageResult]) -> Iterator[Result | Kept]:
        for each in finished:
            result = result_of(each)
            yield from self._pass_until(result)
            yield each
            if self._current is not None:
                self._current.reached, self._current.failed = result.page, result.error is not None
        yield from self._pass_until(None)

    def _pass_until(self, result: PageResult | None) -> Iterator[Kept]:
        """Do all that comes before a result; None is the end."""
        while self._steps:
            step = self._steps[0]
            if isinstance(step, _Asked) and result is not None and step.has(result):
                self._current = step
                return
            self._steps.popleft()
            if isinstance(step, _Place):
                yield self._kept(step)
            else:
                # A failure of the whole source may name a page that came long ago.
                step.failed |= result is not None and result.file == step.name and result.error is not None
                self._end(step)
        self._current = None

    def _end(self, asked: _Asked) -> None:
        """Note that a source was read to its end, unless that is not sure: it failed there, or no page came."""
        source = asked.source
        if not isinstance(source, Source) or source.last is not None or asked.identity is None:
            return
        if asked.reached >= source.first and not asked.failed:
            self._journal.add_end(asked.identity, asked.reached)

    def _kept(self, place: _Place) -> Kept:
        return Kept(place.file, place.number, self._journal.read(place.offset))

    def _unfinished(self, first: _Asked, steps: Iterator[_Asked | _Place]) -> Iterator[Source | PageFailure]:
        """The sources for the reader; all steps are noted on the way."""
        self._steps.append(first)
        yield first.source
        for step in steps:
            self._steps.append(step)
            if isinstance(step, _Asked):
                yield step.source

    def _all_steps(self, sources: Iterable[Source | PageFailure]) -> Iterator[_Asked | _Place]:
        # What was asked for and may be the last to have given a page, by name: the rest of a file may have none.
        recent: dict[str, _Asked] = {}
        for source in sources:
            for step in (
                [_Asked(source, None, 0)]
                if isinstance(source, PageFailure)
                else self._steps_of(source, recent.get(source.name))
            ):
                if isinstance(step, _Asked):
                    if not step.may_be_none:
                        recent.clear()
                    recent[step.name] = step
                yield step

    def _steps_of(self, source: Source, before: _Asked | None) -> Iterator[_Asked | _Place]:
        """Finished pages, and what is missing between and behind them; `before` may still give pages of that name."""
        if before is not None:
            # Which pages are whose could not be told: all are read, and none of either is kept from here on.
            before.identity = None
            yield _Asked(source, None, 0)
            return
        who = identity(source)
        done = Finished() if who is None else self._journal.finished(who)
        following = 1
        for number, offset in done.pages:
            if number > following:
                yield _Asked(replace(source, first=following, last=number - 1), who, following - 1)
            yield _Place(source.name, number, offset)
            following = number + 1
        if done.count >= following:
            yield _Asked(replace(source, first=following, last=done.count), who, following - 1)
        elif not done.count:  # whether there are more is not known
            yield _Asked(replace(source, first=following), who, following - 1)
