"""Draw the scans in samples/ and write what stands on them to samples/truth.csv.

    python tests/resources/make_samples.py [FOLDER]

The same OpenCV gives the same bytes; another one may compress or print letters differently, but draws the same numbers.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import numpy as np

import digitscan.drawing as d
from digitscan.drawing.forms.table import MARKS

ROOT = Path(__file__).resolve().parents[2]


class Sample(NamedTuple):
    """A file and the numbers on each of its pages, in reading order."""

    data: bytes
    pages: list[list[str]]


def comb() -> Sample:
    """A student's registration, scanned grey at 200 dpi, the background cleaned by the scanner."""
    writer = d.Writer(103, d.PENS["blue ball"])
    page = d.comb_form(writer, dpi=300)
    scan = d.whiten(d.flatbed(page, _rng(1), scale=2 / 3, skew=0.4, noise=1.5, texture=1, grey=True), 222)
    return Sample(d.png_bytes(_few_greys(scan.pixels), 200), [_values(scan)])


def marks() -> Sample:
    """A table of marks, colour, 150 dpi."""
    writer = d.Writer(61, d.PENS["blue ball"])
    page = d.mark_table(writer, _MARKS, title="Practical course, marks", dpi=300)
    scan = d.flatbed(page, _rng(2), scale=0.5, skew=-0.6, noise=1.5, texture=2)
    return Sample(d.jpeg_bytes(scan.pixels, 76, 150), [_values(scan)])


def rows() -> Sample:
    """Meter readings on ruled lines, strokes crossing them, 200 dpi, slightly askew."""
    page = d.ruled_rows(d.Writer(10, d.PENS["black ball"]), _READINGS)
    scan = d.flatbed(page, _rng(3), scale=2 / 3, skew=1.3, noise=2, texture=2, grey=True)
    return Sample(d.jpeg_bytes(scan.pixels, 75, 200), [_values(scan)])


def boxes() -> Sample:
    """A delivery note: boxes among printed text, A4 at 150 dpi."""
    page = d.boxed_form(d.Writer(88, d.PENS["blue ball"]), _DELIVERY, prompts="above")
    scan = d.flatbed(page, _rng(4), scale=0.5, skew=0.3, noise=1.5, texture=2)
    return Sample(d.jpeg_bytes(scan.pixels, 75, 150), [_values(scan)])


def plain() -> Sample:
    """Numbers in pencil on plain paper, 150 dpi."""
    page = d.plain_page(d.Writer(42, d.PENS["pencil"]), ("738 20 416", "5092", "61 874", "3350 19", "286"), slope=0.01)
    scan = d.uneven_light(d.flatbed(page, _rng(5), scale=0.5, noise=2, texture=3, grey=True), _rng(6), 0.12)
    return Sample(d.jpeg_bytes(scan.pixels, 75, 150), [_values(scan)])


def two_pages() -> Sample:
    """A form and its second page as a feeder scans them: black and white, 300 dpi, Group 4."""
    first = d.boxed_form(d.Writer(17, d.PENS["black ball"]), _CLAIM, title="Expense claim", prompts="left", columns=1,
                         notice=_TRAVEL, mark="Form 30 · page 1 of 2")  # fmt: skip
    second = d.mark_table(d.Writer(17, d.PENS["black ball"]), _COUNTS, ("Mon", "Tue", "Wed", "Thu", "Fri"),
                          title="Expense claim, kilometres", note="Enter full kilometres.")  # fmt: skip
    scans = [d.fax(first, _rng(7), skew=0.5), d.fax(second, _rng(8), skew=-0.4)]
    return Sample(d.g4_tiff_bytes([scan.pixels for scan in scans], 300), [_values(scan) for scan in scans])


def receipt() -> Sample:
    """A receipt as PDF, one grey image at 200 dpi."""
    page = d.underlined_form(
        d.Writer(29, d.PENS["fountain"]), _RECEIPT, title="Receipt for goods", note="Goods inwards, store 3"
    )
    scan = d.flatbed(page, _rng(9), scale=2 / 3, skew=-0.8, noise=1.5, texture=2, grey=True)
    height, width = scan.pixels.shape
    return Sample(d.image_pdf_bytes([(d.jpeg_bytes(scan.pixels, 75, 200), (width, height))], 200), [_values(scan)])


def phone() -> Sample:
    """The photo of a table on a desk, in perspective, with a shadow."""
    page = d.mark_table(d.Writer(5, d.PENS["black ball"]), _SHORT_MARKS, ("Test 1", "Test 2", "Test 3"),
                        title="Class 7b", size=d.A5, row_height=12, note="Points, at most 40")  # fmt: skip
    photo = d.photograph(page, _rng(11), size=(1200, 1600), tilt=0.07, turn=4)
    return Sample(d.jpeg_bytes(photo.pixels, 75, 72), [_values(photo)])


