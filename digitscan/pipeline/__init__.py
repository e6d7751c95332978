"""The way from a page to its readings; the only place that knows the order of the stages.

    Page ─► ground ─► rulings ─► frames ─► components ─► fields ─► pieces, strips, tails              segment_page
                                                                            │
              pieces, strips and tails of many pages ─► probabilities ◄─────┘     Session.classify, StripSession.read
                                                             │
           lattices ◄─ cuts and joins of what is no digit ◄──┘                                      cut_page
              │
              └─► the other candidates of many pages ─► probabilities                               Session.classify
                                                             │
       PageResult ◄─ readings ◄─ decisions ◄─ both readers ◄─┘                                      read_page

`segment_page` needs no network, and `cut_page` and `read_page` no image, so glyphs of many pages can be classified
together. Where one round of classifying is wanted, `segment_page` makes all candidates at once, eight for each digit.
"""

from .pages import SegmentedField, SegmentedPage, is_too_coarse, turn_page
from .read import Opinions, read_page
from .segment import cut_page, segment_page

__all__ = [
    "Opinions",
    "SegmentedField",
    "SegmentedPage",
    "cut_page",
    "is_too_coarse",
    "read_page",
    "segment_page",
    "turn_page",
]
