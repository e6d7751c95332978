"""Signs of other scripts than Latin, printed: a wide choice of shapes that are no digit.

With few shapes in training, the class *not a digit* becomes "one of these letters" instead of "none of the ten digits".
Greek is left out, because its handwritten letters measure how unseen characters are rejected.
"""

from __future__ import annotations

RANGES = (
    (0x410, 0x450),  # Cyrillic
    (0x462, 0x464),
    (0x46A, 0x46C),
    (0x531, 0x588),  # Armenian
    (0x5D0, 0x5EB),  # Hebrew
    (0x627, 0x64B),  # Arabic, isolated forms
    (0x7CA, 0x7EB),  # N'Ko
    (0xE81, 0xEAE),  # Lao
    (0x10D0, 0x10F6),  # Georgian
    (0x1401, 0x1480),  # Canadian syllabics
    (0x2190, 0x219A),  # arrows
    (0x2200, 0x2240),  # mathematical operators
    (0x25A0, 0x25B0),  # squares
    (0x2660, 0x2668),  # suits
    (0x2D30, 0x2D66),  # Tifinagh
)
"""Code points, half-open, of which the fonts at hand have most."""

# By eye, from a sheet of all of them: rings, bars, and whatever a person might take for a digit.
_LOOK_ALIKES = """
147e 10d6 10d9 10f3 10de 417 10e2 431 437 2d59 10d5 2d54 7e3 541 648 2218 577 2215 5da 1424 5e3 2223 141f 2216 545 57b
2d30 647 447 53e 7cb 54f 533 627 7ca 1475 5df 5e8 ea3 54e 5d5 573 2202 53f 7d7 534 10dc 146b 10f0 2d5a 41e 551 555 2d52
1474 585 1472 43e 56f 427 1473 2205 5dc 2d4f 144a 147f 7df 5e1 57e 7e4 54b 10d4 542 10d1 10d2 10ec 566 536 e82 563 581
10ee 2662 5e4 10e1 5d9 42a ead 1420 10ea ea7 2d41 10d0 549 2d40 2d31 10f2 432 411 10f5 2d53 572 5d3 629 56c 10ed 10f4
56e 10e7 44a f0 412 42d 7d5 2d56 e88 7d6 e8a e87 2d55 44c 10db 5e0 571 10e8 42c 2d4a 222b ea2 2661 10e5 2191 547 25a2
5d2 10e9 1478 2d3b 1476 5d6 7cd 7e6 7e2 10f1 2193 2224 645 44d ea5 575 433 413 25a0 25a1 25ac 25ad 25ae 25af 2212 2219
"""

SIGNS = "".join(
    chr(code)
    for first, end in RANGES
    for code in range(first, end)
    if code not in {int(text, 16) for text in _LOOK_ALIKES.split()}
)
"""The signs that look like no digit, in the order of their code points."""
