"""File names as text: names may hold bytes that are no UTF-8, line ends, or anything else that a file system allows."""

from __future__ import annotations

import re

_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


def to_utf8(text: str) -> str:
    r"""Make text writable as UTF-8.

    Python keeps the bytes of a file name that are no UTF-8 as lone surrogates (PEP 383). Each becomes ``\xNN``, the
    byte's two hexadecimal digits, so that the name can be found again; all other text stays as it is.

    Args:
        text: any text, lone surrogates included.

    Returns:
        Text that encodes as UTF-8.
    """
    return re.sub("[\ud800-\udfff]", _escape_surrogate, text)


def to_one_line(text: str) -> str:
    r"""Make text fit for one line of a terminal: as `to_utf8`, and control characters become ``\n`` or ``\x1b``."""
    return _CONTROLS.sub(lambda match: repr(match[0])[1:-1], to_utf8(text))


def _escape_surrogate(match: re.Match[str]) -> str:
    code = ord(match[0])
    # surrogateescape maps byte 0x80…0xff to U+DC80…U+DCFF; any other lone surrogate never was a byte.
    return f"\\x{code - 0xDC00:02x}" if 0xDC80 <= code <= 0xDCFF else f"\\u{code:04x}"
