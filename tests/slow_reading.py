"""``digitscan read`` with a reader that takes little time and no network, for tests that kill it: a script.

    python slow_reading.py LOG SECONDS read … --out FILE --resume

Pages are truly loaded; the number on one is its first pixel's value. It says on standard output when it begins to read,
writes each page that it reads into LOG, and takes SECONDS for each.
"""

from __future__ import annotations

import itertools
import os
import sys
import time
import types
from collections.abc import Iterable, Iterator
from pathlib import Path

from digitscan.inputs.pages import load_pages
from digitscan.inputs.sources import Source
from digitscan.types import Box, Page, PageFailure, PageResult, Reading, Status

AHEAD = 5
"""Sources that are looked at before the first of them is read, as a pool of workers does it."""


class SlowReader:
    """Stands for `digitscan.reader.Reader`."""

    log: Path
    seconds: float

    def __init__(self, *_: object, **__: object) -> None:
        self.session = types.SimpleNamespace(name="slow", version="1", device="cpu", explanation="a test")
        self.strips = None
        self.fractions = self.session

    def read_sources(self, sources: Iterable[Source | PageFailure]) -> Iterator[tuple[Page | PageFailure, PageResult]]:
        """Read all pages of some sources."""
        os.write(1, b"!")
        sources = iter(sources)
        while together := list(itertools.islice(sources, AHEAD)):
            for source in together:
                yield from self._read(source)

    def _read(self, source: Source | PageFailure) -> Iterator[tuple[Page | PageFailure, PageResult]]:
        for page in [source] if isinstance(source, PageFailure) else load_pages(source):
            with self.log.open("a") as log:
                log.write(f"{page.file} {page.number}\n")
            time.sleep(self.seconds)
            if isinstance(page, PageFailure):
                yield page, PageResult(page.file, page.number, error=page.error)
            else:
                yield page, _result(page)


def _result(page: Page) -> PageResult:
    """One number for each page, none for a white one."""
    level = int(page.pixels.flat[0])
    reading = Reading(1, str(level), level / 255, Status.OK, Box(0, 0, 4, 4))
    return PageResult(page.file, page.number, () if level == 255 else (reading,), None, 8, 8)


def main(arguments: list[str]) -> int:
    """Run the command line."""
    SlowReader.log, SlowReader.seconds = Path(arguments[0]), float(arguments[1])
    module = types.ModuleType("digitscan.reader")
    module.Reader = SlowReader  # type: ignore[attr-defined]
    sys.modules["digitscan.reader"] = module
    from digitscan.cli.entry import main as digitscan

    return digitscan(arguments[2:])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
