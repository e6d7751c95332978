"""Where the numbers of a page stand, once the rulings are out of the ink.

`digitscan.layout.frames` has said which cells these rulings form; `find_fields` gives the components that remain to
cells, ruled rows, underlines or free lines.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from digitscan.layout.assign import assign_to_cells
from digitscan.layout.captions import find_captions
from digitscan.layout.frames import Frames
from digitscan.layout.lines import ROOM, bounding_box, find_lines, holds_lines, holds_rows, split_words, typical_height
from digitscan.layout.order import reading_order
from digitscan.layout.remnants import border_remnants, cell_remnants, outline_remnants
from digitscan.layout.repeated import find_repeated
from digitscan.layout.rows import ROWS, Baseline, across_lines, stand_on, whole_words
from digitscan.layout.ruled import cut_at_lines
from digitscan.layout.squared import find_squares
from digitscan.layout.strays import beside_combs, find_strays, goes_on_beside, reaches_beside
from digitscan.types import Box, Field, box_quad, quad_box

Quad = NDArray[np.float32]

_CRUMB, _LOW = 0.3, 0.7
"""Height, in pitches of ruled rows, below which nothing in them is a number: nobody writes that small; but for what has
so much of the height of the writing, for lines to write answers on may be far apart."""

_FAR = 8
"""Distance of lines, in heights of the writing on the page, from which on they are no ruled rows though they are even:
the answers to questions have lines 14 to 19 apart, tally columns and ruled paper 0.2 to 1.5."""

_CORNERS_LEFT = 0.45
"""Height, in squares of squared paper, below which nothing on it is a number: digits fill a square or more."""

_ONE_LINE = 2.2
"""Largest height of one line, in heights of its tallest component: a digit broken across has pieces of half of it."""

_AS_HIGH = (0.8, 2.5)
"""Least and largest height of writing outside of all fields, in that of the writing in them: print is lower."""

_BAR = 0.25
"""Width, in its height, from which on something counts as writing there: bars of a code are narrower, some 1s too."""

_LOST, _LEAST = 4, 8
"""How many times as much of the writing stands outside of fields as in them, from which on these are no fields; and
fewest components that count as such: titles of forms are as high as writing, and longer than a single number."""

_CELLS = 8
"""Cells that adjoin from which on they are a table."""

_UNDERLINE, _UNDERLINED = 1.3, 0.9
"""Largest length of a line that a pen drew under a word, in that of the word; the share of lines with words that are
such."""

_FORM = 4
"""Empty boxes and combs from which on a page is a form that nobody filled in; a picture, a stamp or a QR code on a page
of free lines has one or two, and a checked tablecloth has cells."""


@dataclass(frozen=True, eq=False)
class FieldInk:
    """A field and its ink.

    Attributes:
        field: where it is.
        parts: for each cell of a comb, else for the one field, intp (K,): indices of its components.
        strays: whether ink that was given to no field reaches into it.
        shown: whether its ink seems to show through from the other side.
        signs: indices of components that were left out, as print that other cells have in the same place.
    """

    field: Field
    parts: tuple[NDArray[np.intp], ...]
    strays: bool = False
    shown: bool = False
    signs: tuple[int, ...] = ()

    @property
    def blank(self) -> bool:
        """Whether there is no ink in it."""
        return not any(len(part) for part in self.parts)

    @property
    def free(self) -> bool:
        """Whether it is as large as its ink: a word on a printed line, or a free line."""
        return self.field.kind in ("row", "underline", "line")

    def around(self, members: NDArray[np.intp], boxes: NDArray[np.int32]) -> FieldInk:
        """A field of its kind around some of its components: indices `members` of `boxes`, int32 (K, 4)."""
        return replace(self, field=Field(self.field.kind, box_quad(bounding_box(boxes, members))), parts=(members,))


def find_fields(
    frames: Frames, labels: NDArray[np.int32], boxes: NDArray[np.int32], areas: NDArray[np.int32]
) -> tuple[list[FieldInk], NDArray[np.int32], NDArray[np.int32]]:
    """Give the ink that is left without rulings to fields.

    Args:
        frames: as `find_frames` returned them.
        labels: int32 (H, W), components of the ink without rulings, from 1.
        boxes: int32 (K, 4), left, top, right, bottom of the components.
        areas: int32 (K,), their pixels.

    Returns:
        Fields in reading order with their ink; labels and boxes to use from here on (components that reached into
        several cells are cut).
    """
    square = None if frames.snippet else find_squares(frames.fields, boxes)
    if square is not None:
        frames = replace(frames, fields=[], baselines=[], rows=None)
    cells = [quad for field in frames.fields for quad in (field.cells or (field.quad,))]
    inks: list[FieldInk] = []
    usable = np.ones(len(boxes), bool)
    framed, repeated = np.zeros(len(boxes), bool), np.zeros(len(boxes), bool)
    if cells:
        labels, boxes, areas, owner, across = assign_to_cells(labels, boxes, areas, cells, frames.margin)
        frame = np.array([quad_box(quad) for quad in cells], np.int32)
        around = [] if frames.snippet else _around_lines(frames.fields, boxes, owner)
        framed = np.isin(owner, around)
        owner = np.where(framed, -1, owner)
        usable = ~cell_remnants(boxes, frame, owner, frames.thickness, ROOM * typical_height(boxes))
        usable &= ~outline_remnants(labels, areas, frames.outlines, frames.thickness)
        strays = find_strays(labels, boxes, owner, cells, frames.thickness)
        strays[owner[across & usable & (owner >= 0)]] = True
        if not frames.snippet:
            usable &= ~find_captions(boxes, np.where(usable, owner, -1), _captioned(frames.fields))
            repeated = find_repeated(labels, boxes, np.where(usable, owner, -1), [quad_box(quad) for quad in cells])
            usable &= ~repeated
        usable &= ~frames.bubbles.own(boxes)
        beyond = beside_combs(frames.fields, boxes[usable], owner[usable])
        inks = _cell_inks(frames.fields, np.where(usable, owner, -1), around, strays, beyond)
        if repeated.any():
            signs = _cell_inks(frames.fields, np.where(repeated, owner, -1), around, strays, beyond)
            inks = [
                replace(ink, signs=tuple(np.concatenate(sign.parts).tolist()))
                for ink, sign in zip(inks, signs, strict=True)
            ]
        usable &= owner < 0
    elif frames.snippet:
        usable = ~border_remnants(labels, boxes, areas)
    else:
        usable = ~frames.bubbles.own(boxes)
    if frames.rows is not None:
        labels, boxes = cut_at_lines(frames.rows, labels, boxes, usable)
        # What was cut off is as usable as what it was cut from.
        more = len(boxes) - len(usable)
        usable, framed = np.append(usable, np.ones(more, bool)), np.append(framed, np.zeros(more, bool))
    lowest = 0.0
    if frames.rows is not None:
        height = typical_height(boxes[usable])
        if frames.rows.pitch <= _FAR * height:
            lowest = min(_CRUMB * frames.rows.pitch, _LOW * height)
    taken = [part for ink in inks for part in ink.parts]
    inks += _row_inks(frames.baselines, boxes, np.flatnonzero(usable), lowest, taken, ruled=frames.rows is not None)
    taken = [part for ink in inks for part in ink.parts]
    usable[np.concatenate(taken) if taken else []] = False
    # A page whose only fields are empty, or words that happen to be underlined, is read as free lines: so are words on
    # lines that are no rows, as the edges of a sheet. But several boxes make a form, filled in or not, and what is
    # printed beside them is its print.
    ruled = frames.rows is not None and not _underline_words(frames.rows.seen, inks)
    loose = ("underline",) if ruled else ("underline", "row")
    empty = sum(ink.blank and not ink.strays and ink.field.kind in ("box", "comb") for ink in inks)
    alone = empty < _FORM and all(ink.blank or ink.field.kind in loose for ink in inks)
    free = usable if alone else usable & framed
    if not (alone or frames.snippet):
        lost = _in_tables(inks, boxes, usable & ~framed)
        inks += lost
        usable[np.concatenate([part for ink in lost for part in ink.parts] + [np.zeros(0, np.intp)])] = False
        outside, lower = _outside(boxes, usable & ~framed, np.concatenate(taken))
        inks += _line_inks(boxes, outside, False, lower)
    # Where squares were taken out, crumbs of them are left in their corners.
    smallest = 0 if square is None else round(_CORNERS_LEFT * square)
    inks += _line_inks(boxes, np.flatnonzero(free), frames.snippet, smallest)
    order = reading_order([ink.field.box for ink in inks])
    return [inks[i] for i in order], labels, boxes


def _captioned(fields: list[Field]) -> list[Box]:
    """The boxes of all cells, by their number; of those in which no caption stands, as in combs, empty ones."""
    nothing = Box(0, 0, 0, 0)
    return [
        box if field.kind in ("box", "cell") else nothing
        for field in fields
        for box in [quad_box(quad) for quad in field.cells or (field.quad,)]
    ]


def _around_lines(fields: list[Field], boxes: NDArray[np.int32], owner: NDArray[np.int32]) -> list[int]:
    """The cells (by their number in `owner`) that are no fields but frames around several lines of writing.

    On a form, where others hold ink, a box of several lines is one of its fields: a paragraph, or remarks.
    """
    ends = np.cumsum([max(1, len(field.cells)) for field in fields]).tolist()
    around = [
        end - 1
        for field, end in zip(fields, ends, strict=True)
        if field.kind == "box" and holds_lines(boxes[owner == end - 1], field.box.height)
    ]
    if np.isin(owner[owner >= 0], around).all():
        return around
    # Where there is no other, rows of several numbers that stand close show that a cell is none: edges of shaded rows
    # and the table's frame enclose such.
    inked = np.unique(owner[owner >= 0]).tolist()
    return inked if all(holds_rows(boxes[owner == cell]) for cell in inked) else []


def _cell_inks(
    fields: list[Field],
    owner: NDArray[np.int32],
    around: list[int],
    strays: NDArray[np.bool_],
    beside: NDArray[np.bool_],
) -> list[FieldInk]:
    """Fields of cells, but for those `around`, with the components that `owner` gives them, and their `strays`.

    Args:
        fields: boxes, combs and cells.
        owner: int32 (N,), the cell of each component, -1 for none.
        around: numbers of cells that are no fields.
        strays: bool (M,), for each cell whether ink that was given to none reaches into it.
        beside: bool (F,), for each field whether ink that was given to none may be a digit of it.
    """
    order = np.argsort(owner, kind="stable")
    ranked = owner[order]
    inks, number = [], 0
    for field, out in zip(fields, beside.tolist(), strict=True):
        count = max(1, len(field.cells))
        bounds = np.searchsorted(ranked, np.arange(number, number + count + 1))
        parts = tuple(order[a:b] for a, b in pairwise(bounds))
        if number not in around:
            inks.append(FieldInk(field, parts, out or bool(strays[number : number + count].any())))
        number += count
    return inks


def _row_inks(
    baselines: list[Baseline],
    boxes: NDArray[np.int32],
    members: NDArray[np.intp],
    lowest: float,
    cells: Sequence[NDArray[np.intp]],
    *,
    ruled: bool,
) -> list[FieldInk]:
    """The words that stand on printed lines, and the lines that nothing stands on as blank fields.

    Args:
        baselines: the lines.
        boxes: int32 (N, 4), of all components.
        members: indices of those that may stand on them.
        lowest: height, pixels, below which a word is a crumb of a ruling or a smudge.
        cells: indices of those that cells have.
        ruled: whether some of the lines are ruled rows.
    """
    if not baselines:
        return []
    height = typical_height(boxes[members])
    kind = "row" if len(baselines) >= ROWS else "underline"
    line = stand_on(baselines, boxes[members], height)
    line = whole_words(baselines, boxes[members], line, height, beyond=ruled)
    line = across_lines(baselines, boxes[members], line, lowest)
    framed = boxes[np.concatenate([*cells, np.zeros(0, np.intp)])]
    inks = []
    for number, baseline in enumerate(baselines):
        words = split_words(boxes, members[line == number], height)
        words = [word for word in words if (boxes[word, 3] - boxes[word, 1]).max() >= lowest]
        for word in words:
            box = bounding_box(boxes, word)
            strays = kind == "row" and (goes_on_beside(box, boxes[members[line < 0]]) or reaches_beside(box, framed))
            inks.append(FieldInk(Field(kind, box_quad(box)), (word,), strays))
        if not words:
            inks.append(FieldInk(Field(kind, _above(baseline, height)), (np.zeros(0, np.intp),)))
    return inks


def _underline_words(baselines: Sequence[Baseline], inks: Sequence[FieldInk]) -> bool:
    """Whether the lines are hardly longer than what stands on them: a pen drew them under some of the words."""
    words = [ink.field.box for ink in inks if ink.field.kind == "row" and not ink.blank]
    close = inked = 0
    for line in baselines:
        left, right = float(line.x[0]), float(line.x[-1])
        own = [
            box
            for box in words
            if min(box.right, right) - max(box.left, left) > box.width / 2
            and abs(float(line.at(np.array([(box.left + box.right) / 2]))[0]) - box.bottom) <= box.height
        ]
        wide = max(box.right for box in own) - min(box.left for box in own) if own else 0
        inked += bool(own)
        close += right - left <= _UNDERLINE * wide
    return close > 0 and close >= _UNDERLINED * inked


def _above(baseline: Baseline, height: float) -> Quad:
    """The strip of one line's height above a baseline, float32 (4, 2)."""
    (left, right), (y_left, y_right) = baseline.x[[0, -1]], baseline.y[[0, -1]]
    tall = 1.5 * max(height, 10.0)
    return np.array([(left, y_left - tall), (right, y_right - tall), (right, y_right), (left, y_left)], np.float32)


