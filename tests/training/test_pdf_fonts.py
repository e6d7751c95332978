from __future__ import annotations

import numpy as np
import pytest
from digitscan.training.pdf_fonts import standard_fonts


@pytest.mark.parametrize("sign", ["0", "7", "(", "\\", "~"])
def test_each_font_draws_the_sign_white_on_black_with_nothing_cut(sign: str) -> None:
    drawn = standard_fonts(sign)
    assert len(drawn) == 12
    for ink in drawn:
        assert ink.dtype == np.uint8 and ink.ndim == 2 and ink.max() > 200
        assert not ink[[0, -1]].any() and not ink[:, [0, -1]].any()


def test_the_fonts_differ() -> None:
    assert len({ink.tobytes() for ink in standard_fonts("4")}) == 12


def test_the_grotesque_s_1_has_no_foot() -> None:
    """The reason why these fonts are here."""
    helvetica, courier = standard_fonts("1")[0], standard_fonts("1")[8]

    def foot(ink: np.ndarray) -> float:
        rows = np.flatnonzero((ink > 128).any(axis=1))
        widths = (ink > 128).sum(axis=1)[rows]
        return float(widths[-2] / np.median(widths))

    assert foot(helvetica) < 1.5 < 2.5 < foot(courier)
