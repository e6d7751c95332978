import itertools
import os
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from inputs.making import encoded, picture

from digitscan.inputs.folders import Seen, is_wanted, natural_key, natural_path_key, walk
from digitscan.inputs.pages import load_pages
from digitscan.inputs.source import Source
from digitscan.types import PageFailure

PNG = encoded(picture(4, 4), "PNG")


def fill(folder, *names):
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(PNG)


def names(folder, seen=None):
    return [found.name for found in walk(str(folder), seen or Seen()) if isinstance(found, Source)]


def failures(folder):
    return {found.file: found.error for found in walk(str(folder), Seen()) if isinstance(found, PageFailure)}


def test_files_in_natural_order_folders_among_them(tmp_path):
    fill(tmp_path, "page10.png", "page2.png", "Page1.PNG", "page3/b.jpg", "page3/a.tif", "page20/x.pdf")
    assert names(tmp_path) == ["Page1.PNG", "page2.png", "page3/a.tif", "page3/b.jpg", "page10.png", "page20/x.pdf"]


def test_what_is_no_scan_is_left_out_silently(tmp_path):
    fill(tmp_path, "a.png", "a.csv", ".hidden.png", ".git/b.png", "readme", "x.png.part")
    assert names(tmp_path) == ["a.png"]
    assert failures(tmp_path) == {}


def test_pictures_that_are_not_read_are_found_and_told(tmp_path):
    fill(tmp_path, "a.png", "c.txt")
    (tmp_path / "b.heic").write_bytes(b"\0\0\0\x18ftypheic" + bytes(100))
    assert names(tmp_path) == ["a.png", "b.heic"]
    [told] = load_pages(Source("b.heic", str(tmp_path / "b.heic")))
    assert "HEIC" in told.error


def test_a_folder_with_the_name_of_an_image_is_a_folder(tmp_path):
    fill(tmp_path, "x.png/y.png")
    assert names(tmp_path) == ["x.png/y.png"]


def test_strange_names(tmp_path):
    strange = ["a b.png", "a\nb.png", 'a",b.png', "=1+2.png", "ä.png", os.fsdecode(b"\xff\xfe.png"), "-.png"]
    fill(tmp_path, *strange)
    found = list(walk(str(tmp_path), Seen()))
    assert {source.name for source in found} == set(strange)
    for source in found:
        with open(source.path, "rb") as file:  # noqa: PTH123  the path as the source gives it
            assert file.read() == PNG


def test_broken_links_and_loops(tmp_path):
    fill(tmp_path, "good.png", "deep/inner.png")
    (tmp_path / "gone.png").symlink_to("nowhere.png")
    (tmp_path / "scans").symlink_to("nowhere")
    (tmp_path / "notes.txt").symlink_to("nowhere.txt")
    (tmp_path / "self.png").symlink_to("self.png")
    (tmp_path / "deep" / "up").symlink_to("..")
    assert names(tmp_path) == ["deep/inner.png", "good.png"]
    found = failures(tmp_path)
    assert set(found) == {"gone.png", "scans", "self.png", "deep/up"}
    assert "broken link" in found["gone.png"]
    assert "nowhere.png" in found["gone.png"]
    assert "link loop" in found["self.png"]
    assert "link loop" in found["deep/up"]


def test_links_to_files_and_folders_are_followed_but_no_folder_is_walked_twice(tmp_path):
    fill(tmp_path / "elsewhere", "c.png")
    fill(tmp_path / "in", "a.png")
    (tmp_path / "in" / "b.png").symlink_to(tmp_path / "elsewhere" / "c.png")
    (tmp_path / "in" / "d").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "in" / "e").symlink_to(tmp_path / "elsewhere")
    assert names(tmp_path / "in") == ["a.png", "b.png", "d/c.png"]
    assert failures(tmp_path / "in") == {}


def test_a_pipe_among_the_files_does_not_hang(tmp_path):
    os.mkfifo(tmp_path / "a.png")
    assert "not a file" in failures(tmp_path)["a.png"]


def test_an_unreadable_folder(tmp_path, monkeypatch):
    fill(tmp_path, "a.png", "locked/b.png", "z.png")
    real = os.scandir

    def scandir(path):
        if str(path).endswith("locked"):
            raise PermissionError(13, "Permission denied", path)
        return real(path)

    monkeypatch.setattr(os, "scandir", scandir)
    assert names(tmp_path) == ["a.png", "z.png"]
    assert failures(tmp_path) == {"locked": "no permission to read it"}


def test_very_deep_folders(tmp_path):
    deep = tmp_path
    for _ in range(300):
        deep = deep / "d"
    fill(deep, "a.png")
    assert names(tmp_path) == ["d/" * 300 + "a.png"]


def test_named_files_are_not_found_again(tmp_path):
    fill(tmp_path, "a.png", "b.png", "sub/a.png")
    seen = Seen()
    assert seen.new_file(str(tmp_path / "a.png"))
    assert not seen.new_file(str(tmp_path / "sub" / ".." / "a.png"))
    assert names(tmp_path, seen) == ["b.png", "sub/a.png"]
    assert not seen.new_file(str(tmp_path / "b.png"))
    assert seen.new_file(str(tmp_path / "b.dat"))  # the walk left it out


@given(st.lists(st.text("0123456789aB _", max_size=8)))
def test_natural_order_is_an_order(listed):
    once = sorted(listed, key=natural_key)
    assert all(natural_key(a) <= natural_key(c) for a, c in itertools.combinations(once, 2))
    assert sorted(random.Random(1).sample(once, len(once)), key=natural_key) == once


@pytest.mark.parametrize(
    "pair", [("page2", "page10"), ("a9b", "a10"), ("2", "a"), ("a", "B"), ("a1", "a01b"), ("", "a")]
)
def test_natural_order_by_example(pair):
    assert natural_key(pair[0]) < natural_key(pair[1])


def test_wanted():
    assert is_wanted("x.PNG")
    assert not is_wanted(".x.png")
    assert not is_wanted("x.txt")


def test_names_sorted_as_paths_are_in_the_order_of_the_walk(tmp_path):
    given = [
        "a10.png",
        "a9.png",
        "a/2.png",
        "a/10.png",
        "a/b/1.png",
        "A.png",
        "b.png",
        "B2/x.png",
        "b10/x.png",
        "ä/1.png",
    ]
    for name in given:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"x")
    walked = names(tmp_path)
    assert sorted(walked) == sorted(given)
    assert sorted(given, key=natural_path_key) == walked
