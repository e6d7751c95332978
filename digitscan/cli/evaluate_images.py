"""The crops of what was wrong, cut from the scans, each of which is loaded once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

from digitscan.evaluation.crops import crop_png
from digitscan.evaluation.outcomes import Outcome
from digitscan.inputs.pages import load_pages
from digitscan.inputs.source import Source
from digitscan.types import Box, PageFailure


def fault_images(
    faults: Sequence[Outcome], names: Mapping[str, str], folder: Path
) -> tuple[dict[int, bytes], list[str]]:
    """Cut the field of each fault out of its scan.

    Args:
        faults: what to show.
        names: the name in the results of each file of the truth.
        folder: where the scans are; one that is not there is looked for under its name in the results too.

    Returns:
        PNG by position in `faults`, and a line for each scan or page that could not be shown.
    """
    wanted: dict[str, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    for i, fault in enumerate(faults):
        wanted[fault.file][fault.page or 1].append(i)
    images: dict[int, bytes] = {}
    missing: list[str] = []
    for file, pages in wanted.items():
        path = _path_of(file, names.get(file, file), folder)
        if path is None:
            missing.append(f"{file} is not in {folder} (--images)")
            continue
        left = dict(pages)
        for page in load_pages(Source(file, str(path))):
            at = left.pop(page.number, [])
            if isinstance(page, PageFailure):
                missing.append(f"{file}: {page.error}")
            else:
                images |= {i: crop_png(page, _box(faults[i])) for i in at}
            if not left:
                break
        missing += [f"{file} has no page {number}" for number in left]
    return images, missing


def _path_of(file: str, name: str, folder: Path) -> Path | None:
    for path in (folder / file, folder / name, Path(name)):
        try:
            if path.is_file():
                return path
        except (OSError, ValueError):  # no name that a file could have
            continue
    return None


def _box(fault: Outcome) -> Box | None:
    """Where the field is: as it was read, and for a missed one as the truth says."""
    if fault.read is not None and fault.read.box is not None:
        return fault.read.box
    return None if fault.true is None else fault.true.box
