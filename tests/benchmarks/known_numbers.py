"""Numbers that no network was trained on, each with its truth: what confidences are fitted to and counted on.

Real are the cheque strips that a recipe validates on. All else is drawn: strips and forms in the digits that the recipe
`digits` keeps for validation, forms in the hands of the pen-stroke generator, crops of them as other programs cut them
(one cell with parts of its frame, one digit with its neighbours in view), and fields with what is no number. The 176
held-out strips and the sets that are only measured are not among them.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np
from digitscan.training.cheques import held_out_strips
from digitscan.training.datasets import load_parts
from digitscan.training.recipe import Recipe, load_recipe
from digitscan.training.sources import open_source
from digitscan.training.strip_set import validation_names
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # where `drawing` is
from refused_fields import REFUSED, around, draw_refused

from digitscan.drawing import Drawn, GlyphHand, Hand, Writer, dense_page, draw_number, fax, flatbed, jpeg, sample_form
from digitscan.drawing.paper import Truth
from digitscan.types import Box

FIRST_HAND = 20_000
"""Hands of training, of the samples and of the other benchmarks have smaller numbers."""

_ENLARGED = 1.5
"""Made strips are enlarged to this: 48 pixels high, as numbers on a page of 150 to 200 dots per inch."""

_DIGITS = 120
"""Digits on a dense page: some thirty numbers, and a hand for each page."""

_MARGIN = 6
"""Least paper around the ink of a cell 80 pixels high."""

Pixels = NDArray[np.uint8]


class Scan(NamedTuple):
    """One picture: where it comes from, its pixels, and the numbers on it; a snippet's one number has no box."""

    source: str
    pixels: Pixels
    fields: tuple[tuple[str, Box | None], ...]


def cheques(data: Path, recipe: Recipe) -> Iterator[Scan]:
    """The cheque strips that a recipe validates on."""
    folder = data / "cheque_amounts"
    with (folder / "labels.csv").open(encoding="utf-8", newline="") as file:
        values = {row["file"]: row["value"] for row in csv.DictReader(file)}
    names = set(values) - held_out_strips(list(values))
    for name in sorted(validation_names(names, recipe.strips.validation, recipe.split_seed)):
        pixels = cv2.imread(str(folder / name), cv2.IMREAD_GRAYSCALE)
        yield Scan("cheques", np.asarray(pixels, np.uint8), ((values[name], None),))


def made(data: Path, recipe: Recipe, count: int) -> Iterator[Scan]:
    """Made-up strips of validation digits, as dark ink on white paper."""
    source = open_source(recipe, data, None, [])
    for pixels, value in source.made("validation", count, np.random.default_rng([7, count])):
        large = cv2.resize(255 - pixels, None, fx=_ENLARGED, fy=_ENLARGED, interpolation=cv2.INTER_LINEAR)
        framed = cv2.copyMakeBorder(large, 6, 6, 6, 6, cv2.BORDER_REPLICATE)
        yield Scan("made", np.asarray(framed, np.uint8), ((value, None),))


