"""Forms like the NIST handwriting sample form, drawn anew, whose digits nobody trained on.

Half of them are filled in by the pen-stroke generator, half with digits of MNIST's test writers where MNIST is at hand.
Some are scanned again in ways that ought to lose nothing: askew, upside down, coarser, finer, compressed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from digitscan.drawing import Drawn, GlyphHand, Hand, Writer, bilevel, quarter_turns, rotate, sample_form
from digitscan.drawing.files import jpeg_bytes, png_bytes
from digitscan.evaluation.outcomes import Judged, Kind
from digitscan.evaluation.truth import TrueField

CLEAN = "clean"
"""The form as drawn, at 300 dpi."""

FORMS = 8
"""Forms drawn clean: 224 boxes, enough to tell 99.5 % from less."""

ALTERED = 4
"""Of these, the ones that are scanned in all other ways too: 112 boxes each way, one more or less being 0.9 %."""

_FIRST_SEED = 9000
"""Hands of training and of the samples have smaller numbers."""

_WRITERS = 8
"""MNIST writers whose digits fill one form: one alone may lack a digit."""


@dataclass(frozen=True)
class Form:
    """One scan of a form: how it was scanned, its file, and its boxes."""

    way: str
    path: Path
    fields: tuple[TrueField, ...]


@dataclass(frozen=True)
class _Way:
    """A way to scan: resolution, what happens to the page, how it is stored."""

    dpi: float = 300
    alter: Callable[[Drawn], Drawn] = lambda page: page
    store: Callable[[Drawn, float], bytes] = lambda page, dpi: png_bytes(page.pixels, dpi)
    ending: str = ".png"


WAYS = {
    CLEAN: _Way(),
    "turned by 10°": _Way(alter=lambda page: rotate(page, 10)),
    "turned by -10°": _Way(alter=lambda page: rotate(page, -10)),
    "upside down": _Way(alter=lambda page: quarter_turns(page, 2)),
    "sideways": _Way(alter=lambda page: quarter_turns(page, 1)),
    "150 dpi": _Way(dpi=150),
    "200 dpi": _Way(dpi=200),
    "600 dpi": _Way(dpi=600),
    "JPEG, quality 40": _Way(store=lambda page, dpi: jpeg_bytes(page.pixels, 40, dpi), ending=".jpg"),
    "1 bit": _Way(alter=bilevel, store=lambda page, dpi: png_bytes(page.pixels, dpi, one_bit=True)),
}
"""The ways to scan, by name."""


def draw_forms(folder: Path, mnist: Path | None, *, forms: int = FORMS, altered: int = ALTERED) -> Iterator[Form]:
    """Draw forms into a folder.

    Args:
        folder: where the scans go.
        mnist: an ``.npz`` with ``x_test``, ``y_test`` and ``writer_test``, or None.
        forms: how many are drawn clean.
        altered: the first so many are scanned in all other ways too.
    """
    for number in range(forms):
        for at, (name, way) in enumerate(WAYS.items()):
            if name == CLEAN or number < altered:
                # The same hand anew for each scan: it writes the same.
                page = way.alter(sample_form(_hand(number, mnist), seed=_FIRST_SEED + number, dpi=way.dpi))
                path = folder / f"form{number}-{at}{way.ending}"
                path.write_bytes(way.store(page, way.dpi))
                fields = [TrueField(str(path), 1, i, t.value, t.box) for i, t in enumerate(page.truth, 1)]
                yield Form(name, path, tuple(fields))


def lost(clean: Judged, other: Judged, of: Sequence[str]) -> tuple[int, int]:
    """Boxes that are right on clean forms and not on another scan of them.

    Args:
        clean: outcomes of the clean scans.
        other: outcomes of the other scans, whose file names begin as the clean ones do.
        of: names of the clean files that were scanned again.

    Returns:
        How many are lost, and of how many boxes in all.
    """
    right = {_key(o.file, o.true.field) for o in other.outcomes if o.true is not None and o.kind is Kind.RIGHT}
    wanted = [o for o in clean.outcomes if o.file in of and o.true is not None]
    gone = [o for o in wanted if o.kind is Kind.RIGHT and _key(o.file, o.true.field if o.true else 0) not in right]
    return len(gone), len(wanted)


def _key(file: str, field: int) -> tuple[str, int]:
    return Path(file).name.partition("-")[0], field


def _hand(number: int, mnist: Path | None) -> Hand:
    if mnist is None or number % 2 == 0:
        return Writer(_FIRST_SEED + number)
    with np.load(mnist) as archive:
        glyphs, labels = archive["x_test"], archive["y_test"]
        writers = archive["writer_test"] if "writer_test" in archive.files else np.arange(len(labels)) // 100
    chosen = np.unique(writers)[number * _WRITERS : (number + 1) * _WRITERS]
    own = np.isin(writers, chosen)
    return GlyphHand(glyphs[own], labels[own], seed=_FIRST_SEED + number)