def phone_turned() -> Sample:
    """A photo held upright but stored lying, as phones do; EXIF says how to turn it."""
    page = d.comb_form(d.Writer(72, d.PENS["felt"]), _PARCEL, title="Parcel card", style="apart", note=_ONE_EACH)
    photo = d.photograph(page, _rng(12), size=(1600, 1200), tilt=0.04, turn=3, shade=0.25)
    stored = d.quarter_turns(photo, 3)
    return Sample(d.jpeg_bytes(stored.pixels, 75, 72, orientation=6), [_values(photo)])


def tally() -> Sample:
    """A counting sheet, 1 bit at 150 dpi."""
    page = d.mark_table(d.Writer(36, d.PENS["black ball"]), _TALLY, ("In", "Out", "Stock"), title="Stock count",
                        size=d.A5, row_height=9, note="Count every shelf.")  # fmt: skip
    scan = d.fax(page, _rng(13), scale=0.5, skew=0.7)
    return Sample(d.png_bytes(scan.pixels, 150, one_bit=True), [_values(scan)])


SAMPLES: dict[str, Callable[[], Sample]] = {
    "01-comb.png": comb,
    "02-marks.jpg": marks,
    "03-rows.jpg": rows,
    "04-boxes.jpg": boxes,
    "05-plain-paper.jpg": plain,
    "06-two-pages.tif": two_pages,
    "07-receipt.pdf": receipt,
    "08-phone.jpg": phone,
    "09-phone-turned.jpg": phone_turned,
    "10-tally.png": tally,
}

_MARKS = (
    *MARKS,
    ("Moor, Yuki", ("26", "14", "9", "49")),
    ("North, Sam", ("48", "20", "27", "95")),
)
_READINGS = (
    "20418", "20577", "20731", "20896", "21043", "21209", "21388", "21540", "21695", "21872", "22036", "22194",
)  # fmt: skip
_DELIVERY = (
    ("Customer number", "205814"), ("Order number", "77310"), ("Parcels", "12"), ("Pallets", "3"),
    ("Gross weight, kg", "648"), ("Net weight, kg", "593"), ("Returned crates", ""), ("Seal number", "0048217"),
    ("Invoice number", "1904462"), ("Amount due", "27350"),
)  # fmt: skip
_CLAIM = (
    ("Staff number", "30617"), ("Cost centre", "4480"), ("Nights", "4"), ("Train, euros", "219"),
    ("Hotel, euros", "536"), ("Meals, euros", "97"), ("Total, euros", "852"),
)  # fmt: skip
_TRAVEL = (
    "Claims are made within 3 months of the journey. Amounts are rounded to full euros; receipts are kept for 6 years "
    "and shown on demand. Kilometres driven in one's own car are entered day by day on the second page."
)
_COUNTS = (
    ("Car 1", ("128", "64", "205", "37", "90")), ("Car 2", ("73", "", "151", "266", "48")),
    ("Van", ("310", "284", "", "", "197")), ("Bicycle", ("12", "9", "14", "8", "11")),
)  # fmt: skip
_RECEIPT = (
    ("Receipt number", "66023"), ("Order number", "918347"), ("Pieces", "144"), ("Boxes", "25"),
    ("Store place", "0703"),
)  # fmt: skip
_SHORT_MARKS = (
    ("Ash", ("31", "27", "38")), ("Beech", ("24", "", "29")), ("Cedar", ("40", "36", "35")),
    ("Hazel", ("17", "22", "19")), ("Larch", ("28", "30", "26")), ("Maple", ("9", "15", "21")),
    ("Oak", ("33", "38", "37")), ("Willow", ("", "25", "20")),
)  # fmt: skip
_PARCEL = (("Postcode", "60329", 5), ("Parcel number", "48017256", 8), ("Weight in grams", "1935", 5))
_ONE_EACH = "One digit in each box."
_TALLY = (
    ("Bolts M6", ("250", "84", "166")), ("Bolts M8", ("400", "173", "227")), ("Nuts M6", ("600", "95", "505")),
    ("Washers", ("900", "318", "582")), ("Hinges", ("48", "7", "41")), ("Handles", ("36", "20", "16")),
    ("Locks", ("24", "", "24")), ("Keys", ("72", "59", "13")),
)  # fmt: skip


def _rng(seed: int) -> np.random.Generator:
    return np.random.default_rng(seed)


def _few_greys(pixels: np.ndarray) -> np.ndarray:
    """Steps of 17 grey levels, 16 in all: a third of the bytes, and nothing that an eye sees."""
    return ((pixels.astype(np.uint16) + 8) // 17 * 17).astype(np.uint8)


def _values(page: d.Drawn) -> list[str]:
    """What is to be read: the values of the fields that are not empty."""
    return [truth.value for truth in page.truth if truth.value]


def make(folder: Path) -> None:
    """Write all samples and their truth.csv into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "truth.csv").open("w", encoding="utf-8", newline="") as stream:
        table = csv.writer(stream, lineterminator="\r\n")
        table.writerow(("file", "page", "field", "value"))
        for name, draw in SAMPLES.items():
            sample = draw()
            (folder / name).write_bytes(sample.data)
            for page, values in enumerate(sample.pages, 1):
                table.writerows((name, page, field, value) for field, value in enumerate(values, 1))


if __name__ == "__main__":
    make(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "samples")
