import gzip
import io
import tarfile

import pytest
from inputs.making import encoded, picture

from digitscan.inputs.source import Source
from digitscan.inputs.streams import split_stream
from digitscan.inputs.tars import is_tar

PNG = encoded(picture(), "PNG")
BIG = encoded(picture(400, 600), "BMP")


def tar(members, format_number=tarfile.PAX_FORMAT):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=format_number) as archive:
        for name, content in members:
            info = tarfile.TarInfo(name)
            if isinstance(content, str):
                info.type, info.linkname = tarfile.SYMTYPE, content
                archive.addfile(info)
            elif content is None:
                info.type = tarfile.DIRTYPE
                archive.addfile(info)
            else:
                info.size = len(content)
                archive.addfile(info, io.BytesIO(content))
    return out.getvalue()


def split(data):
    return list(split_stream(io.BytesIO(data)))


@pytest.mark.parametrize("format_number", [tarfile.PAX_FORMAT, tarfile.GNU_FORMAT, tarfile.USTAR_FORMAT])
@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_members_with_their_names(format_number, pack):
    members = [("scans", None), ("scans/b.png", PNG), ("./a.png", PNG), ('x/ä ,\n".png', PNG), ("y" * 90 + ".png", BIG)]
    found = split(pack(tar(members, format_number)))
    assert [item.name for item in found] == ["scans/b.png", "a.png", 'x/ä ,\n".png', "y" * 90 + ".png"]
    assert [item.data for item in found] == [PNG, PNG, PNG, BIG]


def test_a_name_that_is_no_utf8():
    data = tar([("AAAA.png", PNG)], tarfile.USTAR_FORMAT)
    header = bytearray(data[:512])
    header[:4] = b"\xff\xfe\xfd\xfc"
    header[148:156] = b" " * 8
    header[148:156] = b"%06o\0 " % sum(header)
    [source] = split(bytes(header) + data[512:])
    assert source.name == "\udcff\udcfe\udcfd\udcfc.png"


def test_what_a_folder_walk_leaves_out_is_left_out():
    found = split(tar([("notes.txt", b"x"), (".hidden.png", PNG), (".git/a.png", PNG), ("../a.png", PNG)]))
    assert [item.name for item in found] == ["../a.png"]


def test_links_are_told():
    found = split(tar([("a.png", PNG), ("b.png", "a.png"), ("c.txt", "a.png")]))
    assert [item.name for item in found if isinstance(item, Source)] == ["a.png"]
    assert "a link to a.png" in found[1].error
    assert len(found) == 2


def test_an_old_tar_without_a_signature():
    data = tar([("a.png", PNG)], tarfile.USTAR_FORMAT)
    header = bytearray(data[:512])
    header[257:512] = bytes(255)
    header[148:156] = b" " * 8
    header[148:156] = b"%06o\0 " % sum(header)
    assert is_tar(header)
    [source] = split(bytes(header) + data[512:])
    assert source.data == PNG


def test_an_empty_tar_is_nothing():
    assert split(tar([])) == []


def test_cut_short_inside_a_member():
    data = tar([("a.png", PNG), ("b.bmp", BIG), ("c.png", PNG)])
    found = split(data[: 512 * 6 + len(BIG) // 2])
    assert isinstance(found[0], Source)
    assert [item.file for item in found[1:]] == ["b.bmp"]
    assert "cut short" in found[1].error


def test_cut_short_between_members():
    data = tar([("a.png", PNG), ("b.png", PNG)])
    member = 512 + (len(PNG) + 511) // 512 * 512
    found = split(data[:member])
    assert [type(item) is Source for item in found] == [True, False]
    assert "cut short" in found[1].error


def test_damage_between_members_loses_only_what_follows():
    data = bytearray(tar([("a.png", PNG), ("b.png", PNG)]))
    member = 512 + (len(PNG) + 511) // 512 * 512
    data[member : member + 512] = b"\xaa" * 512
    found = split(bytes(data))
    assert [type(item) is Source for item in found] == [True, False]
    assert "lost" in found[1].error


def test_what_is_no_tar():
    assert not is_tar(b"")
    assert not is_tar(bytes(512))
    assert not is_tar(PNG * 5)
    assert not is_tar(b"99999999" * 64)


def test_members_are_not_all_kept_in_memory():
    import tracemalloc

    data = tar([(f"{number}.bmp", BIG) for number in range(40)])
    tracemalloc.start()
    for _ in split_stream(io.BytesIO(data)):
        pass
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 6 * len(BIG)
