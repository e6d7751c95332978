import re

import cv2
import numpy as np
import pytest
from inputs.making import encoded, load, only_error, only_page, pdf, picture
from PIL import Image

from digitscan.inputs.pdf import find_end, load_pdf
from digitscan.inputs.window import CutShortError, Window
from digitscan.types import Page, PageFailure

ENCRYPTED = f"/Encrypt<</Filter/Standard/V 1/R 2/P -4/O<{'5a' * 32}>/U<{'a5' * 32}>>>/ID[<00><00>]"
"""No password fits: what the standard asks for in U does not come out of any but one."""


def test_pages_are_drawn_at_300_dpi():
    pages = load(pdf(3))
    assert [(page.number, page.pixels.shape, page.dpi) for page in pages] == [(n, (300, 600), 300) for n in (1, 2, 3)]
    assert (pages[0].pixels[160:, :140] == 0).all()
    assert (pages[0].pixels[:140] == 255).all()


def test_another_resolution():
    assert only_page(pdf(), pdf_dpi=72).pixels.shape == (72, 144)


def test_colour_is_kept():
    data = pdf().replace(b"0 0 36 36 re f", b"1 0 0 rg 0 0 36 36 re f").replace(b"/Length 14", b"/Length 23")
    assert only_page(data).pixels[290, 10].tolist() == [0, 0, 255]


def test_a_scan_in_a_pdf():
    data = encoded(picture(), "PDF", resolution=300)
    page = only_page(data).pixels
    assert page.shape == (40, 60)  # not 41 rows, although 9.6 points are 40.00000000000001 pixels
    assert np.abs(page[:30].astype(int) - picture()[:30]).mean() < 3


def test_a4_at_300_dpi_keeps_the_scanners_pixels():
    assert only_page(pdf(media="0 0 595.2 841.92")).pixels.shape == (3508, 2480)


def test_an_absurd_page_is_refused_and_the_others_are_read():
    data = pdf(2).replace(b"MediaBox[0 0 144 72]", b"MediaBox[0 0 14400 14400]", 1)
    failure, page = load(data)
    assert isinstance(failure, PageFailure)
    assert "60000×60000" in failure.error
    assert "--max-pixels" in failure.error
    assert isinstance(page, Page)
    assert page.number == 2


def test_encrypted_broken_and_empty():
    assert "encrypted" in only_error(pdf(trailer=ENCRYPTED))
    assert "broken" in only_error(b"%PDF-1.7 and then nothing of the kind")
    assert "broken" in only_error(pdf(0))


def test_one_broken_page():
    data = re.sub(rb"5 0 obj\n<</Type/Page/.*?endobj\n", b"", pdf(3), count=1, flags=re.DOTALL)
    results = load(data)
    assert [type(result) for result in results] == [Page, PageFailure, Page]
    assert results[1].number == 2


def test_abandoned_half_way_it_is_closed():
    from digitscan.inputs.pages import load_pages
    from digitscan.inputs.source import Source

    pages = load_pages(Source("x", data=pdf(5)))
    next(pages)
    pages.close()
    assert only_page(pdf()).number == 1


def test_end_is_the_last_mark_before_another_item():
    updated = pdf() + b"1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\ntrailer\n<</Root 1 0 R>>\n%%EOF\n"
    assert find_end(Window(updated)) == len(updated)
    assert find_end(Window(updated + encoded(picture(), "PNG"))) == len(updated)
    assert find_end(Window(updated + pdf())) == len(updated)
    with pytest.raises(CutShortError):
        find_end(Window(pdf()[:-10]))


def test_bytes_before_the_header_are_allowed():
    assert only_page(b"\r\njunk from a mailer\r\n" + pdf()).pixels.shape == (300, 600)


def test_a_page_is_drawn_smaller_and_whole_again_when_asked(tmp_path):
    """Also when the pages behind it were drawn since, and the document was closed."""
    images = [Image.fromarray(picture(403, 621, seed=seed)) for seed in range(3)]
    images[0].save(tmp_path / "a.pdf", save_all=True, append_images=images[1:], resolution=72)
    data = (tmp_path / "a.pdf").read_bytes()
    whole = list(load_pdf("a", data, 10**9, 72))
    part = list(load_pdf("a", data, 10**9, 72, reduction=lambda height, width: 2))
    for one, other in zip(part, whole, strict=True):
        assert (one.number, one.reduction, one.size) == (other.number, 2, other.size)
        assert one.pixels.shape == (202, 311)
        small = cv2.resize(other.pixels, one.pixels.shape[::-1], interpolation=cv2.INTER_AREA)
        assert np.abs(small.astype(int) - one.pixels).mean() < 6
        assert np.array_equal(one.finer().pixels, other.pixels)
