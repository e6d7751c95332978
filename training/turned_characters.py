"""Drawn characters laid on their side, upside down or mirrored: letters of alphabets that nobody writes.

A network that has seen few alphabets takes the curves of others for digits; each of the 201 characters that training
holds gives up to four more. Those that look like a digit once they are turned are left out.
"""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np

from digitscan.glyphs.normalize import normalize_all
from digitscan.types import NOT_A_DIGIT

from .characters import HELD_OUT_ALPHABETS
from .glyphset import GlyphSet
from .small_sets import read_npz

WAYS: dict[str, int | None] = {
    "left": cv2.ROTATE_90_COUNTERCLOCKWISE,
    "right": cv2.ROTATE_90_CLOCKWISE,
    "down": cv2.ROTATE_180,
    "mirror": None,
}
"""Ways to turn a character; None mirrors it."""

LOOK_ALIKES: dict[str, dict[str, tuple[int, ...]]] = {
    "left": {
        "Balinese": (1, 3, 4, 8, 12, 15, 16, 17, 18, 20, 21, 23),
        "Early_Aramaic": (16, 21),
        "Greek": (1, 13, 15, 18, 20, 24),
        "Korean": (19, 33),
        "Latin": (1, 10, 15, 23),
        "Tagalog": (4, 8, 13, 15, 17),
    },
    "right": {
        "Balinese": (4, 7, 8, 9, 10, 12, 13, 15, 16, 17, 19, 20, 21),
        "Early_Aramaic": (16,),
        "Greek": (1, 7, 15, 17, 18),
        "Japanese_(katakana)": (20, 28),
        "Korean": (19, 33),
        "Latin": (1, 3, 13, 15),
        "Tagalog": (1, 4, 8, 10, 13, 15, 16, 17),
    },
    "down": {
        "Balinese": (5,),
        "Early_Aramaic": (2, 10, 12, 13, 14, 16),
        "Greek": (4, 5, 6, 8, 9, 14, 15, 18, 19),
        "Japanese_(katakana)": (6, 8, 13, 14, 19, 24, 26, 27, 35, 38),
        "Korean": (21, 24, 33, 40),
        "Latin": (2, 3, 5, 7, 8, 9, 12, 15, 18, 19, 20, 26),
        "Sanskrit": (5, 11, 12, 13, 14, 33),
        "Tagalog": (4, 15),
    },
    "mirror": {
        "Balinese": (14,),
        "Early_Aramaic": (16,),
        "Greek": (4, 5, 8, 15, 17, 18),
        "Korean": (21, 33),
        "Latin": (3, 5, 6, 9, 12, 15, 16, 18, 19, 26),
        "Sanskrit": (11, 14, 33),
    },
}
"""Characters that look like a digit once turned, by way and alphabet: those whose 20 drawings the network `digits`
1.0.0 took for digits with a mean probability above 0.4. By eye, what lies above it are the circles, the bars, and what
could be 2, 3, 5 or 7; below it nearly nothing is."""


def turned_characters(data: Path | None) -> GlyphSet:
    """Each character of the alphabets that train, turned in each way in which it looks like no digit.

    The held-out alphabets are no part of it; groups: characters, one for each way.
    """
    arrays = read_npz(data, "turned_characters", "omniglot_characters.npz")
    names = [str(name).split("/")[:2] for name in arrays["name"]]
    inks, groups = [], []
    for way, code in WAYS.items():
        for image, (alphabet, character) in zip(arrays["x"], names, strict=True):
            alike = int(character[-2:]) in LOOK_ALIKES[way].get(alphabet, ())
            if not alike and alphabet not in HELD_OUT_ALPHABETS:
                ink = 255 - image
                inks.append(cv2.flip(ink, 1) if code is None else cv2.rotate(ink, code))
                groups.append(f"{way}/{alphabet}/{character}")
    return GlyphSet(
        "turned_characters",
        "Omniglot (Lake et al. 2015), MIT",
        normalize_all(inks),
        np.full(len(inks), NOT_A_DIGIT, np.int64),
        np.unique(groups, return_inverse=True)[1].astype(np.int64),
        np.zeros(len(inks), bool),
    )
