"""Which file of the truth is which file of the results, though each table names them from its own folder.

``digitscan read scans/`` names files from that folder, ``digitscan read scans/*.png`` with it, and a label file perhaps
by their bare names. Names that are not the same are the same file if one ends with the other, and no third does.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from pathlib import PurePosixPath


def pair_files(truth: Iterable[str], results: Iterable[str]) -> dict[str, str]:
    """Find each file of the truth among those of the results.

    Args:
        truth: names in the table of truth.
        results: names in the results.

    Returns:
        The name in the results for each name in the truth that was found; no name is given out twice.
    """
    truth, results = list(dict.fromkeys(truth)), list(dict.fromkeys(results))
    pairs = {name: name for name in truth if name in set(results)}
    taken = set(pairs.values())
    found = _by_ending([name for name in truth if name not in pairs], [name for name in results if name not in taken])
    return {name: (pairs | found)[name] for name in truth if name in pairs or name in found}


def _by_ending(truth: list[str], results: list[str]) -> dict[str, str]:
    """Pairs of which one name ends with the other, where each has but one partner."""
    by_name: dict[str, list[str]] = defaultdict(list)
    for name in results:
        by_name[_parts(name)[-1]].append(name)
    partners = {name: [each for each in by_name[_parts(name)[-1]] if _ends(name, each)] for name in truth}
    wanted: dict[str, int] = defaultdict(int)
    for found in partners.values():
        for each in found:
            wanted[each] += 1
    return {name: found[0] for name, found in partners.items() if len(found) == 1 and wanted[found[0]] == 1}


def _ends(one: str, other: str) -> bool:
    shorter, longer = sorted((_parts(one), _parts(other)), key=len)
    return longer[-len(shorter) :] == shorter


def _parts(name: str) -> tuple[str, ...]:
    return PurePosixPath(name.replace("\\", "/")).parts or (name,)
