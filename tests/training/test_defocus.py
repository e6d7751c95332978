from __future__ import annotations

import numpy as np
import pytest
from digitscan.training.defocus import defocus, defocus_all
from training_glyphs import printed


def test_a_glyph_out_of_focus_keeps_its_place_and_loses_its_edges() -> None:
    glyph = printed(1).pixels[0]
    steepest = [int(np.abs(np.diff(g.astype(int), axis=1)).max()) for g in (glyph, defocus(glyph, 2.0, 0.0))]
    assert steepest[1] < 0.5 * steepest[0]
    assert defocus(glyph, 2.0, 0.3).shape == (28, 28) and defocus(glyph, 2.0, 0.3).max() == 255


def test_what_is_weaker_than_the_cut_is_paper() -> None:
    glyph = printed(1).pixels[0]

    def faint(cut: float) -> float:
        grey = defocus(glyph, 2.0, cut)
        return float(((grey > 0) & (grey < 0.2 * 255)).sum() / (grey > 0).sum())

    # Normalising shrinks the digit: a pixel of its edge is a mean of ink and paper, and some of these are faint.
    assert faint(0.4) < 0.15 < 0.2 < faint(0.0)


def test_an_empty_glyph_stays_empty() -> None:
    assert not defocus(np.zeros((28, 28), np.uint8), 1.0, 0.3).any()


@pytest.mark.parametrize("share", [0.0, 0.4, 1.0])
def test_the_share_is_blurred_and_the_rest_left(share: float) -> None:
    glyphs = printed(400).pixels
    out = defocus_all(glyphs, share, np.random.default_rng(5))
    changed = (out != glyphs).any(axis=(1, 2)).mean()
    assert abs(changed - share) < 0.08
