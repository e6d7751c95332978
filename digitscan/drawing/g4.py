"""CCITT Group 4 coding of black-and-white pages, as scanners write them; OpenCV can read it but not write it.

Source: ITU-T Recommendation T.6 (11/1988), two-dimensional coding, with the run-length codes of T.4.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray


def _codes(words: str) -> tuple[str, ...]:
    """Codes for the run lengths 0, 1, 2 … or, of the make-up codes, 64, 128, 192 …."""
    return tuple(words.split())


_WHITE = _codes("""
00110101 000111 0111 1000 1011 1100 1110 1111 10011 10100 00111 01000 001000 000011 110100 110101 101010 101011
0100111 0001100 0001000 0010111 0000011 0000100 0101000 0101011 0010011 0100100 0011000 00000010 00000011 00011010
00011011 00010010 00010011 00010100 00010101 00010110 00010111 00101000 00101001 00101010 00101011 00101100 00101101
00000100 00000101 00001010 00001011 01010010 01010011 01010100 01010101 00100100 00100101 01011000 01011001 01011010
01011011 01001010 01001011 00110010 00110011 00110100
""")
_BLACK = _codes("""
0000110111 010 11 10 011 0011 0010 00011 000101 000100 0000100 0000101 0000111 00000100 00000111 000011000 0000010111
0000011000 0000001000 00001100111 00001101000 00001101100 00000110111 00000101000 00000010111 00000011000 000011001010
000011001011 000011001100 000011001101 000001101000 000001101001 000001101010 000001101011 000011010010 000011010011
000011010100 000011010101 000011010110 000011010111 000001101100 000001101101 000011011010 000011011011 000001010100
000001010101 000001010110 000001010111 000001100100 000001100101 000001010010 000001010011 000000100100 000000110111
000000111000 000000100111 000000101000 000001011000 000001011001 000000101011 000000101100 000001011010 000001100110
000001100111
""")
_WHITE_64 = _codes("""
11011 10010 010111 0110111 00110110 00110111 01100100 01100101 01101000 01100111 011001100 011001101 011010010
011010011 011010100 011010101 011010110 011010111 011011000 011011001 011011010 011011011 010011000 010011001
010011010 011000 010011011
""")
_BLACK_64 = _codes("""
0000001111 000011001000 000011001001 000001011011 000000110011 000000110100 000000110101 0000001101100 0000001101101
0000001001010 0000001001011 0000001001100 0000001001101 0000001110010 0000001110011 0000001110100 0000001110101
0000001110110 0000001110111 0000001010010 0000001010011 0000001010100 0000001010101 0000001011010 0000001011011
0000001100100 0000001100101
""")
_LONG_64 = _codes("""
00000001000 00000001100 00000001101 000000010010 000000010011 000000010100 000000010101 000000010110 000000010111
000000011100 000000011101 000000011110 000000011111
""")
"""Multiples of 64 from 1,792, for both colours."""

_ENDS = (_WHITE, _BLACK)
_MAKE_UP = (_WHITE_64 + _LONG_64, _BLACK_64 + _LONG_64)
_VERTICAL = {0: "1", 1: "011", 2: "000011", 3: "0000011", -1: "010", -2: "000010", -3: "0000010"}
_PASS, _HORIZONTAL = "0001", "001"
_END_OF_BLOCK = "000000000001" * 2


def encode_g4(black: NDArray[np.bool_]) -> bytes:
    """Encode a page: bool (H, W), True for black → the coded block, most significant bit first."""
    height, width = black.shape
    edge = np.zeros((height, 1), bool)
    changes = np.diff(np.hstack([edge, black]).astype(np.int8), axis=1) != 0
    above: list[int] = []
    bits: list[str] = []
    for row in changes:
        here = np.flatnonzero(row).tolist()
        bits.extend(_line(here, above, width))
        above = here
    bits.append(_END_OF_BLOCK)
    text = "".join(bits)
    text += "0" * (-len(text) % 8)
    return int(text, 2).to_bytes(len(text) // 8, "big")


def _line(here: list[int], above: list[int], width: int) -> Iterator[str]:
    """Code one line by the places where its colour changes, and those of the line above (T.6, 2.2)."""
    a0, colour = -1, 0
    here, above = [*here, width, width], [*above, width, width, width]
    i = j = 0
    while a0 < width:
        while here[i] <= a0 and here[i] < width:
            i += 1
        # b1: the first change above, right of a0, to the colour that a0 has not; changes to black have even places.
        j = max(0, j - 2)
        while above[j] < width and (above[j] <= a0 or j % 2 != colour):
            j += 1
        a1, b1, b2 = here[i], above[j], above[j + 1]
        if b2 < a1:
            yield _PASS
            a0 = b2
        elif abs(a1 - b1) <= 3:
            yield _VERTICAL[a1 - b1]
            a0, colour = a1, 1 - colour
        else:
            a2 = here[i + 1]
            yield _HORIZONTAL + _run(a1 - max(a0, 0), colour) + _run(a2 - a1, 1 - colour)
            a0 = a2


def _run(length: int, colour: int) -> str:
    """Code of a run; 0 is white, 1 black."""
    code = ""
    while length >= 2624:  # more than the longest make-up code and the longest end code say together
        code += _MAKE_UP[colour][2560 // 64 - 1]
        length -= 2560
    if length >= 64:
        code += _MAKE_UP[colour][length // 64 - 1]
    return code + _ENDS[colour][length % 64]
