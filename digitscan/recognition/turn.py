"""Which way up a page is: its glyphs are classified turned by quarters, and the turn that makes digits of them wins.

0, 1 and 8 look the same upside down, and 6 like 9, but the other half of the digits does not; letters are no digits any
way up. Where a page has more print than numbers, its glyphs say on which side it lies and not which side is up: letters
make digits upside down as often as not. Such a page is hardly read, and is read the other way up as well.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from digitscan.types import NOT_A_DIGIT, PageResult, Reading, Status

_FEWEST = 12
"""Glyphs without which nothing is said: two or three numbers."""

_SURE = 0.9
"""Probability from which on a glyph counts as a digit."""

_UPRIGHT = 0.65
"""Share of digits among the glyphs, and of numbers without doubt among those read, of a page that is surely upright.
Drawn forms have 0.7 and more; upside down they have 0.3 to 0.6, sideways 0.2."""

_GAIN, _ENOUGH = 1.3, 0.25
"""A page is turned if it has so many times more digits then, and at least that share of its glyphs are digits."""


_EITHER_WAY = "the page may be upside down"
"""The note about the numbers of a page that is read no better one way than the other."""

_HARDLY = 0.4
"""Share of numbers without doubt among those read below which the page is read upside down as well. Of 54 drawn pages
scanned or photographed upside down 53 have less, and of as many upright ones three."""


_CHANCE = 0.05
"""Share of a page's glyphs that are digits by chance. Of 91 on a form with print and four numbers 2 were upside down,
and none upright, and the numbers were turned that were read better upright."""

_LETTER = 0.25
"""What a single digit on a free line counts for, as a part of another: in print on its side there are hundreds."""

_LETTERS, _PRINT, _AS_LETTERS = 8, 0.6, "letters of print, it seems"
"""Fewest such digits, and the share of digits among a page's glyphs below which they are letters; and what is said."""

_TELLING, _FEW, _SHARE = "347", 12, 0.06
"""Digits that are none upside down, a quarter of what is written; the fewest digits read without doubt that must have
some of them, and their least share. A page of marks that was read upside down had none among 27."""

_SOME = 2
"""So many of them, and twice that share, are on no page that is read upside down."""


def is_doubtful(result: PageResult, probabilities: NDArray[np.float32]) -> bool:
    """Whether a page may lie on its side or upside down.

    Args:
        result: as it was read.
        probabilities: float32 (n, 11), those of a sample of its glyphs.
    """
    # Print may outnumber the numbers among the glyphs: a page whose numbers say that it is upright is.
    plain = _without_letters(result)
    surely = _sure(result) >= _UPRIGHT and 2 * len(_filled(plain)) >= len(_filled(result))
    surely = surely and _telling(plain)[1] >= _FEW and is_upright(plain)
    if surely or len(probabilities) < _FEWEST:
        return False
    return _digits(probabilities) < _UPRIGHT * len(probabilities) or _sure(result) < _UPRIGHT


