"""Whatever happens to the bytes of a scan, it is a page or a failure with words; nothing is raised, nothing printed."""

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from inputs.making import coloured, encoded, grey_tags, load, multipage, pdf, picture, raw_tiff, with_exif

from digitscan.types import Page, PageFailure

FILES = {
    "png": with_exif(coloured(), "PNG", 6),
    "jpeg": with_exif(coloured(), "JPEG", 6),
    "progressive jpeg": encoded(picture(), "JPEG", progressive=True),
    "bmp": encoded(coloured(), "BMP"),
    "webp": with_exif(coloured(), "WEBP", 3),
    "jpeg 2000": encoded(coloured(), "JPEG2000"),
    "codestream": encoded(picture(), "JPEG2000", no_jp2=True, tile_size=(32, 32)),
    "ppm": encoded(coloured(), "PPM"),
    "pbm": encoded(picture() > 127, "PPM"),
    "group 4": multipage([picture(), picture()], "group4"),
    "lzw": multipage([picture(), picture()], "tiff_lzw"),
    "deflate": multipage([picture(), picture()], "tiff_adobe_deflate"),
    "jpeg tiff": encoded(coloured(), "TIFF", compression="jpeg"),
    "big tiff": raw_tiff([(grey_tags(picture()), [picture().tobytes()])] * 2, big=True),
    "four bits": raw_tiff([(grey_tags(picture(), 4), [bytes(1200)])]),
    "pdf": pdf(2),
}


def check(data):
    results = load(data, max_pixels=1_000_000)
    assert results
    assert [result.number for result in results] == list(range(1, len(results) + 1))
    for result in results:
        if isinstance(result, Page):
            assert result.pixels.dtype == np.uint8
            assert 0 < result.pixels.size <= 3_000_000
        else:
            assert isinstance(result, PageFailure)
            assert result.error
            assert "Error:" not in result.error, result.error


@pytest.mark.parametrize("kind", FILES)
def test_whole_files_are_pages(kind):
    assert all(isinstance(result, Page) for result in load(FILES[kind]))


@pytest.mark.parametrize("kind", FILES)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(share=st.floats(0, 1))
def test_cut_anywhere(kind, share, capfd):
    check(FILES[kind][: int(share * len(FILES[kind]))])
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize("kind", FILES)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(flips=st.lists(st.tuples(st.floats(0, 0.999), st.integers(1, 255)), min_size=1, max_size=6), head=st.booleans())
@example(flips=[(0.0703125, 1)], head=False)  # OpenJPEG lists the components of a JPEG 2000 that differ
def test_bytes_changed_anywhere(kind, flips, head, capfd):
    data = bytearray(FILES[kind])
    reach = min(200, len(data)) if head else len(data)
    for share, change in flips:
        data[int(share * reach)] ^= change
    check(bytes(data))
    assert capfd.readouterr().err == ""
