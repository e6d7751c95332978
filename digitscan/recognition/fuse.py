"""Two readers of the same ink become one reading, as two typists do in double-key entry.

One reader cuts the ink and judges each glyph (`decode`), the other reads the strip whole (`ctc`). Both give every value
a probability, whatever the other thinks: the weighted product of the two (a logarithmic opinion pool, Genest and Zidek
1986, https://doi.org/10.1214/ss/1177013825) ranks all values that either of them proposes. Where they agree the product
is sharp; where they differ it is split, and so is the confidence.

Where they leave a value in doubt, a larger network reads the strip as well, and the two readers of strips are heard as
one: the mean of their logarithms counts. Another one classifies the candidates that are unsure, in the same way
(`unsure`).

Whether there is a number at all in a picture cut out for one is judged in the same way: digits that touch cannot always
be cut, and where no cut makes digits of them the glyphs' reader sees writing. The strips' reader sees a number.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import exp, inf, log
from statistics import fmean
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from digitscan.recognition.ctc import best_values, log_probabilities, telling
from digitscan.recognition.decode import Decoded, spell
from digitscan.types import BLANK, Lattice


class Weights(NamedTuple):
    """Exponents of the two readers' probabilities."""

    glyph: float
    strip: float


READERS = {"fused": Weights(1.0, 1.0), "glyph": Weights(1.0, 0.0), "strip": Weights(0.0, 1.0)}
"""Ways to read, by the name that users give. Of 60 cheque amounts and 598 made-up numbers that the strips' reader was
not trained on, 52 and 423 are right with these weights, 52 and 409 with 1 and 0.7, 51 and 425 with 0.5 and 1
(`tests/benchmarks/fit_confidence.py`); of 3,000 crops of historical digits 2,661 with these, 2,650 with 1 and 0.7."""

_DOUBT = -7.0
"""Log-probability below which no reader is believed to be against a value: either may have lost a piece of the
ink. At -10 the log loss of 60 cheque amounts is 0.355, at -7 0.328
(`tests/benchmarks/fit_confidence.py`)."""

_SETTLED = 0.97
"""Share of the best value from which on nobody else is asked. Were everybody asked always, as many numbers were right,
and as many without doubt: of 60 cheque amounts, 500 made strips, 1,500 cells and 500 crops with neighbours that no
network was trained on 54, 398, 1,478 and 466 instead of 52, 375, 1,470 and 467 by two readers."""

_PROSE = 0.95
"""Probability of writing from which on nobody else is asked about the digits in it, on pages."""

_PROPOSED, _WIDTH = 5, 8
"""Values that the strip's reader proposes, and how many beginnings of them it follows. With 16 of these the same values
and statuses come of 3,850 fields, and it takes a sixth longer."""

_LIGHTEST = (1e-5, 1e-12)
"""Lightest prefix, beside the heaviest, that the strip's reader follows where the glyphs' reader is sure; and where it
is not, so that it may say which of five values it means though the strip's is nearly sure of one."""

_SURE = 0.9
"""Share from which on the glyphs' reader is sure in that sense: what it leaves to all values that the strip's reader
hardly believes weighs less than a thousandth."""

_TINY = 1e-12
"""Probability below which nothing is told apart."""

_LEAST, _TOLD = 0.001, 3
"""Share below which no alternative is told, and how many are."""


@dataclass(frozen=True, eq=False)
class Opinion:
    """What both readers think of one value.

    Attributes:
        value: the digits.
        glyph: natural logarithm of the glyphs' reader's probability, at most 0.
        strip: natural logarithm of the strips' reader's probability, at most 0.
    """

    value: str
    glyph: float
    strip: float

    def pooled(self, weights: Weights, doubt: float) -> float:
        """The weighted sum of both logarithms."""
        return weights.glyph * max(self.glyph, doubt) + weights.strip * max(self.strip, doubt)


def opinions(
    decoded: Decoded,
    columns: NDArray[np.float32],
    third: NDArray[np.float32] | None = None,
    *,
    single: bool = False,
    doubt: float = _DOUBT,
) -> list[Opinion]:
    """What both readers think of each value that either proposes.

    A reader that gives some values nearly everything leaves the others the rest together: where that is less than
    doubt, they are not weighed one by one.

    Args:
        decoded: what `decode` made of the field's lattice.
        columns: float32 (T, 11), log-probabilities of the strip's columns.
        third: likewise by another network, whose opinion counts as much as this one's; None where it was not asked.
        single: whether at most one digit can stand here.
        doubt: log-probability below which it does not matter how small one is.

    Returns:
        The opinions; one at least.
    """
    told = [telling(one) for one in (columns, third) if one is not None]
    # Where it takes the ink for writing, it has no opinion about digits: all values are as likely, and hardly so.
    unread = decoded.text * exp(doubt)
    doubtful = 1 - decoded.confidence >= exp(doubt)
    # A sure reader is against whatever the other proposes, and what that hardly believes itself decides nothing.
    lightest = _LIGHTEST[decoded.confidence < _SURE]
    by_strip = [dict(best_values(one, _PROPOSED, _WIDTH, lightest=lightest)) for one in told]
    proposed = [value for one in by_strip for value in one]
    values = list(dict.fromkeys([decoded.value, *proposed, *(value for value, _ in decoded.alternatives)]))
    values = [value for value in values if not single or len(value) <= 1]
    by_glyph = {value: decoded.share(value) for value in values} if doubtful else {}
    by_glyph[decoded.value] = decoded.confidence
    by_strip = [_completed(one, known, values, doubt) for one, known in zip(told, by_strip, strict=True)]
    found = []
    for value in values:
        share = (1 - decoded.text) * by_glyph.get(value, 0.0) + unread
        strip, *others = (one[value] for one in by_strip)
        if others:
            strip = fmean(max(one, doubt) for one in (strip, *others))
        found.append(Opinion(value, log(share) if share > 0 else -inf, strip))
    return found


