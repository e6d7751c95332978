"""Runs go by turns, medians and ratios are those of the rounds, and results that differ are noticed."""

from __future__ import annotations

from pathlib import Path

import pytest

from digitscan.bench import rounds as module
from digitscan.bench.floor import Floor
from digitscan.bench.measure import Plan, _grow, _peers
from digitscan.bench.pages import PageSet
from digitscan.bench.peers import Peer, PeerRun
from digitscan.bench.rounds import run_rounds
from digitscan.bench.whole import Whole

HEADINGS = "file,page,field,value,confidence,status,x,y,width,height,note\r\n"
ROWS = "1.tif,1,1,407,0.99,ok,1,1,9,9,\r\n1.tif,1,2,15,0.5,review,1,20,9,9,\r\n2.tif,1,1,999,0.9,ok,1,1,9,9,\r\n"


@pytest.fixture
def pages(tmp_path: Path) -> PageSet:
    """Two pages with two numbers each."""
    return PageSet(tmp_path / "scans", "g4", 5, ("1.tif", "2.tif"), (("407", "15"), ("408", "16")), 100)


def test_the_rounds(pages: PageSet, monkeypatch: pytest.MonkeyPatch) -> None:
    order: list[str] = []
    seconds = iter([1.0, 2.0, 4.0, 1.0, 2.0, 4.0])

    def floor(paths: list[str], jobs: int) -> Floor:
        order.append(f"floor {jobs}")
        return Floor(2, 100, 0.5, 0.5)

    def read(pages: PageSet, results: Path, jobs: int) -> Whole:
        order.append(f"read {jobs}")
        results.write_text(HEADINGS + ROWS, newline="")
        return Whole(2, next(seconds), 0.25, 3.0, 8.0, 100 << 20, results)

    def peer(peer: Peer, paths: list[str], jobs: int) -> PeerRun:
        order.append("peer")
        return PeerRun(1, 5.0, [["407 15"]])

    monkeypatch.setattr(module, "measure_floor", floor)
    monkeypatch.setattr(module, "run_peer", peer)
    found = run_rounds(pages, (1, 2), 3, read, [Peer("Other", "7", True)], 1, lambda line: None)
    assert order == ["floor 1", "read 1", "floor 2", "read 2", "peer"] * 3
    assert not found.results_differ
    rows = list(found.rows())
    assert [(row.what, row.jobs) for row in rows] == [
        ("whole", 1), ("steady", 1), ("floor", 1), ("whole", 2), ("steady", 2), ("floor", 2), ("peer", 2),
    ]  # fmt: skip
    one, steady, decoding = rows[:3]
    assert one.seconds == 2.0, "the median of 1, 4 and 2"
    assert (one.ratio, one.cpu_ratio, one.pages_per_s, one.peak) == (4.0, 6.0, 1.0, 100 << 20)
    assert (steady.pages_per_s, steady.ratio) == (8.0, 0.5)
    assert decoding.seconds == 0.5
    assert (one.right, one.review, one.wrong) == (0.5, 0.25, 0.5), "407 and 15; 15; 999 for 408"
    assert rows[-1].name == "Other 7" and rows[-1].right == 1.0
    assert rows[-1].ratio == pytest.approx((2 / 2.0) / (1 / 5.0)), "two workers took 2, 1 and 4 s for 2 pages"
    found.wholes[2][-1].results.write_text(HEADINGS)
    assert found.results_differ


def test_growth_is_told_by_the_page(pages: PageSet, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from digitscan.bench import measure

    runs = {1: (2.0, 100), 2: (5.0, 120)}

    def run(arguments: list[str], results: Path, jobs: int) -> Whole:
        count = 1 if "--files-from" in arguments else 2
        return Whole(count, runs[count][0], 0.5, None, None, runs[count][1], results)

    monkeypatch.setattr(measure, "run_whole", run)
    plan = Plan(growth=(1, 2), repeat=2)
    first, second = _grow(plan, pages, tmp_path, lambda line: None)
    assert (first.pages, first.ratio, second.pages, second.ratio) == (1, 1.0, 2, 1.25)
    assert (first.peak, second.peak) == (100, 120)


def test_peers_are_asked_for_and_read_images() -> None:
    assert _peers(Plan(), "jpeg") == ([], [])
    assert _peers(Plan(compare=3), "pdf") == ([], ["peers read images; they were not given PDF"])
    peers, notes = _peers(Plan(compare=3), "g4")
    assert len(peers) + len(notes) == 2