def hands(data: Path | None) -> Callable[[int], Hand]:
    """Makers of hands: by turns one of the pen-stroke generator and one of each set's validation digits."""
    parts = {} if data is None else load_parts(load_recipe("digits"), data)
    sets = [part.validation for part in parts.values() if set(range(10)) <= set(part.validation.labels.tolist())]

    def hand(number: int) -> Hand:
        seed = FIRST_HAND + number
        if number % 2 == 0 or not sets:
            return Writer(seed)
        own = sets[number // 2 % len(sets)]
        digits = own.labels < 10
        return GlyphHand(own.pixels[digits], own.labels[digits], seed)

    return hand


def forms(hand: Callable[[int], Hand], count: int) -> Iterator[Scan]:
    """Forms of boxes, cells and free lines, each in another hand, scanned in another way."""
    kinds = ("box", "form", "cell", "line")
    for number in range(count):
        rng = np.random.default_rng([FIRST_HAND, number])
        dpi, kind = float(rng.choice([150, 200, 300])), kinds[number // 2 % len(kinds)]
        writer = hand(number)
        page = (
            sample_form(writer, seed=number, dpi=dpi)
            if kind == "form"
            else dense_page(writer, _DIGITS, seed=number, dpi=dpi, kind=kind)
        )
        scanned = _scanned(page, rng)
        yield Scan(f"forms, {kind}", scanned.pixels, tuple((t.value, t.box) for t in scanned.truth))


def cells(hand: Callable[[int], Hand], count: int) -> Iterator[Scan]:
    """One cell each, of one to three digits, cut from a table with parts of its frame."""
    for number in range(count):
        rng = np.random.default_rng([FIRST_HAND + 1, number])
        value = "".join(rng.choice(list("0123456789"), rng.integers(1, 4)))
        canvas, box, writer = _one_cell(hand(number), rng)
        ink = around(draw_number(canvas, value, box, writer, dpi=200))
        # Whoever cuts cells leaves paper around the ink: what touches the edge is a neighbour's, or a picture spoilt.
        part = _jittered(box, rng, 0.08).union(_grown(ink, _MARGIN))
        yield Scan("cells", _cut(canvas, box, part, value, rng), ((value, None),))


def neighbours(hand: Callable[[int], Hand], count: int) -> Iterator[Scan]:
    """One digit each, cut out of a longer number, its neighbours in view."""
    for number in range(count):
        rng = np.random.default_rng([FIRST_HAND + 2, number])
        value = "".join(rng.choice(list("0123456789"), 3))
        canvas, box, writer = _blank(hand(number), Box(40, 40, 240, 120))
        boxes = draw_number(canvas, value, box, writer, dpi=200, gap=float(rng.uniform(-0.02, 0.2)))
        if len(boxes) == 3:
            part = _wider(boxes[1], rng)
            yield Scan("neighbours", _cut(canvas, boxes[1], part, value[1], rng), ((value[1], None),))


def refused(hand: Callable[[int], Hand], count: int) -> Iterator[Scan]:
    """Cells with what is no number: letters, scribbles, struck-out numbers; nothing is to be accepted there."""
    for number in range(count):
        rng = np.random.default_rng([FIRST_HAND + 3, number])
        canvas, box, _ = _one_cell(Writer(FIRST_HAND + number), rng)
        draw_refused(canvas, box, hand(number), rng, kind=REFUSED[number % len(REFUSED)])
        part = _jittered(box, rng, 0.08)
        yield Scan("refused", _cut(canvas, box, part, "", rng), (("", None),))


def _scanned(page: Drawn, rng: np.random.Generator) -> Drawn:
    """One of four ways to scan."""
    way = int(rng.integers(4))
    if way == 0:
        return page
    if way == 1:
        return fax(page, rng, skew=float(rng.normal(0, 0.5)))
    page = flatbed(page, rng, skew=float(rng.normal(0, 0.7)), noise=float(rng.uniform(1, 5)))
    return page if way == 2 else jpeg(page, 40)


def _blank(hand: Hand, box: Box) -> tuple[Pixels, Box, Hand]:
    """White paper around a box."""
    return np.full((box.bottom + 40, box.right + 40, 3), 255, np.uint8), box, hand


def _one_cell(hand: Hand, rng: np.random.Generator) -> tuple[Pixels, Box, Hand]:
    """Paper with the ruling of a cell drawn onto it."""
    width = int(rng.uniform(1.0, 2.2) * 80)
    canvas, box, hand = _blank(hand, Box(40, 40, 40 + width, 120))
    grey = int(rng.integers(0, 140))
    for x in (box.left, box.right):
        cv2.line(canvas, (x, 0), (x, canvas.shape[0]), (grey, grey, grey), int(rng.integers(1, 4)))
    for y in (box.top, box.bottom):
        cv2.line(canvas, (0, y), (canvas.shape[1], y), (grey, grey, grey), int(rng.integers(1, 4)))
    return canvas, box, hand


def _grown(box: Box, more: int) -> Box:
    """A box larger by so many pixels on each side."""
    return Box(box.left - more, box.top - more, box.right + more, box.bottom + more)


def _wider(box: Box, rng: np.random.Generator) -> Box:
    """A box with margins of a tenth of its height or so: the neighbours' edges come into view."""
    left, top, right, bottom = 1 + np.abs(rng.normal(0, 0.12, 4) * box.height).round().astype(int)
    return Box(box.left - int(left), box.top - int(top), box.right + int(right), box.bottom + int(bottom))


def _jittered(box: Box, rng: np.random.Generator, share: float) -> Box:
    """A box whose sides are off by about a share of its height."""
    left, top, right, bottom = (rng.normal(0, share, 4) * box.height).round().astype(int)
    return Box(box.left + int(left), box.top + int(top), box.right + int(right), box.bottom + int(bottom))


def _cut(canvas: Pixels, box: Box, part: Box, value: str, rng: np.random.Generator) -> Pixels:
    """Scan a canvas, cut a part of it out, and bring it to the size that other programs keep."""
    scanned = _scanned(Drawn(canvas, [Truth(value, box, "cell")]), rng).pixels
    left, top, right, bottom = part.clip(scanned.shape[1], scanned.shape[0])
    crop = np.ascontiguousarray(scanned[top:bottom, left:right])
    scale = float(rng.uniform(0.45, 1.0))
    size = (max(12, round(crop.shape[1] * scale)), max(12, round(crop.shape[0] * scale)))
    return np.asarray(cv2.resize(crop, size, interpolation=cv2.INTER_AREA), np.uint8)


def every(data: Path, recipe: Recipe, counts: Sequence[int]) -> Iterator[Scan]:
    """All of them; `counts` of made strips, forms, cells, neighbours and refused ones."""
    hand = hands(data)
    yield from cheques(data, recipe)
    yield from made(data, recipe, counts[0])
    for draw, count in zip((forms, cells, neighbours, refused), counts[1:], strict=True):
        yield from draw(hand, count)
