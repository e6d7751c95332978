"""From what the networks say of a page's candidates and strips to its readings; no image is needed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import islice
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from digitscan.glyphs.neighbours import may_go_on
from digitscan.pipeline.pages import SegmentedField, SegmentedPage
from digitscan.pipeline.placing import DrawnDigit, at_page_edge, drawn_digits, page_boxes, place_digits
from digitscan.pipeline.print import find_print
from digitscan.recognition.beside import Beside
from digitscan.recognition.cents import has_cents
from digitscan.recognition.decide import UNREAD, Decision, decide, doubt_print, find_headings, find_unread
from digitscan.recognition.decode import TOO_MUCH, Decoded, decode
from digitscan.recognition.full import fills_its_cell
from digitscan.recognition.fuse import READERS, Weights, fuse
from digitscan.recognition.gap import has_gap
from digitscan.recognition.lesser import count_lesser
from digitscan.recognition.minus import Sign, find_minus
from digitscan.recognition.parted import find_parting
from digitscan.recognition.point import has_hanging_comma, has_point
from digitscan.recognition.typeface import Glyphs, join_glyphs
from digitscan.types import Box, Digit, PageResult, Reading

_OPEN = ("line", "row", "underline")
"""Kinds of field that are found by what is written in them: two numbers may be taken for one."""


def read_page(
    page: SegmentedPage,
    probabilities: NDArray[np.float32],
    min_confidence: float,
    columns: Sequence[NDArray[np.float32]] = (),
    weights: Weights = READERS["fused"],
    fractions: NDArray[np.float32] | None = None,
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

    Returns:
        The result, blank fields included.
    """
    rows = iter(page.split(probabilities))
    seen = np.zeros(len(page.tails), np.float32) if fractions is None else fractions
    halves = np.split(seen, np.cumsum([len(field.tails) for field in page.fields])[:-1])
    whole = iter(columns)
    found: list[_Found] = []
    ways: list[Callable[..., Decision | None]] = []
    for field, half in zip(page.fields, halves, strict=False):
        one = _decode_field(page, field, rows, whole if columns else None, weights)
        beside = Beside(
            fraction=float(half.max(initial=0.0)),
            sign=one.sign,
            point=one.point,
            parted=one.parted,
            gap=one.gap,
            through=one.through,
            lesser=one.lesser > 0,
            encloses=field.encloses,
            struck=field.struck,
            goes_on=_goes_on(page, field, one.decoded),
            traces=field.traces,
            paler=field.paler,
            strays=field.strays,
        )
        alone = page.snippet is not None and len(page.fields) == 1
        way = partial(decide, field.field.kind, one.decoded, min_confidence, beside, alone=alone)
        ways.append(way)
        found.append(one)
    places = [one.field for one in page.fields]
    decisions = [way() for way in ways]
    for i in find_unread([place.kind for place in places], [place.box for place in places], decisions):
        decisions[i] = ways[i](among_numbers=True)
    told = [[] if decision is None else one.glyphs for one, decision in zip(found, decisions, strict=True)]
    for i in find_print(places, [join_glyphs(some) for some in told], [one.lesser for one in found]):
        decisions[i] = doubt_print(decisions[i])
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
        decision = decision or (UNREAD if place.place is not None and not heading else None)
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
        lesser: how many at the end are much lower than the others.
        glyphs: those of `digits`, as they look.
    """

    decoded: list[Decoded | None]
    digits: list[DrawnDigit]
    sign: Sign
    point: bool
    parted: str
    gap: bool
    through: bool
    lesser: int
    glyphs: list[Glyphs]


def _decode_field(
    page: SegmentedPage,
    field: SegmentedField,
    rows: Iterator[NDArray[np.float32]],
    columns: Iterator[NDArray[np.float32]] | None,
    weights: Weights,
) -> _Found:
    """What both readers make of a field.

    Args:
        page: of the field.
        field: as segmented.
        rows: float32 (n, 11) of each lattice that is left, this field's first.
        columns: float32 (T, 11) of each strip that is left, likewise; None where only glyphs are read.
        weights: of the readers.
    """
    single = field.field.kind == "comb"
    sign, point, parted, gap, through, lesser = Sign.NONE, False, "", False, False, 0
    decoded: list[Decoded | None] = []
    digits: list[DrawnDigit] = []
    glyphs: list[Glyphs] = []
    for part, inked in zip(field.parts, field.inked, strict=True):
        if part is None:
            decoded.append(TOO_MUCH if inked else None)
            continue
        own = next(rows)
        one = decode(part, own, single=single)
        if columns is not None:
            alone = page.snippet is not None and len(page.fields) == 1
            one = fuse(one, part, own, next(columns), weights, single=single, alone=alone)
        decoded.append(one)
        if len(field.parts) == 1:
            sign = find_minus(part, one.chosen, field.edge)
            point = has_point(part, one.chosen) or has_cents(one.value, part, one.chosen)
            point = point or has_hanging_comma(one.value, part, one.chosen)
            parted = find_parting(one.value, part, one.chosen)
            if page.snippet is None:
                framed = field.field.kind not in _OPEN
                lesser = count_lesser(part, one.chosen)
                gap = has_gap(part, one.chosen, framed=framed)
                through = framed and fills_its_cell(one.value, part, one.chosen, field.field.quad)
        digits += drawn_digits(part, one, own)
        if len(one.chosen) == len(one.value):
            picked = list(one.chosen)
            glyphs.append(Glyphs(one.value, part.boxes[picked], part.pixels[picked]))
    return _Found(decoded, digits, sign, point, parted, gap, through, lesser, glyphs)


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
