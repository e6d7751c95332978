"""From what the networks say of a page's candidates and strips to its readings; no image is needed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from digitscan.glyphs.neighbours import may_go_on
from digitscan.pipeline.among import doubt_among_others
from digitscan.pipeline.pages import SegmentedField, SegmentedPage
from digitscan.pipeline.placing import DrawnDigit, at_page_edge, drawn_digits, page_boxes, place_digits
from digitscan.recognition.beside import Beside
from digitscan.recognition.brackets import has_brackets
from digitscan.recognition.cents import has_cents
from digitscan.recognition.decide import UNREAD, Decision, decide, find_headings
from digitscan.recognition.decode import TOO_MUCH, Decoded, decode
from digitscan.recognition.full import fills_its_cell, may_share_a_line
from digitscan.recognition.fuse import READERS, Weights, fuse, is_doubtful
from digitscan.recognition.gap import has_gap, has_step
from digitscan.recognition.lesser import count_lesser, hangs_below, rises_within
from digitscan.recognition.minus import Sign, find_minus
from digitscan.recognition.parted import find_parting
from digitscan.recognition.point import has_hanging_comma, has_point
from digitscan.recognition.typeface import Glyphs, join_glyphs
from digitscan.recognition.unread import find_unread
from digitscan.recognition.unsure import find_unsure, hear_both
from digitscan.types import Box, Digit, Lattice, PageResult, Reading

Opinions = tuple[Sequence[NDArray[np.float32] | None], NDArray[np.float32] | None]
"""What larger networks say: float32 (T, 11), log-probabilities of the columns of each strip, None where nobody reads
them; and float32 (U, 11), probabilities of the candidates, None where nobody classifies them."""

Ask = Callable[[Sequence[int], NDArray[np.uint8]], Opinions]
"""Asks them about the strips of these numbers and uint8 (U, 28, 28) candidates in these."""

_OPEN = ("line", "row", "underline")
"""Kinds of field that are found by what is written in them: two numbers may be taken for one."""


def read_page(
    page: SegmentedPage,
    probabilities: NDArray[np.float32],
    min_confidence: float,
    columns: Sequence[NDArray[np.float32]] = (),
    weights: Weights = READERS["fused"],
    fractions: NDArray[np.float32] | None = None,
    ask: Ask | None = None,
) -> PageResult:
    """Read a page from the probabilities of its candidates.

    Args:
        page: with N candidates in all.
        probabilities: float32 (N, 11), in the order of `SegmentedPage.glyphs`.
        min_confidence: below it a value is for review, 0–1.
        columns: float32 (T, 11) each, what the columns of `SegmentedPage.strips` say; none where only glyphs are read.
        weights: of the readers.
        fractions: float32 (T,), the probability that there is a fraction in each of `SegmentedPage.tails`; None for no
            knowledge of it.
        ask: asks larger networks about what is in doubt; None where there is nobody to ask.

    Returns:
        The result, blank fields included.
    """
    rows = iter(page.split(probabilities))
    seen = np.zeros(len(page.tails), np.float32) if fractions is None else fractions
    halves = np.split(seen, np.cumsum([len(field.tails) for field in page.fields])[:-1])
    whole = iter(columns) if columns else None
    parts = [_read_parts(page, field, rows, whole, weights) for field in page.fields]
    if ask is not None and columns:
        _ask_again([part for some in parts for part in some if part is not None and part.read], weights, ask)
    found: list[_Found] = []
    ways: list[Callable[..., Decision | None]] = []
    for field, half, some in zip(page.fields, halves, parts, strict=False):
        one = _look_at(page, field, some)
        beside = Beside(
            fraction=float(half.max(initial=0.0)),
            sign=one.sign,
            point=one.point,
            parted=one.parted,
            gap=one.gap,
            through=one.through,
            on_line=one.on_line,
            lesser=one.lesser > 0,
            letters=one.letters,
            bracketed=one.bracketed,
            encloses=field.encloses,
            two_pens=field.two_pens,
            struck=field.struck,
            goes_on=_goes_on(page, field, one.decoded),
            traces=field.traces,
            paler=field.paler,
            strays=field.strays,
            piece=field.field.piece,
            uncelled=field.field.uncelled,
        )
        alone = page.snippet is not None and len(page.fields) == 1
        way = partial(decide, field.field.kind, one.decoded, min_confidence, beside, alone=alone)
        ways.append(way)
        found.append(one)
    places = [one.field for one in page.fields]
    decisions = [way() for way in ways]
    for i in find_unread(places, decisions):
        decisions[i] = ways[i](among_numbers=True)
    told = [[] if decision is None else one.glyphs for one, decision in zip(found, decisions, strict=True)]
    read = [join_glyphs(some) for some in told]
    decisions = doubt_among_others(places, read, [one.lesser for one in found], page.sheets, decisions)
    headings = find_headings(
        [place.place for place in places],
        [decision is None for decision in decisions],
        [decision is not None and decision.value != "" and not decision.doubted for decision in decisions],
    )
    boxes = page_boxes(page, [place.quad for place in places])
    placed = iter(place_digits(page, [digit for one in found for digit in one.digits]))
    readings: list[Reading] = []
    for place, box, heading, decision, one in zip(places, boxes, headings, decisions, found, strict=True):
        own = tuple(islice(placed, len(one.digits)))
        expected = (place.uncelled and place.table >= 0) or (place.place is not None and not heading)
        decision = decision or (UNREAD if expected else None)
        if decision is not None:
            readings.append(_reading(place.kind, box, decision, one.decoded, own, len(readings) + 1))
    if page.snippet is not None and not readings and page.fields:
        # Somebody cut it out for its number: that there is only writing on it must be told.
        largest = max(range(len(places)), key=lambda i: places[i].box.area)
        readings.append(_reading(places[largest].kind, boxes[largest], UNREAD, [], (), 1))
    return PageResult(page.file, page.number, tuple(readings), None, *page.stored_size)


class _Found(NamedTuple):
    """What was made of a field.

    Attributes:
        decoded: of each of its parts; None where there is no ink.
        digits: that were read, from left to right.
        sign: what stands before them.
        point: whether a point or comma stands among them.
        parted: the sign that makes several numbers of them; empty for none.
        gap: whether a gap parts them.
        through: whether one of them goes through its cell.
        on_line: whether a part of one may lie on a line of the cell.
        lesser: how many at the end are much lower than the others.
        letters: whether some stand as letters do.
        bracketed: whether they stand in brackets.
        glyphs: those of `digits`, as they look.
    """

    decoded: list[Decoded | None]
    digits: list[DrawnDigit]
    sign: Sign
    point: bool
    parted: str
    gap: bool
    through: bool
    on_line: bool
    lesser: int
    letters: bool
    bracketed: bool
    glyphs: list[Glyphs]


@dataclass
class _Part:
    """One lattice, or ink that is too much for one, and what is read in it.

    Attributes:
        decoded: the reading so far.
        lattice: None where the ink is too much.
        probabilities: float32 (n, 11), of the lattice's candidates; None without one.
        by_glyphs: what the glyphs' reader makes of it.
        columns: float32 (T, 11), what the strip's columns say; None where only glyphs are read.
        single: whether at most one digit can stand here.
        alone: whether this is all of a picture that was cut out for its number.
    """

    decoded: Decoded
    lattice: Lattice | None = None
    probabilities: NDArray[np.float32] | None = None
    by_glyphs: Decoded = TOO_MUCH
    columns: NDArray[np.float32] | None = None
    single: bool = False
    alone: bool = False

    @property
    def read(self) -> bool:
        """Whether there is a lattice, and so a strip."""
        return self.lattice is not None

    @property
    def unsure(self) -> NDArray[np.uint8]:
        """The candidates that are worth another opinion, uint8 (U, 28, 28)."""
        if self.lattice is None or self.probabilities is None:
            return np.zeros((0, 28, 28), np.uint8)
        return self.lattice.pixels[find_unsure(self.probabilities)]

    def decode(self, others: NDArray[np.float32] | None = None) -> None:
        """Read the lattice; `others` is what another network says of the `unsure` candidates, float32 (U, 11)."""
        if self.lattice is not None and self.probabilities is not None:
            if others is not None:
                self.probabilities = hear_both(self.probabilities, others)
            found = decode(self.lattice, self.probabilities, single=self.single)
            if others is not None and not self.alone:
                # On a page, where there is print, what one of them takes for writing is no number for the other alone.
                found = replace(found, text=max(found.text, self.by_glyphs.text))
            self.decoded = self.by_glyphs = found

    def fuse(self, weights: Weights, third: NDArray[np.float32] | None = None) -> None:
        """Weigh the readers against each other; `third` is what another network says of the columns, or None."""
        if self.lattice is not None and self.probabilities is not None and self.columns is not None:
            self.decoded = fuse(
                self.by_glyphs, self.lattice, self.probabilities, self.columns, weights,
                third=third, single=self.single, alone=self.alone,
            )  # fmt: skip


def _read_parts(
    page: SegmentedPage,
    field: SegmentedField,
    rows: Iterator[NDArray[np.float32]],
    columns: Iterator[NDArray[np.float32]] | None,
    weights: Weights,
) -> list[_Part | None]:
    """What both readers make of a field's parts; None where one is without ink.

    Args:
        page: of the field.
        field: as segmented.
        rows: float32 (n, 11) of each lattice that is left, this field's first.
        columns: float32 (T, 11) of each strip that is left, likewise; None where only glyphs are read.
        weights: of the readers.
    """
    single = field.field.kind == "comb"
    alone = page.snippet is not None and len(page.fields) == 1
    found: list[_Part | None] = []
    for lattice, inked in zip(field.parts, field.inked, strict=True):
        if lattice is None:
            found.append(_Part(TOO_MUCH) if inked else None)
            continue
        own = None if columns is None else next(columns)
        part = _Part(TOO_MUCH, lattice, next(rows), columns=own, single=single, alone=alone)
        part.decode()
        part.fuse(weights)
        found.append(part)
    return found


def _ask_again(parts: Sequence[_Part], weights: Weights, ask: Ask) -> None:
    """Ask larger networks about what leaves both readers in doubt: its strips, and the unsure candidates in them.

    Args:
        parts: all that have a strip, in the order of the strips.
        weights: of the readers.
        ask: as for `read_page`.
    """
    doubtful = [i for i, part in enumerate(parts) if is_doubtful(part.decoded, alone=part.alone)]
    if not doubtful:
        return
    unsure = [parts[i].unsure for i in doubtful]
    thirds, fourth = ask(doubtful, np.concatenate(unsure))
    if fourth is not None:
        for i, others in zip(doubtful, np.split(fourth, np.cumsum([len(some) for some in unsure])[:-1]), strict=True):
            parts[i].decode(others)
    for i, third in zip(doubtful, thirds, strict=True):
        parts[i].fuse(weights, third)


def _look_at(page: SegmentedPage, field: SegmentedField, parts: Sequence[_Part | None]) -> _Found:
    """What a field's reading looks like in its ink."""
    sign, point, parted, gap, through, on_line, lesser, letters = Sign.NONE, False, "", False, False, False, 0, False
    bracketed = False
    digits: list[DrawnDigit] = []
    glyphs: list[Glyphs] = []
    for part in parts:
        if part is None or part.lattice is None or part.probabilities is None:
            continue
        one, lattice = part.decoded, part.lattice
        if len(parts) == 1:
            sign = find_minus(lattice, one.chosen, field.edge)
            point = has_point(lattice, one.chosen) or has_cents(one.value, lattice, one.chosen)
            point = point or has_hanging_comma(one.value, lattice, one.chosen)
            parted = find_parting(one.value, lattice, one.chosen, snippet=page.snippet is not None)
            letters = rises_within(lattice, one.chosen) or hangs_below(one.value, lattice, one.chosen)
            bracketed = has_brackets(lattice)
            if page.snippet is None:
                framed = field.field.kind not in _OPEN
                lesser = count_lesser(lattice, one.chosen)
                gap = has_gap(lattice, one.chosen, framed=framed) or has_step(lattice, one.chosen)
                through = framed and fills_its_cell(one.value, lattice, one.chosen, field.field.quad)
                on_line = framed and may_share_a_line(one.value, lattice, one.chosen, field.field.quad)
        digits += drawn_digits(lattice, one, part.probabilities)
        if len(one.chosen) == len(one.value):
            picked = list(one.chosen)
            glyphs.append(Glyphs(one.value, lattice.boxes[picked], lattice.pixels[picked]))
    decoded = [None if part is None else part.decoded for part in parts]
    return _Found(decoded, digits, sign, point, parted, gap, through, on_line, lesser, letters, bracketed, glyphs)


def _goes_on(page: SegmentedPage, field: SegmentedField, decoded: Sequence[Decoded | None]) -> bool:
    """Whether a field's digits run out of the page, or out of a snippet that may be one digit cut out of a number."""
    part, one = field.parts[0], decoded[0]
    if len(decoded) > 1 or part is None or one is None or not one.chosen:
        return False
    boxes = part.boxes[list(one.chosen)]
    return at_page_edge(page, boxes) if page.snippet is None else may_go_on(boxes, page.snippet)


def _reading(
    kind: str, box: Box, decision: Decision, decoded: list[Decoded | None], digits: tuple[Digit, ...], number: int
) -> Reading:
    """What is said about one field."""
    only = decoded[0] if len(decoded) == 1 else None
    read = sum(len(part.value) for part in decoded if part is not None)
    sign = "-" if decision.value.startswith("-") else ""
    return Reading(
        field=number,
        value=decision.value,
        confidence=decision.confidence,
        status=decision.status,
        box=box,
        note=decision.note,
        kind=kind,
        digits=digits if decision.value and len(digits) == read else (),
        alternatives=() if only is None else tuple((sign + value, share) for value, share in only.alternatives),
        raw_value=decision.raw_value,
    )
