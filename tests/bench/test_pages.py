"""Generated pages have what they claim, in every format, and no two files are the same."""

from __future__ import annotations

import hashlib
from pathlib import Path

import cv2
import numpy as np
import pytest

from digitscan.bench import pages as module
from digitscan.bench.pages import FORMATS, draw_pages, write_pages
from digitscan.drawing import Drawn
from digitscan.errors import OutputError
from digitscan.inputs.pages import load_pages
from digitscan.inputs.source import Source
from digitscan.types import Page


@pytest.fixture(scope="module")
def drawn() -> list[Drawn]:
    return draw_pages(30, distinct=2)


def load(path: str) -> Page:
    (page,) = load_pages(Source(path, path))
    assert isinstance(page, Page), page
    return page


def test_a_page_has_the_digits_that_it_claims(drawn: list[Drawn]) -> None:
    for page in drawn:
        assert page.pixels.shape == (3508, 2480, 3)
        assert sum(len(field.value) for field in page.truth) == 30
        for field in page.truth:
            box = field.box
            inside = page.pixels[box.top + 12 : box.bottom - 12, box.left + 12 : box.right - 12].min(axis=2)
            ink = (inside < 170).astype(np.uint8)
            pieces = cv2.connectedComponentsWithStats(ink)[2][1:, cv2.CC_STAT_HEIGHT]
            # Digits may touch, and a stroke may lie apart; but there is no box with ink for far fewer.
            assert (pieces > 25).sum() >= len(field.value) - 2, field


def test_the_same_seed_draws_the_same_and_each_page_has_its_own_writer(drawn: list[Drawn]) -> None:
    again = draw_pages(30, distinct=1)[0]
    assert np.array_equal(again.pixels, drawn[0].pixels)
    assert [field.value for field in drawn[0].truth] != [field.value for field in drawn[1].truth]


def test_a_form_has_its_own_digits_and_print_besides(drawn: list[Drawn]) -> None:
    form = draw_pages(30, distinct=1, sheet="form")[0]
    assert form.pixels.shape == drawn[0].pixels.shape and len(form.truth) == 28
    assert sum(len(field.value) for field in form.truth) == 130
    assert (form.pixels < 128).sum() > 1.5 * (drawn[0].pixels < 128).sum()


@pytest.mark.parametrize("format_", FORMATS)
def test_each_format_can_be_read_and_no_two_files_are_the_same(
    format_: str, drawn: list[Drawn], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "PLACES", 2)
    pages = write_pages(tmp_path, drawn, format_, 6)  # 2 pages in 2 places, and 2 that differ by their comment alone
    assert sorted(pages.names) == list(pages.names) and len(pages.names) == 6
    assert len({hashlib.sha256(Path(path).read_bytes()).digest() for path in pages.paths}) == 6
    first, moved, commented = (load(pages.paths[i]) for i in (0, 2, 4))
    assert first.dpi == pytest.approx(300, abs=0.1)
    assert first.pixels.shape[:2] == (3508, 2480)
    assert (first.pixels.ndim == 3) == (format_ == "jpeg")
    assert not np.array_equal(first.pixels, moved.pixels)
    assert np.array_equal(first.pixels, commented.pixels)
    if format_ == "g4":
        assert set(np.unique(first.pixels)) == {0, 255}


def test_the_truth_of_each_file_is_that_of_its_page(drawn: list[Drawn], tmp_path: Path) -> None:
    pages = write_pages(tmp_path, drawn, "g4", 3)
    fields = pages.truth()
    assert pages.digits == 30 and pages.data_bytes == sum(Path(path).stat().st_size for path in pages.paths)
    for i, name in enumerate(pages.names):
        own = [field for field in fields if field.file == name]
        assert [field.value for field in own] == [field.value for field in drawn[i % 2].truth]
        assert [field.field for field in own] == list(range(1, len(own) + 1))


def test_a_part_of_the_pages_is_listed(drawn: list[Drawn], tmp_path: Path) -> None:
    scans = tmp_path / "scans"
    scans.mkdir()
    pages = write_pages(scans, drawn, "g4", 3)
    some = pages.first(2, tmp_path / "some.txt")
    assert pages.arguments == [str(scans)]
    assert some.arguments == ["--files-from", str(tmp_path / "some.txt")]
    assert (tmp_path / "some.txt").read_text().splitlines() == pages.paths[:2] == some.paths
    assert pages.first(3, tmp_path / "all.txt") is pages


def test_pages_that_find_no_room_are_refused_before_they_are_written(drawn: list[Drawn], tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="TMPDIR"):
        write_pages(tmp_path, drawn, "g4", 10**12)
    assert not list(tmp_path.iterdir())
