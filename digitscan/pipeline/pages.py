"""A page between the stages: its fields before recognition, turned, or with more of its pixels."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from digitscan.glyphs.normalize import INNER
from digitscan.imaging.scaling import coarse_reduction
from digitscan.orientation import swaps_axes, turned
from digitscan.types import Field, Lattice, Page, PageFailure, Pieces

_SMALLER = 25
"""Per cent of the fields whose writing may be too small: dashes, dots and small print are among them."""

_TABLE, _LOW_CELLS = 12, 40
"""Fewest cells of a table, and their height in pixels below which there are more pixels needed, however high the digits
are: strokes of a thick pen that fills such a cell look like its walls. Rows 7 mm high have 41 at 150 dots an inch."""


@dataclass(frozen=True, eq=False)
class SegmentedField:
    """A field before recognition.

    Attributes:
        field: where it is.
        parts: the lattice of each of its parts (a comb's cells, else one); None where there is no ink or too much.
        inked: for each part, whether there is ink in it.
        tails: uint8 (T, 28, 28), the ends of its ink, where a fraction would stand; none for a comb.
        strips: for each part that has a lattice, uint8 (32, W), its ink whole; none where strips are not wanted.
        pieces: for each part, what its lattice is to be made of by `cut_page`; None where it is whole already.
        struck: whether a line runs through all of its ink.
        traces: whether something is in it that is too faint for ink, where there is no ink.
        strays: whether ink that was given to no field reaches into it.
        edge: x of the line or side left of its ink, or 0, working pixels.
        paler: whether some of its ink may show through from the other side.
        encloses: whether a stroke in it goes around other ink.
        two_pens: whether there is ink of two colours in it.
    """

    field: Field
    parts: tuple[Lattice | None, ...]
    inked: tuple[bool, ...]
    tails: NDArray[np.uint8]
    strips: tuple[NDArray[np.uint8], ...] = ()
    pieces: tuple[Pieces | None, ...] = ()
    struck: bool = False
    traces: bool = False
    edge: float = 0.0
    strays: bool = False
    paler: bool = False
    encloses: bool = False
    two_pens: bool = False


@dataclass(frozen=True, eq=False)
class SegmentedPage:
    """A page's fields before recognition.

    Attributes:
        file: as in `Page`.
        number: as in `Page`.
        size: width and height of the upright page, pixels.
        orientation: as in `Page`.
        to_page: float64 (3, 3), the homography from working pixels to pixels of the upright page.
        fields: in reading order.
        sample: uint8 (n, 28, 28), some of its glyphs, to tell which way up it is; none of a snippet, and none where
            pieces of its fields tell.
        telling: intp (n,), which of its `glyphs` as they are before `cut_page` tell so; none where there is a `sample`.
        snippet: height and width of a snippet, working pixels; None for a page.
        aside: whether its lines run from top to bottom; not asked where pieces of its fields tell.
        sheets: of each field the number of the sheet that it is on, -1 for none; empty where there is one sheet.
        signs: uint8 (n, 28, 28), some of the signs that were left out as print which its cells have in common.
        signed: numbers of the fields, from 1, from which such signs were left out.
    """

    file: str
    number: int
    size: tuple[int, int]
    orientation: int
    to_page: NDArray[np.float64]
    fields: tuple[SegmentedField, ...]
    sample: NDArray[np.uint8]
    telling: NDArray[np.intp]
    snippet: tuple[int, int] | None = None
    aside: bool = False
    sheets: tuple[int, ...] = ()
    signs: NDArray[np.uint8] = field(default_factory=lambda: np.zeros((0, 28, 28), np.uint8))
    signed: frozenset[int] = frozenset()

    @property
    def stored_size(self) -> tuple[int, int]:
        """Width and height of the page as stored, pixels."""
        width, height = self.size
        return (height, width) if swaps_axes(self.orientation) else (width, height)

    @property
    def lattices(self) -> list[Lattice]:
        """Those of all parts that have one, in order."""
        return [part for field in self.fields for part in field.parts if part is not None]

    @property
    def count(self) -> int:
        """The number of candidates to be classified, N."""
        return sum(len(part.unknown) for part in self.lattices)

    @property
    def glyphs(self) -> NDArray[np.uint8]:
        """uint8 (N, 28, 28): the candidates of all fields that are to be classified, in order."""
        pixels = [part.pixels[part.unknown] for part in self.lattices]
        return np.concatenate(pixels) if pixels else np.zeros((0, 28, 28), np.uint8)

    def split(self, probabilities: NDArray[np.float32]) -> list[NDArray[np.float32]]:
        """What the network says of each lattice's candidates, float32 (n, 11), from float32 (N, 11) of `glyphs`."""
        ends = np.cumsum([len(part.unknown) for part in self.lattices])[:-1]
        return [part.rows(own) for part, own in zip(self.lattices, np.split(probabilities, ends), strict=False)]

    @property
    def tails(self) -> NDArray[np.uint8]:
        """uint8 (T, 28, 28): the ends of the ink of all fields, in order."""
        return np.concatenate([field.tails for field in self.fields] or [np.zeros((0, 28, 28), np.uint8)])

    @property
    def showing(self) -> NDArray[np.uint8]:
        """uint8 (n, 28, 28): the glyphs that tell which way up it is; of the page as it is before `cut_page`."""
        return self.glyphs[self.telling] if len(self.telling) else self.sample

    @property
    def strips(self) -> list[NDArray[np.uint8]]:
        """uint8 (32, W) each: the strips of all fields, in order."""
        return [one for field in self.fields for one in field.strips]


def turn_page(page: Page, quarters: int) -> Page:
    """The page turned counter-clockwise by quarters; its boxes stay those of the page as stored."""
    pixels = np.ascontiguousarray(np.rot90(page.pixels, quarters))
    finer = None if page.finer is None else partial(_turn_loaded, page.finer, quarters)
    size = page.full_size if page.full_size is None or quarters % 2 == 0 else page.full_size[::-1]
    aspect = page.aspect if quarters % 2 == 0 else 1 / page.aspect
    orientation = turned(page.orientation, quarters)
    return replace(page, pixels=pixels, orientation=orientation, full_size=size, finer=finer, aspect=aspect)


def _turn_loaded(load: Callable[[], Page | PageFailure], quarters: int) -> Page | PageFailure:
    page = load()
    return turn_page(page, quarters) if isinstance(page, Page) else page


def is_too_coarse(page: SegmentedPage, whole: tuple[int, int]) -> bool:
    """Whether a page was reduced further than its writing allows, so that it ought to be segmented with all its pixels.

    Normalisation makes a digit 20 pixels high: where writing has fewer, there is more on the page than was seen.

    Args:
        page: as segmented.
        whole: width and height of the page with all its pixels.
    """
    if coarse_reduction(*whole) == 1:
        return False
    heights = [part.height for field in page.fields for part in field.parts if part is not None]
    cells = [field.field.box.height for field in page.fields if field.field.kind == "cell"]
    if len(cells) >= _TABLE and float(np.median(cells)) < _LOW_CELLS:
        return True
    return not heights or float(np.percentile(heights, _SMALLER)) < INNER
