"""Peers are run where they are installed, told as absent where they are not, and judged by what they found."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from digitscan.bench import peers
from digitscan.bench.peers import Peer, find_peers, run_peer, share_found
from digitscan.errors import DependencyError


def test_what_is_not_installed_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(name: str) -> str:
        raise peers.metadata.PackageNotFoundError(name)

    monkeypatch.setattr(peers.metadata, "version", absent)
    monkeypatch.setattr(peers.shutil, "which", lambda name: None)
    found = find_peers()
    assert [peer.name for peer in found] == ["RapidOCR", "Tesseract"]
    assert not any(peer.present for peer in found)
    assert all(peer.version.startswith("not installed") for peer in found)


def test_numbers_are_found_wherever_they_were_read() -> None:
    assert share_found(["12345", "00712"], ["No 12345.", "007 12"]) == 1
    assert share_found(["12345", "12345"], ["12345"]) == 0.5
    assert share_found(["12345", "67890"], ["12345 67890"]) == 1, "two fields joined"
    assert share_found(["12345"], ["12346", "1234"]) == 0
    assert share_found(["123", "234"], ["1234"]) == 0.5, "no digit counts twice"


@pytest.mark.skipif(sys.platform == "win32", reason="a shell script")
def test_a_program_is_run_for_each_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "tesseract"
    program.write_text(
        '#!/bin/sh\ncase "$1" in *broken*) echo "no page" >&2; exit 1;; esac\necho "407 $OMP_THREAD_LIMIT"\n'
    )
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    run = run_peer(Peer("Tesseract", "5", True), ["a.jpg", "b.jpg"], 2)
    assert (run.pages, run.texts) == (2, [["407", "1"]] * 2)
    with pytest.raises(DependencyError, match="no page"):
        run_peer(Peer("Tesseract", "5", True), ["broken.jpg"], 1)


def test_rapidocr_of_either_kind_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The newer one gives an object with texts, the older one pairs of a list and seconds."""
    new = "class RapidOCR:\n    def __call__(self, path):\n        return type('R', (), {'txts': ('407', path)})()\n"
    old = "class RapidOCR:\n    def __call__(self, path):\n        return [[None, '407', 0.9], [None, path, 1]], 0.1\n"
    for module, code in (("rapidocr", new), ("rapidocr_onnxruntime", old)):
        folder = tmp_path / module
        folder.mkdir()
        (folder / f"{module}.py").write_text(code)
        if module == "rapidocr_onnxruntime":
            (folder / "rapidocr.py").write_text("raise ImportError('another package of that name')\n")
        monkeypatch.setenv("PYTHONPATH", f"{folder}:{Path(__file__).parents[2]}")
        run = run_peer(Peer("RapidOCR", "1", True), ["a.jpg", "b.jpg"], 1)
        assert run.texts == [["407", "a.jpg"], ["407", "b.jpg"]]
        assert 0 <= run.seconds < 10
