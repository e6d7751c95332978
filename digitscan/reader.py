"""`Reader`: the library's face, and what `digitscan read` calls."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from digitscan.errors import DigitscanError
from digitscan.imaging.scaling import coarse_reduction
from digitscan.inputs.pages import load_pages
from digitscan.inputs.sources import Source, find_sources
from digitscan.pipeline import Opinions, SegmentedPage, cut_page, is_too_coarse, read_page, segment_page, turn_page
from digitscan.recognition.fuse import READERS
from digitscan.recognition.networks import Asked, Networks, Seen, Sight
from digitscan.recognition.session import usable_cpus
from digitscan.recognition.signs import are_digits, doubt_signed
from digitscan.recognition.turn import (
    compare,
    count_digits,
    doubt,
    doubt_letters,
    find_turn,
    has_telling,
    in_all_turns,
    is_better,
    is_doubtful,
    is_hardly_read,
    is_upright,
    outweighs,
)
from digitscan.threshold import find_threshold
from digitscan.types import MIN_CONFIDENCE, Page, PageFailure, PageResult, Status

Loaded = Page | PageFailure

_HELD = 128 * 2**20
"""Bytes of pixels that wait at most, for whoever draws on them: five colour pages of A4 at 300 dpi."""

_NO_GLYPHS = np.zeros((0, 28, 28), np.uint8)

_PENDING = 16
"""Pages that wait for one classification at most: enough to fill a batch, few enough for memory."""


class Reader:
    """Reads the numbers on pages.

    Args:
        model: the name of a bundled model, or the path of an ``.onnx`` file with its sidecar.
        device: ``"auto"``, ``"cpu"``, ``"cuda"`` or ``"tensorrt"``.
        batch_size: largest number of glyphs given to the network at once.
        jobs: threads that segment pages; None takes the processors this process may use.
        min_confidence: below it a value is marked for review, 0–1.
        blanks: whether empty fields are among the readings.
        max_pixels: pages with more pixels are refused.
        pdf_dpi: dots per inch at which PDF pages are rendered.
        reader: ``"glyph"`` cuts the ink and judges each glyph, ``"strip"`` reads a field whole, ``"fused"`` does both
            and weighs one against the other.
        strip_model: of the strip reader, as `model`.
        third_model: of the network that also reads the strips that are in doubt then, as `model`; None for none.
        fourth_model: of the network that also classifies the glyphs in these, as `model`; None for none.
        sight: what sees in place of networks of its own; `device`, `batch_size` and the models then say nothing.
        max_error: chooses `min_confidence` so that at most this share of the accepted numbers is wrong, by a table.
        calibration: path of that table, as ``digitscan evaluate --calibration`` writes it; None for the bundled one.

    Attributes:
        networks: its own; None where there is a `sight`.

    Raises:
        ModelError: the model is missing, altered, or not of the expected contract.
        DeviceError: the device asked for cannot be used.
        ValueError: a number is out of its range.
    """

    def __init__(
        self,
        model: str | os.PathLike[str] = "digits",
        device: str = "auto",
        *,
        batch_size: int = 1024,
        jobs: int | None = None,
        min_confidence: float = MIN_CONFIDENCE,
        blanks: bool = False,
        max_pixels: int = 200_000_000,
        pdf_dpi: int = 300,
        reader: str = "fused",
        strip_model: str | os.PathLike[str] = "strips",
        third_model: str | os.PathLike[str] | None = "strips-large",
        fourth_model: str | os.PathLike[str] | None = "digits-large",
        sight: Sight | None = None,
        max_error: float | None = None,
        calibration: str | os.PathLike[str] | None = None,
    ) -> None:
        if jobs is not None and jobs < 1:
            raise ValueError(f"jobs is at least 1, not {jobs}")
        if not 0 <= min_confidence <= 1:
            raise ValueError(f"min_confidence is a probability, not {min_confidence}")
        if reader not in READERS:
            raise ValueError(f"reader is one of {', '.join(READERS)}, not {reader!r}")
        if max_error is not None:
            min_confidence = find_threshold(max_error, calibration, reader=reader).confidence
        self.jobs = jobs or usable_cpus()
        self.networks: Networks | None = None
        if sight is None:
            strips = None if reader == "glyph" else strip_model
            sight = self.networks = Networks(
                model, device, strip_model=strips, third_model=third_model, fourth_model=fourth_model,
                batch_size=batch_size, threads=self.jobs,
            )  # fmt: skip
        self._sight = sight
        self.reader = reader
        self.batch_size = batch_size
        self.min_confidence = min_confidence
        self.blanks = blanks
        self.max_pixels = max_pixels
        self.pdf_dpi = pdf_dpi

    def classify(self, glyphs: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Classify glyphs: uint8 (N, 28, 28), white ink on black → float32 (N, 11), ten digits, then not-a-digit."""
        return self._sight.see([Asked(glyphs, _NO_GLYPHS, _NO_GLYPHS)])[0].glyphs

    def read(self, what: str | os.PathLike[str] | NDArray[np.uint8]) -> list[PageResult]:
        """Read a file, a folder, or one page given as an array.

        Args:
            what: a path, or uint8 (H, W) grey or (H, W, 3) blue-green-red, 0 black … 255 white.

        Returns:
            One result for each page; a page that could not be read has an `error`.

        Raises:
            ValueError: the array is no page.
        """
        if isinstance(what, np.ndarray):
            return [result for _, result in self.read_pages([Page("array", 1, what)])]
        return [result for _, result in self.read_sources(find_sources([os.fspath(what)]))]

    def read_sources(self, sources: Iterable[Source | PageFailure]) -> Iterator[tuple[Loaded, PageResult]]:
        """Read all pages of some sources, in their order; the page comes with its result, for overlays."""
        return self.read_pages(self._load(sources))

    def read_pages(self, pages: Iterable[Loaded]) -> Iterator[tuple[Loaded, PageResult]]:
        """Read pages as they come; results leave in the same order.

        Glyphs of several pages are classified together; at most a few pages for each job are in memory at once.
        """
        waiting: list[tuple[Loaded, SegmentedPage | PageFailure]] = []
        glyphs = held = 0
        for page, segmented in self._segment(pages):
            waiting.append((page, segmented))
            glyphs += 0 if isinstance(segmented, PageFailure) else segmented.count
            held += 0 if isinstance(page, PageFailure) else page.pixels.nbytes
            if glyphs >= self.batch_size or len(waiting) >= _PENDING or held >= _HELD:
                yield from self._finish(waiting)
                waiting, glyphs, held = [], 0, 0
        yield from self._finish(waiting)

    def read_page(self, page: Loaded) -> PageResult:
        """Read one page by itself, on one thread of Python.

        Args:
            page: as loaded, or the failure to load it, which becomes a result with an `error`.
        """
        segmented = _segment_safely(page, self._reads_strips)
        if isinstance(segmented, PageFailure):
            return PageResult(segmented.file, segmented.number, error=segmented.error)
        try:
            return self._read_upright(page, segmented, *self._see([segmented]))
        except Exception as error:  # networks in another process may fail, and others of its pages be read
            return PageResult(segmented.file, segmented.number, error=_explain(error))

    def _load(self, sources: Iterable[Source | PageFailure]) -> Iterator[Loaded]:
        for source in sources:
            if isinstance(source, PageFailure):
                yield source
            else:
                yield from load_pages(
                    source, max_pixels=self.max_pixels, pdf_dpi=self.pdf_dpi, reduction=coarse_reduction
                )

    def _segment(self, pages: Iterable[Loaded]) -> Iterator[tuple[Loaded, SegmentedPage | PageFailure]]:
        """Segment pages by `jobs` threads, keeping their order and few of them in memory."""
        before = cv2.getNumThreads()
        # The pages are the parallel work: threads inside each operation would only get in the way.
        cv2.setNumThreads(1)
        running: deque[tuple[Loaded, Future[SegmentedPage | PageFailure]]] = deque()
        with ThreadPoolExecutor(self.jobs) as pool:
            try:
                for page in pages:
                    running.append((page, pool.submit(_segment_safely, page, self._reads_strips)))
                    if len(running) > self.jobs:
                        first, future = running.popleft()
                        yield first, future.result()
                while running:
                    first, future = running.popleft()
                    yield first, future.result()
            finally:
                cv2.setNumThreads(before)
                pool.shutdown(wait=False, cancel_futures=True)

    def _finish(self, waiting: list[tuple[Loaded, SegmentedPage | PageFailure]]) -> Iterator[tuple[Loaded, PageResult]]:
        """Classify the glyphs, and read the strips, of all waiting pages together, then read each page."""
        shown = iter(self._see([segmented for _, segmented in waiting if isinstance(segmented, SegmentedPage)]))
        for page, segmented in waiting:
            if isinstance(segmented, PageFailure):
                yield page, PageResult(segmented.file, segmented.number, error=segmented.error)
            else:
                yield page, self._read_upright(page, segmented, next(shown))

    @property
    def _reads_strips(self) -> bool:
        return self.reader != "glyph"

    def _see(self, pages: Sequence[SegmentedPage]) -> list[_Shown]:
        """Show the pages to the networks; ink that is no digit as it is, is cut and joined, and shown again."""
        first = self._sight.see([Asked(page.glyphs, page.sample, page.tails, page.strips) for page in pages])
        samples = [
            seen.glyphs[page.telling] if len(page.telling) else seen.sample
            for page, seen in zip(pages, first, strict=True)
        ]
        cut = [_cut_safely(page, seen.glyphs) for page, seen in zip(pages, first, strict=True)]
        left = [Asked(_glyphs(page), _NO_GLYPHS, _NO_GLYPHS) for page in cut]
        again = self._sight.see(left) if any(len(asked.glyphs) for asked in left) else None
        rows = [seen.glyphs for seen in again] if again else [seen.glyphs[:0] for seen in first]
        together = zip(cut, first, rows, samples, strict=True)
        return [_Shown(page, seen._replace(glyphs=glyphs, sample=sample)) for page, seen, glyphs, sample in together]

    def _read_upright(self, page: Loaded, segmented: SegmentedPage, shown: _Shown) -> PageResult:
        """Read a page as it is, or turned if it lay on its side or upside down."""
        result = self._read_safely(shown)
        if isinstance(page, PageFailure) or not is_doubtful(result, shown.seen.sample):
            return result
        turned = self.classify(in_all_turns(segmented.showing))
        counts = count_digits(shown.seen.sample, turned)
        found = self._read_either_way(page, segmented.aside, shown, result, turned, counts)
        return doubt_letters(found, max(counts) / len(shown.seen.sample))

    def _read_either_way(
        self,
        page: Page,
        aside: bool,
        shown: _Shown,
        result: PageResult,
        turned: NDArray[np.float32],
        counts: Sequence[int],
    ) -> PageResult:
        """Read a page turned, of which `result` was read as it is, and choose.

        Args:
            page: as loaded.
            aside: whether its lines run from top to bottom.
            shown: what the networks saw.
            result: as it was read so.
            turned: float32 (3 n, 11), probabilities of `in_all_turns` of its glyphs.
            counts: how many of these are digits, as they are and turned by one, two and three quarters.
        """
        turn = find_turn(shown.seen.sample, turned, aside=aside)
        way, other = 0, self._read_turned(page, turn) if turn else result
        if is_better(other, result):
            way, result = turn, other
        half = (turn + 2) % 4
        if not half or not is_hardly_read(other):
            return result
        other = self._read_turned(page, half)
        more = compare(counts[half], counts[way], len(shown.seen.sample))
        if is_better(other, result, more) and (more >= 1 or has_telling(other)):
            return other
        return result if outweighs(result, other, 1 / more) or is_upright(result) else doubt(result)

    def _read_turned(self, page: Page, turn: int) -> PageResult:
        """Read a page after so many counter-clockwise quarter turns."""
        turned = _segment_safely(turn_page(page, turn), self._reads_strips)
        if isinstance(turned, PageFailure):
            return PageResult(turned.file, turned.number, error=turned.error)
        return self._read_safely(*self._see([turned]))

    def _read_safely(self, shown: _Shown) -> PageResult:
        """Read a page; one that defeats the program becomes an error and does not end the run."""
        (page, seen), weights = shown, READERS[self.reader]
        if isinstance(page, PageFailure):
            return PageResult(page.file, page.number, error=page.error)
        try:
            found = read_page(
                page, seen.glyphs, self.min_confidence, seen.strips, weights, seen.tails, partial(self._ask, page)
            )
            if page.signed and are_digits(self.classify(page.signs)):
                found = doubt_signed(found, page.signed)
            return self._select(found)
        except Exception as error:
            return PageResult(page.file, page.number, error=_explain(error))

    def _ask(self, page: SegmentedPage, numbers: Sequence[int], glyphs: NDArray[np.uint8]) -> Opinions:
        """What larger networks say of some of a page's strips, and of candidates in them."""
        strips = page.strips
        doubtful = [strips[number] for number in numbers]
        [seen] = self._sight.see([Asked(_NO_GLYPHS, _NO_GLYPHS, _NO_GLYPHS, doubtful=doubtful, unsure=glyphs)])
        return seen.doubtful, seen.unsure

    def _select(self, result: PageResult) -> PageResult:
        """Leave out blank fields unless they are wanted; the fields keep the numbers they have on the page."""
        if self.blanks:
            return result
        kept = tuple(reading for reading in result.readings if reading.status is not Status.BLANK)
        return PageResult(result.file, result.page, kept, result.error, result.width, result.height)


