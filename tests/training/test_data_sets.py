"""The readers of data sets, on small files of the same form."""

from __future__ import annotations

import csv
from pathlib import Path

import cv2
import numpy as np
import pytest
from digitscan.training.characters import HELD_OUT_ALPHABETS, LOOK_ALIKES, characters
from digitscan.training.cheques import cheque_rejects, cheques, held_out_strips, own_ink, read_strips
from digitscan.training.datasets import load_parts
from digitscan.training.mnist import mnist_test, mnist_training
from digitscan.training.paper_ink import flatten, grey_ink
from digitscan.training.small_sets import answer_boxes, ardis, box_ink, semeion, usps
from digitscan.training.turned_characters import LOOK_ALIKES as TURNED_ALIKE
from digitscan.training.turned_characters import WAYS, turned_characters
from training_glyphs import recipe

from digitscan.errors import InputError, UsageError
from digitscan.types import Box


def save(folder: Path, file: str, /, **arrays: np.ndarray) -> None:
    (folder / "glyphs").mkdir(exist_ok=True)
    np.savez(folder / "glyphs" / file, **arrays)


def bar(height: int = 28, width: int = 28, *, dark: bool = False) -> np.ndarray:
    image = np.full((height, width), 230 if dark else 0, np.uint8)
    image[height // 5 : -(height // 5), width // 2 - 1 : width // 2 + 2] = 90 if dark else 255
    return image


def test_mnist_keeps_writers_and_never_mixes_test_digits_in(tmp_path: Path) -> None:
    x = np.stack([bar()] * 6)
    writers = np.array([1, 1, 2, 2, 3, 3], np.int32)
    save(
        tmp_path,
        "mnist.npz",
        x_train=x,
        y_train=np.arange(6),
        x_test=x[:2],
        y_test=np.array([8, 9]),
        writer_train=writers,
    )
    assert mnist_training(tmp_path).groups.tolist() == writers.tolist()
    assert mnist_test(tmp_path).labels.tolist() == [8, 9]
    assert (mnist_training(tmp_path).pixels == x).all(), "MNIST is what normalising means: it stays as it is"


@pytest.mark.parametrize(
    ("reader", "name", "shape", "dark"),
    [
        (usps, "usps_train.npz", (16, 16), False),
        (ardis, "ardis_train.npz", (28, 28), False),
        (semeion, "semeion.npz", (16, 16), False),
        (answer_boxes, "answer_boxes.npz", (28, 28), True),
    ],
)
def test_small_sets_come_normalised(tmp_path: Path, reader, name: str, shape: tuple[int, int], dark: bool) -> None:
    x = np.stack([bar(*shape, dark=dark)] * 3)
    save(tmp_path, name, x=x, y=np.array([1, 1, 1]), batch=np.array(["a", "a", "b"]))
    glyphs = reader(tmp_path)
    rows = np.flatnonzero(glyphs.pixels[0].any(axis=1))
    assert glyphs.labels.tolist() == [1, 1, 1] and rows[-1] - rows[0] + 1 == 20
    assert glyphs.pixels[0].max() == 255 and glyphs.pixels[0][:, 0].max() == 0


def test_answer_boxes_are_grouped_by_batch(tmp_path: Path) -> None:
    x = np.stack([bar(dark=True)] * 3)
    save(tmp_path, "answer_boxes.npz", x=x, y=np.array([1, 1, 1]), batch=np.array(["b", "a", "b"]))
    assert answer_boxes(tmp_path).groups.tolist() == [1, 0, 1]


def test_the_ink_of_a_box_is_white_and_its_paper_black() -> None:
    ink = box_ink(bar(dark=True))
    assert ink[14, 14] > 100 and ink[0, 0] == 0


def test_characters_leave_look_alikes_out_and_hold_whole_alphabets_out(tmp_path: Path) -> None:
    names = ["Latin/character01/1", "Latin/character15/1", "Greek/character01/1", "Greek/character01/2"]
    x = np.full((4, 105, 105), 255, np.uint8)
    x[:, 30:70, 40:44] = 0
    save(tmp_path, "omniglot_characters.npz", x=x, name=np.array(names))
    found = characters(tmp_path)
    assert 15 in LOOK_ALIKES["Latin"] and "Greek" in HELD_OUT_ALPHABETS
    assert found.labels.tolist() == [10, 10, 10]
    assert found.held_out.tolist() == [False, True, True]
    assert found.groups[1] == found.groups[2] != found.groups[0]


def test_turned_characters_leave_out_look_alikes_and_held_out_alphabets(tmp_path: Path) -> None:
    names = ["Latin/character01/1", "Korean/character01/1", "Greek/character01/1"]
    x = np.full((3, 105, 105), 255, np.uint8)
    x[:, 20:80, 40:44] = 0
    x[:, 76:80, 40:70] = 0
    save(tmp_path, "omniglot_characters.npz", x=x, name=np.array(names))
    found = turned_characters(tmp_path)
    usable = [(way, name) for way in WAYS for name in ("Latin", "Korean") if 1 not in TURNED_ALIKE[way].get(name, ())]
    assert len(found) == len(usable) > 0 and len(np.unique(found.groups)) == len(usable)
    assert (found.labels == 10).all() and not found.held_out.any()
    assert len(np.unique(found.pixels.reshape(len(found), -1), axis=0)) == len({way for way, _ in usable})


def cheque_folder(folder: Path, count: int = 10) -> Path:
    """Strips of a 1 and a 7 on uneven paper, with a speck between them."""
    (folder / "cheque_amounts" / "images").mkdir(parents=True)
    rows = []
    for number in range(count):
        strip = np.tile(np.linspace(200, 235, 120).astype(np.uint8), (60, 1))
        cv2.line(strip, (30, 12), (30, 48), 60, 4)
        cv2.polylines(strip, [np.array([[70, 12], [92, 12], [78, 48]])], False, 60, 4)
        cv2.circle(strip, (52, 46), 3, 60, -1)
        file = f"images/{number:03}.png"
        cv2.imwrite(str(folder / "cheque_amounts" / file), strip)
        rows.append({"file": file, "value": "17", "boxes_x_y_w_h": "26 8 9 45;66 8 30 45"})
    rows[-1]["boxes_x_y_w_h"] = "26 8 9 45"
    with (folder / "cheque_amounts" / "labels.csv").open("w", newline="") as stream:
        writer = csv.DictWriter(stream, ["file", "value", "boxes_x_y_w_h"])
        writer.writeheader()
        writer.writerows(rows)
    return folder


def test_cheques_give_digits_and_what_is_none(tmp_path: Path) -> None:
    data = cheque_folder(tmp_path)
    digits, others = cheques(data), cheque_rejects(data)
    assert len(read_strips(data)) == 9, "the strip with a box too few is left out"
    assert set(digits.labels) == {1, 7} and set(others.labels) == {10}
    assert set(digits.groups[digits.held_out]).isdisjoint(digits.groups[~digits.held_out])
    # The pair of each strip and its speck; windows between a narrow 1 and a 7 may show a digit and are not made.
    assert len(others) >= 2 * 9


def test_the_strips_held_out_are_those_written_down() -> None:
    names = [f"{number:04}.png" for number in range(880)]
    order = np.random.default_rng(2018).permutation(880)[:176]
    assert held_out_strips(names[::-1]) == {names[i] for i in order}


def test_the_ink_of_a_neighbour_that_reaches_in_is_taken_out() -> None:
    ink = np.zeros((40, 60), np.uint8)
    ink[5:35, 10:14] = 255
    ink[18:21, 18:60] = 255
    own = own_ink(ink, Box(6, 0, 24, 40))
    assert own[:, 4:8].any() and not own[:, 12:].any()
    ink[18:21, 13:60] = 255
    assert own_ink(ink, Box(6, 0, 24, 40))[:, 12:].any(), "a stroke that is one with the digit stays"


def test_ink_keeps_soft_edges_and_drops_grain_on_uneven_paper() -> None:
    rng = np.random.default_rng(0)
    grey = np.tile(np.linspace(150, 240, 120), (60, 1)) + rng.normal(0, 2, (60, 120))
    grey[10:50, 30:33] -= 80
    grey[10:50, 33] -= 45
    ink = grey_ink(flatten(grey.clip(0, 255).astype(np.uint8), 9))
    assert (ink[15:45, 31] > 200).all() and (ink[15:45, 33] > 60).all() and (ink[15:45, 33] < 220).all()
    assert (ink[:, 50:] == 0).mean() > 0.99


@pytest.mark.parametrize("reader", [usps, ardis, semeion, answer_boxes, characters, cheques, mnist_training])
def test_an_absent_set_is_named(tmp_path: Path, reader) -> None:
    with pytest.raises(InputError, match=f"set .*{tmp_path.name}"):
        reader(tmp_path)


def test_a_recipe_goes_on_without_optional_sets_alone(tmp_path: Path) -> None:
    x = np.stack([bar()] * 60)
    save(tmp_path, "mnist.npz", x_train=x, y_train=np.ones(60), x_test=x, y_test=np.ones(60))
    with_optional = recipe(sets=[{"name": "mnist", "validation": 6}, {"name": "usps", "optional": True}])
    skipped: list[str] = []
    assert list(load_parts(with_optional, tmp_path, skipped)) == ["mnist"]
    assert "usps" in skipped[0]
    with pytest.raises(InputError, match="usps"):
        load_parts(recipe(sets=[{"name": "mnist"}, {"name": "usps"}]), tmp_path)
    with pytest.raises(UsageError, match="imagenet"):
        load_parts(recipe(sets=[{"name": "imagenet"}]), tmp_path)