def _completed(
    told: NDArray[np.float32], known: dict[str, float], values: Sequence[str], doubt: float
) -> dict[str, float]:
    """The log-probabilities of all values by a strip's columns, where those of some are known."""
    others = [value for value in values if value not in known]
    if 1 - sum(map(exp, known.values())) < exp(doubt):
        return known | dict.fromkeys(others, doubt)
    return known | dict(zip(others, log_probabilities(told, others), strict=True))


def rank(found: Sequence[Opinion], weights: Weights, doubt: float = _DOUBT) -> list[tuple[Opinion, float]]:
    """The opinions with their shares of the pooled weight, the best first; of equal ones the greater value.

    Args:
        found: at least one.
        weights: of the readers.
        doubt: log-probability below which neither is believed.
    """
    ranked = sorted(
        ((one.pooled(weights, doubt), one.value, one) for one in found), key=lambda it: it[:2], reverse=True
    )
    pooled = np.exp([score - ranked[0][0] for score, _, _ in ranked])
    return [(one, share) for (_, _, one), share in zip(ranked, (pooled / pooled.sum()).tolist(), strict=True)]


def fuse(
    decoded: Decoded,
    lattice: Lattice,
    probabilities: NDArray[np.float32],
    columns: NDArray[np.float32],
    weights: Weights = READERS["fused"],
    *,
    third: NDArray[np.float32] | None = None,
    single: bool = False,
    alone: bool = False,
) -> Decoded:
    """The reading of both readers together.

    Where the field is `alone` in a picture that was cut out for its number, both are asked whether there is one. On a
    page the glyphs' reader decides: print and names are much of what stands there, and the strips' reader sees digits
    in them; what both say is kept beside it.

    Args:
        decoded: what `decode` made of the lattice.
        lattice: A atoms, N candidates.
        probabilities: float32 (N, 11), of each candidate.
        columns: float32 (T, 11), log-probabilities of the strip's columns.
        weights: of the readers.
        third: float32 (T, 11), what another network says of the strip's columns; None where it was not asked.
        single: whether at most one digit can stand here.
        alone: whether the field is all of a picture.

    Returns:
        As `decode` returns it, with the value that is best for both; its digits stand where the lattice has them, and
        are none where it cannot spell the value.
    """
    (best, share), *rest = rank(opinions(decoded, columns, third, single=single), weights)
    told = tuple((other.value, its) for other, its in rest[:_TOLD] if its >= _LEAST)
    writing = weigh_writing(decoded.text, columns, weights)
    text = writing if alone else decoded.text
    kept = replace(decoded, confidence=share, text=text, alternatives=told, fused=True, writing=writing)
    if best.value == decoded.value:
        return kept
    spelling = spell(best.value, lattice, probabilities, single=single)
    return replace(kept, value=best.value, chosen=spelling.chosen, skipped=spelling.skipped)


def is_doubtful(fused: Decoded, *, alone: bool = False) -> bool:
    """Whether what both readers make of a field is worth another network's opinion.

    Args:
        fused: what `fuse` made of it.
        alone: whether the field is all of a picture; on a page, nobody is asked to read prose.
    """
    return fused.confidence < _SETTLED and (alone or fused.text < _PROSE)


def weigh_writing(text: float, columns: NDArray[np.float32], weights: Weights, doubt: float = _DOUBT) -> float:
    """The probability that the ink is writing and no number, by both readers.

    Args:
        text: what the glyphs' reader says, 0–1.
        columns: float32 (T, 11), log-probabilities of the strip's columns; writing is what they spell nothing of.
        weights: of the readers.
        doubt: log-odds beyond which the strip's reader is not believed.

    Returns:
        0–1; the weighted sum of both log-odds.
    """
    nothing = float(columns[:, BLANK].sum(dtype=np.float64))
    by_strip = nothing - log(max(1 - exp(nothing), exp(doubt)))
    by_strip = min(max(by_strip, doubt), -doubt)
    by_glyph = log(max(text, _TINY) / max(1 - text, _TINY))
    return 1 / (1 + exp(-(weights.glyph * by_glyph + weights.strip * by_strip)))
