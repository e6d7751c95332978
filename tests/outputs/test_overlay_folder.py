"""Overlays land in their folder under names that no two pages share."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitscan.errors import OutputError
from digitscan.outputs.overlay_folder import OverlayFolder, draw
from digitscan.types import Box, Page, PageResult, Reading, Status


def test_a_page_becomes_a_picture_named_after_its_input(tmp_path: Path) -> None:
    folder = OverlayFolder(tmp_path / "new" / "overlays")
    page = Page("sub/form 1.tif", 2, np.full((300, 200), 255, np.uint8))
    reading = Reading(1, "7", 0.9, Status.OK, Box(50, 50, 90, 90))
    path = folder.write(page.file, 2, draw(page, PageResult(page.file, 2, (reading,), None, 200, 300)))
    assert path == tmp_path / "new" / "overlays" / "sub_form_1.tif-p2.jpg"
    assert cv2.imread(str(path)).shape[0] > 300


@given(names=st.lists(st.tuples(st.text(max_size=80), st.integers(1, 3)), max_size=12))
def test_names_are_unique_and_safe(names: list[tuple[str, int]], tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = OverlayFolder(tmp_path_factory.getbasetemp())
    given_names = [folder.name(file, number) for file, number in names]
    assert len({name.casefold() for name in given_names}) == len(names)
    for name in given_names:
        assert not set(name) & set('/\\\0\n\r <>:"|?*')
        assert not name.startswith((".", "-"))
        assert len(name.encode("utf-8")) <= 255


def test_inputs_of_one_name_do_not_overwrite_each_other(tmp_path: Path) -> None:
    folder = OverlayFolder(tmp_path)
    assert [folder.name(file, 1) for file in ("a/b.png", "a_b.png", "A_B.png")] == [
        "a_b.png-p1.jpg",
        "a_b.png-p1-2.jpg",
        "A_B.png-p1-3.jpg",
    ]


def test_a_folder_that_cannot_be_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match=r"cannot create the overlay folder .*: a file has that name"):
        OverlayFolder(tmp_path / "file")
