"""What passes between the stages: frozen dataclasses, and boxes of half-open pixels with the origin top left."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

NOT_A_DIGIT = 10
"""Index of the class *not a digit* in the probabilities, after the ten digits."""

CLASSES = ("0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "not-a-digit")
"""Names of the eleven outputs, in their order."""

BLANK = 10
"""Index of the blank in what a strip's columns say, after the ten digits: no digit, or the same one still."""

STRIP_CLASSES = ("0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "blank")
"""Names of the eleven outputs of a network that reads strips, in their order."""

FRACTION = 1
"""Index of the class *fraction* in the probabilities of a network that tells fractions from numbers."""

FRACTION_CLASSES = ("number", "fraction")
"""Names of that network's outputs: a fraction such as ½ in the ink, with a number before it or not; or none."""


MIN_CONFIDENCE = 0.95
"""Probability of being right below which a number is for review, unless the user names another. Chosen so that at most
1 in 200 of those accepted is wrong: of 7,864 real numbers (mark cells, cheque amounts that are not held out, old
records, tallies, sudokus, pages) 75 % are accepted with it and 26 of these 5,896 are wrong (0.44 %, at most 0.61 % with
95 % certainty). With 0.94 0.56 % of 77 % are wrong, with 0.9 0.93 % of 82 %, with 0.97 0.30 % of 68 %."""

LOW_CONFIDENCE = "low confidence"
"""The note of a number that is for review for no other reason."""


class Box(NamedTuple):
    """A rectangle of pixels, half-open: ``image[top:bottom, left:right]``."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def width(self) -> int:
        """Width in pixels."""
        return self.right - self.left

    @property
    def height(self) -> int:
        """Height in pixels."""
        return self.bottom - self.top

    @property
    def area(self) -> int:
        """Area in pixels."""
        return self.width * self.height

    def union(self, other: Box) -> Box:
        """The smallest box that holds both."""
        return Box(
            min(self.left, other.left),
            min(self.top, other.top),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
        )

    def clip(self, width: int, height: int) -> Box:
        """The part inside an image of that size, at least one pixel wide and high."""
        left = min(max(self.left, 0), width - 1)
        top = min(max(self.top, 0), height - 1)
        return Box(left, top, max(left + 1, min(self.right, width)), max(top + 1, min(self.bottom, height)))


@dataclass(frozen=True, eq=False)
class Page:
    """One page as loaded.

    Attributes:
        file: name as given by the user (relative to the folder named; a tar member; ``stdin-1``).
        number: page number inside the file, from 1.
        pixels: uint8, (H, W) grey or (H, W, 3) blue-green-red, 0 black … 255 white, upright (EXIF applied).
        dpi: dots per inch where the file says so, else None.
        orientation: the EXIF orientation (1…8) that was applied to make `pixels` upright; 1 for none. Boxes in results
            are in pixels of the page as stored, so they are mapped back through it.
        reduction: pixels of the page as stored for each of `pixels`, along each side: 1, 2, 4 or 8.
        full_size: width and height, upright, of a page that is reduced; else None.
        finer: loads the page anew with all its pixels; None where it has them.
        aspect: width of a pixel over its height, as upright: 1.0, but 0.48 in a fax of standard resolution.
    """

    file: str
    number: int
    pixels: NDArray[np.uint8]
    dpi: float | None = None
    orientation: int = 1
    reduction: int = 1
    full_size: tuple[int, int] | None = None
    finer: Callable[[], Page | PageFailure] | None = field(default=None, repr=False)
    aspect: float = 1.0

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the upright page with all its pixels."""
        height, width = self.pixels.shape[:2]
        return self.full_size or (width, height)

    def __post_init__(self) -> None:
        shape = self.pixels.shape
        if self.pixels.dtype != np.uint8 or not (len(shape) == 2 or (len(shape) == 3 and shape[2] == 3)):
            raise ValueError(f"a page is uint8 (H, W) or (H, W, 3), not {self.pixels.dtype} {shape}")
        if not self.pixels.size:
            raise ValueError(f"a page has pixels, not {shape}")
        if not 1 <= self.orientation <= 8:
            raise ValueError(f"an EXIF orientation is 1…8, not {self.orientation}")


@dataclass(frozen=True)
class PageFailure:
    """A page, or a whole input, that could not be loaded, and why, in words for the user."""

    file: str
    number: int
    error: str


class Status(StrEnum):
    """What became of a field."""

    OK = "ok"
    REVIEW = "review"
    BLANK = "blank"
    ERROR = "error"


@dataclass(frozen=True, eq=False)
class Digit:
    """One recognised digit.

    Attributes:
        value: "0" … "9".
        box: where it stands, in pixels of the page as stored.
        probabilities: float32 (11,), the network's softmax for this glyph: ten digits, then not-a-digit.
    """

    value: str
    box: Box
    probabilities: NDArray[np.float32]

    @property
    def confidence(self) -> float:
        """The network's probability of the chosen digit, 0–1."""
        return float(self.probabilities[int(self.value)])


@dataclass(frozen=True)
class Reading:
    """One number found on a page.

    Attributes:
        field: position in reading order on the page, from 1.
        value: the digits as text, leading zeros kept; a leading minus is part of it; empty where nothing was read.
        confidence: probability that the whole value is right, 0–1.
        status: what was decided.
        box: the field's box, in pixels of the page as stored.
        note: why it is not `ok`, for a person.
        kind: what kind of field it is (box, comb, cell, row, line).
        digits: the digits of `value` in order; none where nothing was read, or where no cutting of the ink gives them.
        alternatives: other readings of the whole field with their probabilities, best first.
        raw_value: what the network said before rules overruled it.
    """

    field: int
    value: str
    confidence: float
    status: Status
    box: Box
    note: str = ""
    kind: str = "line"
    digits: tuple[Digit, ...] = ()
    alternatives: tuple[tuple[str, float], ...] = ()
    raw_value: str = ""


@dataclass(frozen=True)
class PageResult:
    """What was read on one page; a page that could not be read has an `error` and no readings.

    Attributes:
        file: as in `Page`.
        page: page number inside the file, from 1.
        readings: the numbers in reading order.
        error: why the page could not be read, or None.
        width: width of the page as stored, pixels (0 on error).
        height: height of the page as stored, pixels (0 on error).
    """

    file: str
    page: int
    readings: tuple[Reading, ...] = ()
    error: str | None = None
    width: int = 0
    height: int = 0

    @property
    def numbers(self) -> int:
        """Numbers read, those to review included."""
        return sum(reading.status in (Status.OK, Status.REVIEW) for reading in self.readings)

    @property
    def to_review(self) -> int:
        """Numbers to review."""
        return sum(reading.status is Status.REVIEW for reading in self.readings)


@dataclass(frozen=True, eq=False)
class Field:
    """A place where a number stands.

    Attributes:
        kind: "box", "comb", "cell", "row", "underline" or "line".
        quad: float32 (4, 2), its corners top left, top right, bottom right, bottom left, in working pixels.
        cells: the quads of a comb's cells from left to right; empty for other kinds.
        table: number of the group of adjoining cells it belongs to, from 0; -1 for none.
        place: row and column of a cell in a lattice of equal cells, from 0; None for other fields.
        piece: whether it may be for one digit of a comb that was not found whole, or, of two boxes, for two numbers.
        uncelled: whether it is writing in a table, or right beside one, for which no cell was found.
    """

    kind: str
    quad: NDArray[np.float32]
    cells: tuple[NDArray[np.float32], ...] = ()
    table: int = -1
    place: tuple[int, int] | None = None
    piece: bool = False
    uncelled: bool = False

    @property
    def box(self) -> Box:
        """The upright box around `quad`, working pixels."""
        return quad_box(self.quad)


def quad_box(quad: NDArray[np.float32]) -> Box:
    """The smallest upright box around float32 (4, 2) corners."""
    x, y = quad.T.tolist()
    return Box(math.floor(min(x)), math.floor(min(y)), math.ceil(max(x)), math.ceil(max(y)))


def box_quad(box: Box) -> NDArray[np.float32]:
    """The corners of a box: float32 (4, 2), top left, top right, bottom right, bottom left."""
    left, top, right, bottom = box
    return np.array([(left, top), (right, top), (right, bottom), (left, bottom)], np.float32)


@dataclass(frozen=True, eq=False)
class Lattice:
    """The ways to cut the ink of one field into glyphs.

    The ink is cut into A atoms, numbered from left to right; a candidate is a run of neighbouring atoms. A reading is a
    path of candidates that uses every atom once.

    Attributes:
        spans: int32 (N, 2), first atom and last atom + 1 of each candidate.
        boxes: int32 (N, 4), left, top, right, bottom of each candidate, working pixels.
        marks: bool (A,), atoms too small to be a digit beside the others: dots, dashes, specks.
        tied: bool (A,), atoms that a cut parted from the atom before them: they are of one piece of ink.
        height: height of the writing, working pixels.
        pixels: uint8 (N, 28, 28), the normalised candidates.
        cut: bool (A,), atoms that the edge of a snippet cuts, beside a whole digit; None where there are none.
        known: float32 (N, 11), the probabilities of candidates that were classified before, and NaN for the others;
            None where none was.
    """

    spans: NDArray[np.int32]
    boxes: NDArray[np.int32]
    marks: NDArray[np.bool_]
    tied: NDArray[np.bool_]
    height: float
    pixels: NDArray[np.uint8]
    cut: NDArray[np.bool_] | None = None
    known: NDArray[np.float32] | None = None

    @property
    def atoms(self) -> int:
        """The number of atoms, A."""
        return len(self.marks)

    @property
    def unknown(self) -> NDArray[np.intp]:
        """The candidates that are still to be classified, intp (M,), M at most N."""
        return np.arange(len(self.spans)) if self.known is None else np.flatnonzero(np.isnan(self.known[:, 0]))

    def rows(self, probabilities: NDArray[np.float32]) -> NDArray[np.float32]:
        """The probabilities of all candidates, float32 (N, 11), from those of the unknown ones, float32 (M, 11)."""
        if self.known is None:
            return probabilities
        every = self.known.copy()
        every[self.unknown] = probabilities
        return every


@dataclass(frozen=True, eq=False)
class Pieces:
    """The connected components of one field, before any is cut or joined to another.

    Attributes:
        lattice: of n atoms: each component by itself, from left to right, and no other candidate.
        masks: of each component, bool (h, w): where in its box it is.
        inks: of each component, uint8 (h', w'): its contrast, white on black, with its soft edge.
        corners: int32 (n, 2), left and top of each of these, working pixels; the box may begin a pixel further in.
    """

    lattice: Lattice
    masks: tuple[NDArray[np.bool_], ...]
    inks: tuple[NDArray[np.uint8], ...]
    corners: NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class Segments:
    """N straight pieces of ruling of one direction, as a struct of arrays.

    With u along the line (x for horizontal rulings, y for vertical ones) and v across it, v = slope · u + offset.

    Attributes:
        start: float32 (N,), smallest u, pixels.
        stop: float32 (N,), largest u + 1, pixels.
        slope: float32 (N,).
        offset: float32 (N,), pixels.
        thickness: float32 (N,), mean extent across, pixels.
    """

    start: NDArray[np.float32]
    stop: NDArray[np.float32]
    slope: NDArray[np.float32]
    offset: NDArray[np.float32]
    thickness: NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.start)

    def take(self, keep: NDArray[np.bool_] | NDArray[np.intp]) -> Segments:
        """The segments of an index or boolean array."""
        return Segments(*(getattr(self, name)[keep] for name in self.__dataclass_fields__))

    def put(self, places: NDArray[np.intp], other: Segments) -> Segments:
        """These, with the other's at some places."""
        arrays = [getattr(self, name).copy() for name in self.__dataclass_fields__]
        for array, name in zip(arrays, self.__dataclass_fields__, strict=True):
            array[places] = getattr(other, name)
        return Segments(*arrays)

    def join(self, other: Segments) -> Segments:
        """These and the other's, in that order."""
        pairs = ((getattr(self, name), getattr(other, name)) for name in self.__dataclass_fields__)
        return Segments(*(np.concatenate(pair) for pair in pairs))


@dataclass(frozen=True)
class Drawing:
    """A page with what was read drawn onto it, encoded.

    Attributes:
        data: the file's bytes.
        suffix: of its name, with the dot.
    """

    data: bytes
    suffix: str
