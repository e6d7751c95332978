"""The floor decodes every file once, whole, and nothing else."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from digitscan.bench.floor import decode, measure_floor
from digitscan.drawing.files import g4_tiff_bytes, image_pdf_bytes, jpeg_bytes
from digitscan.errors import InputError

HEIGHT, WIDTH = 300, 200


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    page = np.full((HEIGHT, WIDTH), 255, np.uint8)
    page[100:150, 50:150] = 0
    jpeg = jpeg_bytes(page, 85, 300)
    colour = cv2.imencode(".jpg", cv2.merge([page] * 3))[1].tobytes()
    data = {
        "a.jpg": jpeg,
        "b.jpg": colour,
        "c.tif": g4_tiff_bytes([page], 300),
        "d.pdf": image_pdf_bytes([(jpeg, (WIDTH, HEIGHT))] * 2, 300),
    }
    for name, content in data.items():
        (tmp_path / name).write_bytes(content)
    return [str(tmp_path / name) for name in data]


def test_each_kind_of_file_is_decoded_whole(files: list[str]) -> None:
    assert [decode(path) for path in files[:3]] == [(1, HEIGHT * WIDTH)] * 3
    pages, pixels = decode(files[3])
    assert pages == 2
    assert pixels == pytest.approx(2 * HEIGHT * WIDTH, rel=0.02)


def test_processes_share_the_files_and_all_of_them_count(files: list[str]) -> None:
    floor = measure_floor(files * 3, 2)
    assert floor.pages == 15
    assert floor.pixels == 3 * sum(decode(path)[1] for path in files)
    assert 0 < floor.seconds < 30
    assert 0 < floor.cpu < 2 * floor.seconds + 1


def test_a_file_that_cannot_be_decoded_is_no_floor(tmp_path: Path) -> None:
    (tmp_path / "broken.jpg").write_bytes(b"\xff\xd8\xff")
    with pytest.raises(InputError, match=r"broken\.jpg"):
        decode(str(tmp_path / "broken.jpg"))