class _Shown(NamedTuple):
    """A page with its lattices, or why it has none, and what the networks say of it."""

    page: SegmentedPage | PageFailure
    seen: Seen


def _glyphs(page: SegmentedPage | PageFailure) -> NDArray[np.uint8]:
    """What of a page is still to be classified, uint8 (N, 28, 28)."""
    return page.glyphs if isinstance(page, SegmentedPage) else _NO_GLYPHS


def _segment_safely(page: Loaded, strips: bool) -> SegmentedPage | PageFailure:
    """Segment a page; one that defeats the program becomes a failure and does not end the run."""
    if isinstance(page, PageFailure):
        return page
    try:
        return _segment(page, strips)
    except Exception as error:  # whatever it is, ten thousand other pages are waiting
        return PageFailure(page.file, page.number, _explain(error))


def _segment(page: Page, strips: bool) -> SegmentedPage | PageFailure:
    """Segment a page reduced, if it is large, and anew with all its pixels where its writing is too small for that."""
    segmented = segment_page(page, strips=strips, at_once=False)
    if not is_too_coarse(segmented, page.size):
        return segmented
    finer = page if page.finer is None else page.finer()
    if isinstance(finer, Page):
        return segment_page(finer, strips=strips, fine=True, at_once=False)
    # Where the reduced page was too small to be looked at, there is nothing else to tell of it.
    return segmented if segmented.fields else finer


def _cut_safely(page: SegmentedPage, probabilities: NDArray[np.float32]) -> SegmentedPage | PageFailure:
    """Cut a page's pieces; one that defeats the program becomes a failure and does not end the run."""
    try:
        return cut_page(page, probabilities)
    except Exception as error:
        return PageFailure(page.file, page.number, _explain(error))


def _explain(error: Exception) -> str:
    """An error in one line; one that was foreseen speaks for itself."""
    if isinstance(error, DigitscanError):
        return str(error)
    words = str(error).strip().splitlines()
    return f"the page could not be read: {type(error).__name__}: {words[0] if words else ''}".rstrip(": ")
