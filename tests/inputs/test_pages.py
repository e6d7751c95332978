import io
import os
import stat

import cv2
import numpy as np
import pytest
from inputs.making import coloured, encoded, load, multipage, only_error, only_page, picture, with_exif
from PIL import Image, ImageCms

from digitscan.inputs.pages import load_pages
from digitscan.inputs.source import Source
from digitscan.types import Page, PageFailure

PNG = encoded(picture(), "PNG")


def error_of(path):
    [failure] = load_pages(Source("shown", path=str(path)))
    assert isinstance(failure, PageFailure)
    assert (failure.file, failure.number) == ("shown", 1)
    return failure.error


def test_a_file_and_the_same_bytes_give_the_same_page(tmp_path):
    path = tmp_path / "a.png"
    path.write_bytes(PNG)
    [page] = load_pages(Source("shown", path=str(path)))
    assert (page.file, page.number, page.orientation) == ("shown", 1, 1)
    assert np.array_equal(page.pixels, only_page(PNG).pixels)


def test_the_name_says_nothing(tmp_path):
    path = tmp_path / "a.jpg"
    path.write_bytes(PNG)
    [page] = load_pages(Source("a.jpg", path=str(path)))
    assert isinstance(page, Page)


def test_clear_words_for_bad_files(tmp_path):
    (tmp_path / "empty.png").write_bytes(b"")
    (tmp_path / "text.jpg").write_text("Dear reader,\nthis is a letter.\n")
    (tmp_path / "loop").symlink_to("loop")
    assert error_of(tmp_path / "empty.png") == "the file is empty (0 bytes)"
    assert "text" in error_of(tmp_path / "text.jpg")
    assert "no such file" in error_of(tmp_path / "absent.png")
    assert "link loop" in error_of(tmp_path / "loop")
    assert error_of("/dev/null").startswith("not a file")


def test_a_folder_that_took_the_place_of_a_file(tmp_path):
    assert "directory" in error_of(tmp_path)


@pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission(tmp_path):
    path = tmp_path / "a.png"
    path.write_bytes(PNG)
    path.chmod(0)
    assert error_of(path) == "no permission to read it"


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (PermissionError(13, "Permission denied"), "no permission to read it"),
        (OSError(5, "Input/output error"), "the disk or the network failed"),
        (OSError(24, "Too many open files"), "too many open files"),
    ],
)
def test_what_the_system_says_is_put_in_words(error, words, tmp_path, monkeypatch):
    def fails(*_args, **_options):
        raise error

    monkeypatch.setattr("pathlib.Path.open", fails)
    assert error_of(tmp_path / "a.png").startswith(words)


def test_a_file_too_large_for_opencv(tmp_path, monkeypatch):
    path = tmp_path / "a.png"
    path.write_bytes(PNG)
    status = os.stat_result((stat.S_IFREG, 0, 0, 1, 0, 0, 3 << 30, 0, 0, 0))
    monkeypatch.setattr(os, "fstat", lambda _descriptor: status)
    assert "3,221,225,472 bytes" in error_of(path)


def test_a_named_pipe_is_read(tmp_path):
    import threading

    path = tmp_path / "pipe"
    os.mkfifo(path)
    writer = threading.Thread(target=path.write_bytes, args=(PNG,))
    writer.start()
    [page] = load_pages(Source("pipe", path=str(path)))
    writer.join()
    assert np.array_equal(page.pixels, picture())


def test_no_memory_is_told_and_not_raised(monkeypatch):
    def short(*_args):
        raise MemoryError

    monkeypatch.setattr("digitscan.inputs.pages.decode", short)
    assert "not enough memory" in only_error(PNG)


def test_what_nobody_thought_of_is_told_and_not_raised(monkeypatch):
    def surprise(*_args):
        raise RuntimeError("boo")

    monkeypatch.setattr("digitscan.inputs.pages.decode", surprise)
    assert only_error(PNG) == "could not be read (RuntimeError: boo)"


@pytest.mark.parametrize("orientation", range(1, 9))
def test_png_orientation_agrees_with_jpeg(orientation):
    png = only_page(with_exif(picture(), "PNG", orientation))
    jpeg = only_page(with_exif(picture(), "JPEG", orientation, quality=100))
    assert png.orientation == jpeg.orientation == orientation
    assert np.abs(png.pixels.astype(int) - jpeg.pixels).mean() < 3


