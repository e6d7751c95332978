"""Drawn characters of Omniglot (Lake et al. 2015): what is no digit, once those that look like one are left out.

Which ones look like a digit was decided by eye, from three drawings of each, before any network was measured on them:
a circle, a square or a house reads as 0, a bar or a stroke as 1, angles as 7, and so on. They are used neither to train
nor to measure, as nobody could tell them from digits.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from digitscan.glyphs.normalize import normalize_all
from digitscan.types import NOT_A_DIGIT

from .glyphset import GlyphSet
from .small_sets import read_npz

LOOK_ALIKES: dict[str, tuple[int, ...]] = {
    "Balinese": (5, 14),
    "Early_Aramaic": (1, 2, 3, 4, 6, 7, 8, 10, 12, 13, 14, 16, 17, 20),
    "Greek": (4, 6, 8, 9, 15, 18),  # delta zeta theta iota omicron sigma
    "Japanese_(katakana)": (22, 24, 27, 38, 42, 43),  # nu, no, fu, ra, ro, wa
    "Korean": (12, 20, 21, 22, 24, 27, 28, 33, 37),
    "Latin": (2, 7, 9, 10, 12, 15, 17, 19, 25, 26),  # b g i j l o q s y z
    "Sanskrit": (5, 12, 13, 14, 27, 37),
    "Tagalog": (3, 4, 16),
}
"""Characters that look like a digit, by alphabet."""

HELD_OUT_ALPHABETS = ("Greek", "Tagalog")
"""Alphabets that no training ever sees: the test of unseen characters."""


def characters(data: Path | None) -> GlyphSet:
    """The characters that look like no digit; groups: characters; held out: whole alphabets."""
    arrays = read_npz(data, "characters", "omniglot_characters.npz")
    names = [str(name).split("/") for name in arrays["name"]]
    keep = np.array([int(character[-2:]) not in LOOK_ALIKES.get(alphabet, ()) for alphabet, character, _ in names])
    kept = [name for name, wanted in zip(names, keep, strict=True) if wanted]
    groups = np.unique([f"{alphabet}/{character}" for alphabet, character, _ in kept], return_inverse=True)[1]
    out = np.array([alphabet in HELD_OUT_ALPHABETS for alphabet, _, _ in kept])
    pixels = normalize_all(list(255 - arrays["x"][keep]))
    labels = np.full(len(kept), NOT_A_DIGIT, np.int64)
    return GlyphSet("characters", "Omniglot (Lake et al. 2015), MIT", pixels, labels, groups.astype(np.int64), out)
