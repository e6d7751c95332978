"""USPS, ARDIS, Semeion and the answer boxes: small sets of digits, each in one npz file."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from digitscan.errors import InputError
from digitscan.glyphs.normalize import normalize_all

from .glyphset import GlyphSet


def read_npz(data: Path | None, name: str, file: str) -> dict[str, NDArray]:
    """The arrays of one npz file.

    Raises:
        InputError: there is no data folder, or the file is in neither ``data/glyphs`` nor ``data``.
    """
    if data is None:
        raise InputError(f"set {name}: give the folder that holds glyphs/{file} as --data")
    for path in (data / "glyphs" / file, data / file):
        if path.is_file():
            with np.load(path) as archive:
                return {key: archive[key] for key in archive.files}
    raise InputError(f"set {name}: neither glyphs/{file} nor {file} is in {data}")


def usps(data: Path | None) -> GlyphSet:
    """USPS zip.train: digits of ZIP codes on envelopes, 16×16 white on black without margin."""
    arrays = read_npz(data, "usps", "usps_train.npz")
    return _digits("usps", "USPS zip.train, public for research", arrays["x"], arrays["y"])


def ardis(data: Path | None) -> GlyphSet:
    """ARDIS, dataset IV: digits of Swedish church records 1895-1970 (Kusetogullari et al. 2019), 28×28."""
    arrays = read_npz(data, "ardis", "ardis_train.npz")
    return _digits(
        "ardis", "ARDIS dataset IV, free for research, cite Kusetogullari et al. 2019", arrays["x"], arrays["y"]
    )


def semeion(data: Path | None) -> GlyphSet:
    """Semeion (UCI): 16×16 black and white digits that fill their box."""
    arrays = read_npz(data, "semeion", "semeion.npz")
    # Enlarged smoothly first: the steps of 16×16 black and white pixels are no pen's.
    soft = [cv2.GaussianBlur(cv2.resize(x, (48, 48), interpolation=cv2.INTER_LINEAR), (5, 5), 0) for x in arrays["x"]]
    return _digits("semeion", "Semeion (UCI), CC BY 4.0", soft, arrays["y"])


def answer_boxes(data: Path | None) -> GlyphSet:
    """Students' digits in a printed answer box (NSYSU), whole boxes shrunk to 28×28, dark on white; groups: batches."""
    arrays = read_npz(data, "answer_boxes", "answer_boxes.npz")
    groups = np.unique(arrays["batch"], return_inverse=True)[1].astype(np.int64)
    inks = [box_ink(x) for x in arrays["x"]]
    return _digits("answer_boxes", "NSYSU digits, ODbL + DbCL", inks, arrays["y"], groups)


def box_ink(box: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The ink of an answer box shrunk to 28×28, dark on white: uint8 (28, 28) white on black, grain put to zero."""
    darkness = cv2.subtract(np.full_like(box, int(np.median(box))), box)
    # A quarter of the darkest ink: faint strokes stay, paper grain and JPEG ringing go.
    return np.where(darkness > int(darkness.max()) // 4, darkness, 0).astype(np.uint8)


def _digits(name: str, licence: str, inks, labels, groups=None) -> GlyphSet:  # type: ignore[no-untyped-def]
    return GlyphSet(name, licence, normalize_all(list(inks)), labels.astype(np.int64), groups)
