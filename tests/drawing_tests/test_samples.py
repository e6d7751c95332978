import csv
import importlib.util
import struct
import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "samples"
SCRIPT = ROOT / "tests" / "resources" / "make_samples.py"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("samples")
    subprocess.run([sys.executable, str(SCRIPT), str(folder)], check=True, timeout=120)
    return folder


def script():
    spec = importlib.util.spec_from_file_location("make_samples", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_script_writes_the_committed_truth(made):
    assert (made / "truth.csv").read_bytes() == (SAMPLES / "truth.csv").read_bytes()


@pytest.mark.skipif(not hasattr(cv2, "FontFace"), reason="OpenCV 4 prints the forms in another face")
def test_the_script_draws_the_committed_scans(made):
    compared = 0
    for path in sorted(made.glob("*.[pj][np]g")):
        drawn, committed = cv2.imread(str(path)), cv2.imread(str(SAMPLES / path.name))
        assert drawn.shape == committed.shape
        assert np.abs(drawn.astype(int) - committed).mean() < 1, path.name
        compared += 1
    assert compared >= 7


def test_the_script_draws_the_committed_tiff_and_keeps_it_group_4(made):
    name = "06-two-pages.tif"
    (_, drawn), (_, committed) = (cv2.imreadmulti(str(folder / name), flags=-1) for folder in (made, SAMPLES))
    assert len(drawn) == len(committed) == 2
    for one, other in zip(drawn, committed, strict=True):
        assert one.shape == other.shape
        if hasattr(cv2, "FontFace"):  # OpenCV 4 prints the forms in another face
            assert (one != other).mean() < 0.004
    # Four fields of a TIFF directory, little-endian: tag 259 (compression), type SHORT, one value, 4 (T.6).
    assert (SAMPLES / name).read_bytes().count(struct.pack("<HHII", 259, 3, 1, 4)) == 2


def test_every_sample_has_its_rows_and_its_place_in_the_readme():
    with (SAMPLES / "truth.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    named = {row["file"] for row in rows}
    assert named == set(script().SAMPLES)
    readme = (SAMPLES / "README.md").read_text(encoding="utf-8")
    for name in named:
        assert (SAMPLES / name).is_file()
        assert f"`{name}`" in readme
    assert all(row["value"].isdigit() for row in rows)
    assert len(named) >= 8


def test_fields_are_counted_from_1_on_each_page():
    with (SAMPLES / "truth.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    counts = {}
    for row in rows:
        page = (row["file"], row["page"])
        counts[page] = counts.get(page, 0) + 1
        assert int(row["field"]) == counts[page]
    assert ("06-two-pages.tif", "2") in counts


def test_the_samples_are_small():
    assert sum(path.stat().st_size for path in SAMPLES.iterdir()) < 1_500_000