def test_warnings_do_not_reach_the_terminal(capfd):
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    only_page(encoded(picture(), "PNG", icc_profile=profile))  # libpng: RGB profile on a grey PNG
    noise = np.random.default_rng(1).integers(0, 255, (64, 64), np.uint8)
    jpeg = bytearray(encoded(noise, "JPEG", quality=90))
    jpeg[-300:-40] = bytes(value & 0x7F for value in range(260))
    load(bytes(jpeg))
    load(PNG[:-20])
    load(encoded(coloured(), "TIFF", compression="tiff_lzw")[:-900])
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("format_name", ["PNG", "JPEG", "BMP", "TIFF"])
@pytest.mark.parametrize("level", [0, 255])
def test_one_pixel_black_and_white(format_name, level):
    assert only_page(encoded(np.array([[level]], np.uint8), format_name)).pixels.tolist() == [[level]]


def test_long_and_thin_images():
    assert only_page(encoded(np.zeros((1, 5000), np.uint8), "PNG")).pixels.shape == (1, 5000)
    assert only_page(encoded(np.zeros((5000, 1), np.uint8), "PNG")).pixels.shape == (5000, 1)


def test_black_and_white_png():
    image = Image.fromarray(picture() > 100)
    assert image.mode == "1"
    assert set(np.unique(only_page(encoded(picture() > 100, "PNG")).pixels)) == {0, 255}


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("channels", [1, 3])
def test_a_large_jpeg_is_decoded_in_part_and_whole_again_when_asked(channels, orientation):
    pixels = picture(403, 621) if channels == 1 else np.kron(coloured(), np.ones((10, 10, 1), np.uint8))[:403, :597]
    data = with_exif(pixels, "JPEG", orientation, quality=95)
    whole = only_page(data)
    [page] = load_pages(Source("a.jpg", data=data), reduction=lambda height, width: 4)
    assert page.reduction == 4 and page.pixels.ndim == whole.pixels.ndim
    assert page.size == whole.size and page.orientation == whole.orientation == orientation
    height, width = whole.pixels.shape[:2]
    assert page.pixels.shape[:2] == (-(-height // 4), -(-width // 4))
    small = cv2.resize(whole.pixels, page.pixels.shape[1::-1], interpolation=cv2.INTER_AREA)
    assert np.abs(small.astype(int) - page.pixels).mean() < 4
    assert page.finer is not None
    assert np.array_equal(page.finer().pixels, whole.pixels)


def test_what_cannot_be_decoded_in_part_comes_whole():
    cmyk = io.BytesIO()
    Image.fromarray(np.dstack([picture()] * 4), "CMYK").save(cmyk, "JPEG")
    for data in (PNG, multipage([picture()]), cmyk.getvalue()):
        [page] = load_pages(Source("a", data=data), reduction=lambda height, width: 2)
        assert page.reduction == 1 and page.finer is None and page.size == (60, 40)


@pytest.mark.parametrize("first", [1, 2, 3, 8, 9])
@pytest.mark.parametrize("step", [1, 3])
def test_pages_that_are_not_wanted_are_left_out(first, step):
    tiff = multipage([picture(seed=seed) for seed in range(8)])
    pdf = io.BytesIO()
    images = [Image.fromarray(picture(seed=seed)) for seed in range(8)]
    images[0].save(pdf, "PDF", save_all=True, append_images=images[1:], resolution=72)
    for data in (tiff, pdf.getvalue()):
        found = load_pages(Source("a", data=data), first=first, step=step, pdf_dpi=72)
        assert [page.number for page in found] == list(range(first, 9, step))
    assert [page.number for page in load_pages(Source("a", data=PNG), first=first)] == ([1] if first == 1 else [])


def test_a_file_that_cannot_be_opened_is_told_whatever_page_is_wanted():
    (failure,) = load_pages(Source("a", data=b"%PDF-1.7 nothing more"), first=5)
    assert isinstance(failure, PageFailure) and failure.number == 1
