"""What came of a run of ``digitscan read``, counted as it goes."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from digitscan.errors import EXIT_NOTHING, EXIT_OK, EXIT_SOME_FAILED
from digitscan.inputs.source import Absent, Source
from digitscan.types import PageFailure, PageResult, Status


@dataclass
class Tally:
    """What came of a run, counted as it goes.

    Attributes:
        found: inputs that were there, readable or not.
        inputs_done: inputs of which a first page has come and gone.
        pages: pages read.
        numbers: numbers read, those to review included.
        review: numbers to review.
        failed: pages, or whole inputs, that could not be read.
    """

    found: int = 0
    inputs_done: int = 0
    pages: int = 0
    numbers: int = 0
    review: int = 0
    failed: int = 0
    started: float = field(default_factory=time.monotonic)
    _last: str | None = field(default=None, repr=False)

    def count_sources(self, sources: Iterable[Source | PageFailure]) -> Iterator[Source | PageFailure]:
        """Hand sources on and count those that were there."""
        for source in sources:
            self.found += not isinstance(source, Absent)
            yield source

    def add(self, result: PageResult) -> None:
        """Count one page's result."""
        self.inputs_done += self._last is not None and result.file != self._last
        self._last = result.file
        if result.error is not None:
            self.failed += 1
            return
        self.pages += 1
        self.numbers += sum(reading.status in (Status.OK, Status.REVIEW) for reading in result.readings)
        self.review += sum(reading.status is Status.REVIEW for reading in result.readings)

    def exit_code(self) -> int:
        """The exit code of a run that came to its end."""
        if self.found == 0:
            return EXIT_NOTHING
        return EXIT_SOME_FAILED if self.failed else EXIT_OK

    def summary(self) -> str:
        """The closing line."""
        seconds = time.monotonic() - self.started
        rate = f" ({self.pages / seconds:.1f} pages/s)" if self.pages and seconds > 0 else ""
        counts = [
            plural(self.pages, "page"),
            plural(self.numbers, "number"),
            f"{self.review} to review",
            f"{self.failed} failed",
        ]
        return f"{', '.join(counts)}, {seconds:.1f} s{rate}"


def plural(count: int, noun: str) -> str:
    """A count with its noun: "1 page", "2 pages"."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