def _line_inks(boxes: NDArray[np.int32], members: NDArray[np.intp], snippet: bool, smallest: int) -> list[FieldInk]:
    """The free lines of the components `members`, none lower than `smallest`; a snippet is one unless too tall."""
    if snippet and len(members) and _is_one_line(boxes[members]):
        lines = [members]
    else:
        lines = [members[line] for line in find_lines(boxes[members], max(10, smallest))]
        lines = [line for line in lines if np.ptp(boxes[line][:, [1, 3]]) >= smallest]
    return [FieldInk(Field("line", box_quad(bounding_box(boxes, line))), (line,)) for line in lines]


def _in_tables(inks: Sequence[FieldInk], boxes: NDArray[np.int32], usable: NDArray[np.bool_]) -> list[FieldInk]:
    """The writing in a table, or right beside one, for which no cell was found: it must not be lost without a word.

    Args:
        inks: the fields so far.
        boxes: int32 (N, 4), of all components.
        usable: bool (N,), those of no field.

    Returns:
        Lines of it; those in a table have its number, what stands beside may be print.
    """
    tables: dict[int, list[FieldInk]] = {}
    for ink in inks:
        if ink.field.kind == "cell" and ink.field.place is None:  # a lattice has all of its cells
            tables.setdefault(ink.field.table, []).append(ink)
    heights = boxes[:, 3] - boxes[:, 1]
    y = (boxes[:, 1] + boxes[:, 3]) / 2
    left = usable.copy()
    lost: list[FieldInk] = []
    for number, cells in tables.items():
        inked = [np.concatenate(ink.parts) for ink in cells if not ink.blank]
        if len(cells) < _CELLS or len(inked) < _CELLS / 2:
            continue
        frame = np.array([ink.field.box for ink in cells])
        usual, wide = typical_height(boxes[np.concatenate(inked)]), float(np.median(frame[:, 2] - frame[:, 0]))
        written = left & (heights >= _AS_HIGH[0] * usual) & (heights <= _AS_HIGH[1] * usual)
        members = np.flatnonzero(written & (y >= frame[:, 1].min()) & (y <= frame[:, 3].max()))
        first, last = float(frame[:, 0].min()), float(frame[:, 2].max())
        for line in _line_inks(boxes, members, False, 0):
            box = line.field.box
            # A word that is longer than a column and goes on beyond it is a caption of the table.
            if box.left < first - wide or box.right > last + wide:
                continue
            inside = first <= (box.left + box.right) / 2 <= last
            lost.append(replace(line, field=replace(line.field, uncelled=True, table=number if inside else -1)))
            left[line.parts[0]] = False
    return lost


