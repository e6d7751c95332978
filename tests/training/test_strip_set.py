"""Real strips: read as reading sees them, parted once and for all."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from digitscan.training.cheques import held_out_strips
from digitscan.training.strip_set import WRITING, cheque_strips
from training_strips import write_cheques

from digitscan.errors import InputError


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    write_cheques(folder, [str(1000 + number) for number in range(40)])
    labels = folder / "cheque_amounts" / "labels.csv"
    labels.write_text(labels.read_text().replace(",1000,", ",99,"))
    return folder


def test_strips_are_parted_with_the_cheques_own_held_out_part(data: Path) -> None:
    found = cheque_strips(data, 5, 2018)
    assert (len(found.train), len(found.validation)) == (39 - 5 - len(found.held_out), 5)
    apart = held_out_strips([f"images/{n}.png" for n in range(40)])
    wanted = {str(1000 + int(Path(name).stem)) for name in apart} - {"1000"}
    assert {strip.value for strip in found.held_out} == wanted
    values = [strip.value for part in (found.train, found.validation, found.held_out) for strip in part]
    assert len(values) == len(set(values)) == 39, "the one with a digit too few is left out"


def test_writing_has_one_height_and_boxes_stand_on_it(data: Path) -> None:
    strip = cheque_strips(data, 0, 2018).train[0]
    assert np.median([box.height for box in strip.boxes]) == pytest.approx(WRITING, abs=1.5)
    for box in strip.boxes:
        assert strip.contrast[box.top : box.bottom, box.left : box.right].max() > 120
    assert strip.box.left == strip.boxes[0].left and strip.box.right == strip.boxes[-1].right


@pytest.mark.parametrize("folder", [None, Path("absent")])
def test_an_absent_set_is_told(folder: Path | None) -> None:
    with pytest.raises(InputError, match="cheque_amounts"):
        cheque_strips(folder, 1, 1)
