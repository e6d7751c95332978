"""``digitscan read`` with a run that takes little time and no network, for tests that kill it: a script.

    python slow_reading.py LOG SECONDS read … --out FILE --resume

Pages are truly loaded; the number on one is its first pixel's value. It says on standard output when it begins to read,
writes each page that it reads into LOG, and takes SECONDS for each.
"""

from __future__ import annotations

import itertools
import os
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from digitscan.inputs.pages import load_pages
from digitscan.inputs.sources import Source
from digitscan.recognition.networks import About
from digitscan.run.messages import Outcome
from digitscan.types import Box, Page, PageFailure, PageResult, Reading, Status

AHEAD = 5
"""Sources that are looked at before the first of them is read, as a pool of workers does it."""


class SlowRun:
    """Stands for `digitscan.run.pool.Pool`."""

    log: Path
    seconds: float
    about = About((("slow", "1", "a1"),), "cpu", "a test")

    def __init__(self, *_: object, **__: object) -> None:
        pass

    def __enter__(self) -> SlowRun:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def read(self, sources: Iterable[Source | PageFailure]) -> Iterator[Outcome]:
        """Read all pages of some sources."""
        os.write(1, b"!")
        sources = iter(sources)
        while together := list(itertools.islice(sources, AHEAD)):
            for source in together:
                yield from self._read(source)

    def _read(self, source: Source | PageFailure) -> Iterator[Outcome]:
        for page in [source] if isinstance(source, PageFailure) else load_pages(source):
            with self.log.open("a") as log:
                log.write(f"{page.file} {page.number}\n")
            time.sleep(self.seconds)
            if isinstance(page, PageFailure):
                yield Outcome(PageResult(page.file, page.number, error=page.error))
            else:
                yield Outcome(_result(page))


def _result(page: Page) -> PageResult:
    """One number for each page, none for a white one."""
    level = int(page.pixels.flat[0])
    reading = Reading(1, str(level), level / 255, Status.OK, Box(0, 0, 4, 4))
    return PageResult(page.file, page.number, () if level == 255 else (reading,), None, 8, 8)


def main(arguments: list[str]) -> int:
    """Run the command line."""
    SlowRun.log, SlowRun.seconds = Path(arguments[0]), float(arguments[1])
    from digitscan.cli import read_run
    from digitscan.cli.entry import main as digitscan

    read_run.open_run = SlowRun  # type: ignore[assignment, misc]
    return digitscan(arguments[2:])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
