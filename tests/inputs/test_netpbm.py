import numpy as np
import pytest
from inputs.making import coloured, encoded, load, only_error, only_page, picture

from digitscan.inputs.netpbm import read_header
from digitscan.inputs.streams import split_stream
from digitscan.inputs.window import DamagedError, Window


def deep(pixels, peak):
    """A PGM with values up to a peak."""
    scaled = np.rint(pixels / 255 * peak)
    samples = scaled.astype(">u2" if peak > 255 else np.uint8).tobytes()
    return b"P5\n# made for a test\n%d %d\n%d\n" % (*pixels.shape[::-1], peak) + samples


@pytest.mark.parametrize("pixels", [picture(), coloured(), picture() > 127, picture(40, 59) > 127])
def test_size_and_end_of_each_kind(pixels):
    data = encoded(pixels, "PPM")
    header = read_header(Window(data + b"255 behind"))
    assert (header.width, header.height, header.end) == (pixels.shape[1], pixels.shape[0], len(data))


def test_pixels():
    assert np.array_equal(only_page(encoded(picture(), "PPM")).pixels, picture())
    assert np.array_equal(only_page(encoded(coloured(), "PPM")).pixels, coloured()[..., ::-1])
    black = picture(40, 59) > 127
    assert np.array_equal(only_page(encoded(black, "PPM")).pixels, black * np.uint8(255))


@pytest.mark.parametrize("peak", [15, 100, 255, 4095, 65535])
def test_values_up_to_any_peak_become_eight_bits(peak):
    page = only_page(deep(picture(), peak))
    white = 1 if peak <= 255 else 255 / page.pixels.max()  # sixteen bits are scaled by what the samples use
    assert np.abs(page.pixels.astype(float) * picture().max() / page.pixels.max() - picture()).max() <= 255 / peak + 1
    assert white >= 1


def test_comments_and_blanks_stand_anywhere_in_the_header():
    data = b"P5 # one\n#two\n\t4\n#three\n  2\r\n255 " + bytes(range(0, 240, 30))
    assert only_page(data).pixels.tolist() == [[0, 30, 60, 90], [120, 150, 180, 210]]


def test_cut_short_and_nonsense():
    data = encoded(coloured(), "PPM")
    for kept in (20, len(data) // 2, -1):
        assert "cut short" in only_error(data[:kept])
    assert "0\N{MULTIPLICATION SIGN}40" in only_error(b"P5\n# c\n0 40\n255\n" + bytes(99))
    assert "brightest" in only_error(b"P5\n4 4\n0\n" + bytes(99))
    assert "brightest" in only_error(b"P5\n4 4\n70000\n" + bytes(99))
    with pytest.raises(DamagedError, match="width and height"):
        read_header(Window(b"P6\n# a comment and nothing else"))


def test_images_follow_one_another_in_a_stream(tmp_path):
    """As `pdftoppm` and `scanimage` write them."""
    images = [encoded(coloured(), "PPM"), encoded(picture(), "PPM"), encoded(picture() > 127, "PPM")]
    path = tmp_path / "stream"
    path.write_bytes(b"".join(images))
    with path.open("rb") as stream:
        sources = list(split_stream(stream))
    assert [source.data for source in sources] == images
    assert all(len(load(data)) == 1 for data in images)
