"""The forms of the benchmark: drawn as asked, scanned in each way, their boxes followed."""

from __future__ import annotations

import sys
from pathlib import Path

import cv2
import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parent))
import forms
from evaluation_fields import got, results, true

from digitscan.evaluation.outcomes import judge


@pytest.fixture(scope="module")
def mnist(tmp_path_factory) -> Path:
    """Ten bars of each digit by each of 30 writers: glyphs that anything can be drawn with."""
    glyphs = np.zeros((300, 28, 28), np.uint8)
    glyphs[:, 4:24, 12:16] = 255
    path = tmp_path_factory.mktemp("mnist") / "mnist.npz"
    np.savez(path, x_test=glyphs, y_test=np.tile(np.arange(10), 30), writer_test=np.repeat(np.arange(30), 10))
    return path


def test_each_way_of_scanning_keeps_the_28_boxes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    few = {name: forms.WAYS[name] for name in (forms.CLEAN, "sideways", "150 dpi", "JPEG, quality 40", "1 bit")}
    monkeypatch.setattr(forms, "WAYS", few)
    drawn = list(forms.draw_forms(tmp_path, None, forms=1, altered=1))
    assert [form.way for form in drawn] == list(few)
    sizes = {form.way: cv2.imread(str(form.path)).shape[:2] for form in drawn}
    height, width = sizes[forms.CLEAN]
    assert sizes["sideways"] == (width, height) and abs(sizes["150 dpi"][0] - height / 2) < 2
    assert len({tuple(field.value for field in form.fields) for form in drawn}) == 1
    for form in drawn:
        assert len(form.fields) == 28
        paper_height, paper_width = sizes[form.way]
        for field in form.fields:
            assert field.box is not None
            assert 0 <= field.box.left < field.box.right <= paper_width
            assert 0 <= field.box.top < field.box.bottom <= paper_height


def test_every_second_form_is_filled_with_the_glyphs_given(tmp_path: Path, mnist: Path) -> None:
    drawn = list(forms.draw_forms(tmp_path, mnist, forms=2, altered=0))
    assert [form.way for form in drawn] == [forms.CLEAN] * 2
    again = list(forms.draw_forms(tmp_path, None, forms=2, altered=0))
    assert [form.fields for form in drawn] == [form.fields for form in again]


def test_only_boxes_that_were_right_before_can_be_lost() -> None:
    truth = [true("1", 1, file="form0-0.png"), true("2", 2, file="form0-0.png"), true("3", 3, file="form0-0.png")]
    read = [got(value, i, file="form0-0.png") for i, value in enumerate(["1", "7", "3"], 1)]
    clean = judge(truth, results(*read))
    others = [true(field.value, field.field, file="form0-4.png") for field in truth]
    other = judge(others, results(got("1", 1, file="form0-4.png"), got("2", 2, file="form0-4.png")))
    assert forms.lost(clean, other, ["form0-0.png"]) == (1, 3)
    assert forms.lost(clean, other, []) == (0, 0)