def in_all_turns(glyphs: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The glyphs uint8 (n, 28, 28) turned counter-clockwise by one, two and three quarters: uint8 (3 n, 28, 28)."""
    return np.concatenate([np.rot90(glyphs, turn, axes=(1, 2)) for turn in (1, 2, 3)])


def count_digits(upright: NDArray[np.float32], others: NDArray[np.float32]) -> list[int]:
    """How many of the glyphs are digits, as they are and after one, two and three quarter turns.

    Args:
        upright: float32 (n, 11), probabilities of the glyphs as they are.
        others: float32 (3 n, 11), those of `in_all_turns`.
    """
    return [_digits(upright), *(_digits(part) for part in np.split(others, 3))]


def compare(one: int, other: int, glyphs: int) -> float:
    """How many times as many glyphs of a page are digits one way up as the other, for `is_better` and `outweighs`.

    Args:
        one: how many of them are digits the one way.
        other: the other way.
        glyphs: all that were looked at; a few of them are digits by chance, and say little.
    """
    chance = 1 + _CHANCE * glyphs
    return (one + chance) / (other + chance)


def find_turn(upright: NDArray[np.float32], others: NDArray[np.float32], *, aside: bool = False) -> int:
    """The turn that makes most digits of the glyphs.

    Args:
        upright: float32 (n, 11), probabilities of the glyphs as they are.
        others: float32 (3 n, 11), those of `in_all_turns`.
        aside: whether the page's lines run from top to bottom: then one of the quarter turns it is.

    Returns:
        Counter-clockwise quarter turns that put the page upright, 0…3; 0 where no other is surely better.
    """
    counts = count_digits(upright, others)
    if aside:
        return 1 if counts[1] >= counts[3] else 3
    best = int(np.argmax(counts))
    return best if counts[best] >= max(_GAIN * counts[0], _ENOUGH * len(upright)) else 0


def is_hardly_read(result: PageResult) -> bool:
    """Whether so few of a page's numbers are without doubt that it may be upside down."""
    return bool(_filled(result)) and (_sure(result) < _HARDLY or _seems_turned(result))


def outweighs(one: PageResult, other: PageResult, more: float = 1.0) -> bool:
    """Whether clearly more digits are read on a page one way up than the other.

    Args:
        one: as it was read one way up.
        other: as it was read the other way.
        more: how many times as many digits its glyphs are the one way, each by itself: what is found on a page that is
            hardly read is chance, and both must agree.
    """
    return more * _expected(one) > _GAIN * _expected(other)


def is_better(turned: PageResult, result: PageResult, more: float = 1.0) -> bool:
    """Whether a turned page outweighs the page as it is, arguments as there, and does not seem to be upside down."""
    return outweighs(turned, result, more) and not _seems_turned(turned)


def doubt(result: PageResult) -> PageResult:
    """The result of a page that may be upside down: all its numbers are for review."""
    readings = [
        replace(one, status=Status.REVIEW, note=_EITHER_WAY) if one.status is Status.OK else one
        for one in result.readings
    ]
    return replace(result, readings=tuple(readings))


def doubt_letters(result: PageResult, digits: float) -> PageResult:
    """The result with its single digits on free lines for review, if they are many and the page is mostly print.

    Args:
        result: of the page.
        digits: share of digits among its glyphs, the way up that has most.
    """
    single = {one.field for one in result.readings if one.status is Status.OK and _may_be_letter(one)}
    if len(single) < _LETTERS or digits >= _PRINT:
        return result
    readings = [
        replace(one, status=Status.REVIEW, note=_AS_LETTERS) if one.field in single else one for one in result.readings
    ]
    return replace(result, readings=tuple(readings))


def is_upright(result: PageResult) -> bool:
    """Whether the digits that were read without doubt have those among them that are none upside down."""
    telling, count = _telling(result)
    return telling >= _SOME and telling >= 2 * _SHARE * count


def has_telling(result: PageResult) -> bool:
    """Whether one at least of the digits that were read without doubt is none upside down.

    Where the single glyphs of a page speak against the other way up, it must show one: x=988 is 886 then, and a word.
    """
    return _telling(result)[0] > 0


def _seems_turned(result: PageResult) -> bool:
    """Whether the digits that were read without doubt lack those that are none upside down."""
    telling, count = _telling(result)
    return count >= _FEW and telling < _SHARE * count


def _telling(result: PageResult) -> tuple[int, int]:
    """How many of the digits that were read without doubt are none upside down, and how many there are."""
    digits = "".join(one.value for one in result.readings if one.status is Status.OK).replace("-", "")
    return sum(digit in _TELLING for digit in digits), len(digits)


def _without_letters(result: PageResult) -> PageResult:
    """The result without single digits on free lines: o, w and h of print on its side are 0, 3 and 4."""
    return replace(result, readings=tuple(one for one in result.readings if not _may_be_letter(one)))


def _may_be_letter(reading: Reading) -> bool:
    return reading.kind == "line" and len(reading.value) == 1


def _filled(result: PageResult) -> list[Reading]:
    return [reading for reading in result.readings if reading.status is not Status.BLANK]


def _sure(result: PageResult) -> float:
    """Share of the numbers of a page that are without doubt, 0–1; 0 where there are none."""
    filled = _filled(result)
    return sum(reading.status is Status.OK for reading in filled) / max(1, len(filled))


def _expected(result: PageResult) -> float:
    """How many more digits are right than wrong by their confidence, of numbers that are rather right than wrong.

    Those that letters of print become on their side count little or nothing, and words upside down are long and not
    sure.
    """
    told = (
        (max(0.0, 2 * one.confidence - 1) * (_LETTER if _may_be_letter(one) else 1), one) for one in _filled(result)
    )
    return sum(weight * sum(digit not in "01" for digit in one.value) for weight, one in told)


def _digits(probabilities: NDArray[np.float32]) -> int:
    """How many of the glyphs (n, 11) are digits."""
    return int((probabilities[:, :NOT_A_DIGIT].max(axis=1, initial=0) >= _SURE).sum())
