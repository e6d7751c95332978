import io
import os

import pytest
from inputs.making import encoded, picture

from digitscan.errors import UsageError
from digitscan.inputs.source import Absent, Source
from digitscan.inputs.sources import find_sources

PNG = encoded(picture(4, 4), "PNG")


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("scans/p10.png", "scans/p2.png", "scans/notes.txt", "other.dat"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(PNG)
    return tmp_path


def found(*inputs, **options):
    return [
        item.name if isinstance(item, Source) else (item.file, item.error) for item in find_sources(inputs, **options)
    ]


def test_names_are_as_given_or_relative_to_the_folder(folder):
    assert found("./scans/p2.png", "scans", "other.dat") == ["./scans/p2.png", "p10.png", "other.dat"]


def test_a_named_file_is_always_tried(folder):
    assert found("scans/notes.txt") == ["scans/notes.txt"]


def test_nothing_found_is_no_error_here(folder):
    (folder / "empty").mkdir()
    assert found("empty") == []
    assert found() == []


def test_what_is_not_there(folder):
    (folder / "link.png").symlink_to("gone.png")
    (folder / "loop.png").symlink_to("loop.png")
    results = dict(found("absent.png", "link.png", "loop.png", "a\0b", "n" * 300, "other.dat/x.png")[:])
    assert results["absent.png"] == "no such file or folder"
    assert "broken link" in results["link.png"]
    assert "link loop" in results["loop.png"]
    assert "null" in results["a\0b"]
    assert "too long" in results["n" * 300]
    assert "a part of the path is a file" in results["other.dat/x.png"]


def test_overlapping_inputs_give_each_file_once(folder):
    assert found("scans", "scans/p2.png", "scans", str(folder / "scans" / "p10.png")) == ["p2.png", "p10.png"]
    assert found("other.dat", "./other.dat") == ["other.dat"]
    assert found("scans", "scans/notes.txt") == ["p2.png", "p10.png", "scans/notes.txt"]


def test_a_file_and_a_link_to_it_are_two(folder):
    (folder / "copy.dat").symlink_to("other.dat")
    assert found("other.dat", "copy.dat") == ["other.dat", "copy.dat"]


def test_lists(folder):
    (folder / "list").write_text("scans\nabsent.png\n")
    (folder / "list0").write_bytes(b"other.dat\0scans/p2.png\0")
    results = found("scans/notes.txt", files_from="list", files0_from="list0")
    assert results == ["scans/notes.txt", "p2.png", "p10.png", ("absent.png", "no such file or folder"), "other.dat"]


def test_a_list_on_standard_input(folder):
    assert found(stdin=io.BytesIO(b"scans/p2.png\n"), files_from="-") == ["scans/p2.png"]
    assert found(stdin=io.BytesIO(b"scans/p2.png\0other.dat"), files0_from="-") == ["scans/p2.png", "other.dat"]


def test_images_on_standard_input_between_files(folder):
    assert found("other.dat", "-", "scans", stdin=io.BytesIO(PNG + PNG)) == [
        "other.dat", "stdin-1", "stdin-2", "p2.png", "p10.png",
    ]  # fmt: skip


def test_empty_standard_input_is_nothing():
    assert found("-", stdin=io.BytesIO()) == []


@pytest.mark.parametrize("options", [{"files_from": "-"}, {"files0_from": "-"}])
def test_standard_input_can_be_read_only_once(options):
    with pytest.raises(UsageError, match="only once"):
        find_sources(["-", "-"], stdin=io.BytesIO())
    with pytest.raises(UsageError, match="only once"):
        find_sources(["-"], stdin=io.BytesIO(), **options)
    with pytest.raises(UsageError, match="only once"):
        list(find_sources([], stdin=io.BytesIO(b"-\0"), files0_from="-"))


def test_a_terminal_is_wrong_usage_at_once():
    controller, terminal = os.openpty()
    try:
        with os.fdopen(terminal, "rb") as stream, pytest.raises(UsageError, match="is a terminal"):
            find_sources(["-"], stdin=stream)
    finally:
        os.close(controller)


def test_a_closed_standard_input_is_wrong_usage():
    stream = io.BytesIO()
    stream.close()
    with pytest.raises(UsageError, match="closed"):
        find_sources(["-"], stdin=stream)


def test_standard_input_is_not_touched_when_not_asked_for(folder):
    class Forbidden(io.BytesIO):
        def read(self, *_):
            raise AssertionError

        read1 = isatty = read

    assert found("other.dat", stdin=Forbidden()) == ["other.dat"]


def test_sources_come_one_by_one(folder):
    sources = find_sources(["scans", "absent"])
    assert next(sources).name == "p2.png"
    (folder / "absent").write_bytes(PNG)
    assert [type(item) for item in sources] == [Source, Source]


def test_failures_are_page_failures():
    [failure] = find_sources(["absent.png"])
    assert failure == Absent("absent.png", 1, "no such file or folder")
