"""Truth and results → one outcome for each field: right, wrong, missed, extra, or rightly empty."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from .file_names import pair_files
from .overlap import match_by_overlap
from .reading_order import Match, match_by_number, match_in_order
from .results import ReadField, Results
from .truth import NOT_JUDGED, TrueField


class Kind(StrEnum):
    """What became of a field."""

    RIGHT = "right"
    WRONG = "wrong"
    MISSED = "missed"
    EXTRA = "extra"
    EMPTY = "empty"
    NOT_JUDGED = "not judged"


class Matching(StrEnum):
    """How fields of the truth find theirs in the results."""

    AUTO = "auto"
    ORDER = "order"
    FIELD = "field"
    BOX = "box"


@dataclass(frozen=True)
class Outcome:
    """A field of the truth, a field of the results, or one of each that belong together.

    Attributes:
        file: as the truth names it.
        page: from 1; 0 where only a truth without pages names the field.
        true: what stands there, or None.
        read: what was read, or None.
    """

    file: str
    page: int
    true: TrueField | None
    read: ReadField | None

    @property
    def written(self) -> str:
        """The number that stands there, "" for none."""
        return "" if self.true is None else self.true.value

    @property
    def value(self) -> str:
        """The number that was read, "" for none."""
        return "" if self.read is None else self.read.value

    @property
    def kind(self) -> Kind:
        """What became of the field."""
        if self.written == NOT_JUDGED:
            return Kind.NOT_JUDGED
        if self.written == self.value:
            return Kind.RIGHT if self.written else Kind.EMPTY
        if not self.written:
            return Kind.EXTRA
        return Kind.WRONG if self.value else Kind.MISSED


@dataclass(frozen=True)
class Judged:
    """All outcomes, and what could not be compared.

    Attributes:
        outcomes: in the order of the truth; for each file or page the fields of the truth, then extra ones.
        files: the name in the results of each file of the truth that was found there.
        absent: files of the truth that hold numbers and that the results lack; these numbers count as missed.
        unknown: files of the results that the truth lacks; they are not judged.
        unknown_pages: pages of the results that the truth lacks though it has others of that file; not judged.
        failed: pages of the truth that could not be read, and why; their numbers count as missed.
    """

    outcomes: tuple[Outcome, ...]
    files: dict[str, str]
    absent: tuple[str, ...]
    unknown: tuple[str, ...]
    unknown_pages: tuple[tuple[str, int], ...]
    failed: dict[tuple[str, int], str]


def judge(truth: Sequence[TrueField], results: Results, matching: Matching = Matching.AUTO) -> Judged:
    """Compare results with truth.

    Args:
        truth: as `load_truth` yields it.
        results: as `load_results` yields them.
        matching: AUTO goes by boxes on pages where the truth has them, and by reading order on the others.
    """
    groups: dict[tuple[str, int], list[TrueField]] = defaultdict(list)
    for field in truth:
        groups[field.file, field.page].append(field)
    files = pair_files((field.file for field in truth), results.files)
    by_file: dict[str, list[ReadField]] = defaultdict(list)
    for each in results.fields:
        by_file[each.file].append(each)
    outcomes: list[Outcome] = []
    for (file, page), fields in groups.items():
        read = [each for each in by_file[files.get(file, "")] if page in (0, each.page)] if file in files else []
        outcomes += _outcomes(file, page, fields, read, matching)
    named = {name: file for file, name in files.items()}
    return Judged(
        tuple(outcomes),
        files,
        tuple(dict.fromkeys(field.file for field in truth if field.value and field.file not in files)),
        tuple(name for name in results.files if name not in named),
        _unknown_pages(groups.keys(), results.fields, named),
        {(named[file], page): why for (file, page), why in results.failed.items() if file in named},
    )


def _outcomes(
    file: str, page: int, truth: Sequence[TrueField], read: Sequence[ReadField], matching: Matching
) -> list[Outcome]:
    found = []
    for i, j in _match(truth, read, matching):
        one, other = (None if i is None else truth[i]), (None if j is None else read[j])
        # A field without a number for which there is none belongs to nobody.
        if one is not None or (other is not None and other.value):
            found.append(Outcome(file, page if other is None else other.page, one, other))
    return found


def _match(truth: Sequence[TrueField], read: Sequence[ReadField], matching: Matching) -> list[Match]:
    if matching is Matching.FIELD:
        return match_by_number(truth, read)
    boxes = [field.box for field in truth if field.box is not None]
    if matching is Matching.ORDER or len(boxes) < len(truth):
        return match_in_order(truth, read)
    return match_by_overlap(boxes, [field.box for field in read if field.box is not None])


def _unknown_pages(
    known: Iterable[tuple[str, int]], read: Iterable[ReadField], named: dict[str, str]
) -> tuple[tuple[str, int], ...]:
    known = set(known)
    pages = dict.fromkeys((named[field.file], field.page) for field in read if field.file in named)
    return tuple((file, page) for file, page in pages if (file, page) not in known and (file, 0) not in known)