def _outside(
    boxes: NDArray[np.int32], usable: NDArray[np.bool_], taken: NDArray[np.intp]
) -> tuple[NDArray[np.intp], int]:
    """The components that no field has, where by far the most of the writing on a page is among them.

    Then the few fields are no fields, as the black head of a table is none, and the writing would be lost.

    Args:
        boxes: int32 (N, 4), of all components.
        usable: bool (N,), those of no field.
        taken: indices of those that fields have.

    Returns:
        Their indices, none where most of the writing stands in fields; and the height, pixels, below which a line of
        them is the form's print.
    """
    if not len(taken):  # a form that nobody filled in
        return taken, 0
    heights = boxes[:, 3] - boxes[:, 1]
    usual = typical_height(boxes[taken])
    broad = boxes[:, 2] - boxes[:, 0] >= _BAR * heights
    written = broad & (heights >= _AS_HIGH[0] * usual) & (heights <= _AS_HIGH[1] * usual)
    outside = int((written & usable).sum())
    if outside < _LOST * max(_LEAST, int(written[taken].sum())):
        return np.zeros(0, np.intp), 0
    return np.flatnonzero(usable), round(_AS_HIGH[0] * usual)


def _is_one_line(boxes: NDArray[np.int32]) -> bool:
    """Whether all components int32 (N, 4) can be one line: two pieces of a broken digit are as tall as the line."""
    tallest = (boxes[:, 3] - boxes[:, 1]).max()
    return bool(boxes[:, 3].max() - boxes[:, 1].min() <= _ONE_LINE * tallest)
