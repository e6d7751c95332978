"""What is seen in a field beside its digits, and what a person is told of it."""

from __future__ import annotations

from dataclasses import dataclass

from digitscan.recognition.minus import Sign

ACROSS = "ink across its edge was not read"
"""The note about a field into which ink reaches that is mostly elsewhere."""


@dataclass(frozen=True)
class Beside:
    """What is seen in a field beside its digits, any of which makes another value likely or a person look.

    Attributes:
        fraction: probability that its ink ends in a fraction, such as ½, 0–1.
        sign: what stands before the digits.
        point: whether a point or comma stands among the digits, elsewhere than between thousands.
        parted: the sign that stands among them, a slash, a dash or a colon; empty for none.
        gap: whether a gap parts them, so that they may be two numbers.
        lesser: whether the digits at one end are much lower than the others, as print beside a number is.
        letters: whether digits rise among lower ones, as a b does in abs, or hang below them, as a g does.
        bracketed: whether it stands in brackets.
        encloses: whether one of its strokes goes around other ink, as a pen's circle does.
        two_pens: whether its ink has two colours.
        through: whether a 1 goes through its cell from line to line.
        on_line: whether a bar or a foot of a digit may lie on a line of its cell.
        struck: whether a line runs through all of the ink; through a single digit that is no sign.
        goes_on: whether the digits run into the edge of a picture that was cut out of more.
        traces: whether something too faint for ink is in a field without ink.
        paler: whether some of the ink is so pale beside the rest that it may show through from the other side.
        strays: whether ink that belongs to no field reaches into this one.
        piece: whether it may be the cell of one digit of a longer number, or two boxes for a number each.
        uncelled: whether it stands in a table without a cell that was found.
    """

    fraction: float = 0.0
    sign: Sign = Sign.NONE
    point: bool = False
    parted: str = ""
    gap: bool = False
    lesser: bool = False
    letters: bool = False
    bracketed: bool = False
    encloses: bool = False
    two_pens: bool = False
    through: bool = False
    on_line: bool = False
    struck: bool = False
    goes_on: bool = False
    traces: bool = False
    paler: bool = False
    strays: bool = False
    piece: bool = False
    uncelled: bool = False

    def notes(self, value: str, fraction: float) -> list[str]:
        """Reasons for a person to look, in words.

        Args:
            value: the digits that were read; empty for none.
            fraction: probability of a fraction, 0–1, when all is weighed.
        """
        told = [
            (fraction > 0.5, "a fraction, as ½, may stand here"),
            (value and self.point, "a point or comma stands among the digits, it seems"),
            (value and self.parted, f"a {self.parted} stands among the digits, it seems"),
            (value and self.bracketed, "in brackets, it seems"),
            (value and self.encloses, "a circle around something, it seems"),
            (value and self.two_pens, "ink of two colours in it"),
            (value and self.lesser, "small digits in it may be print"),
            (value and self.letters, "letters, it seems"),
            (value and self.through, "a 1, or a line between two columns, goes through it"),
            (value and self.on_line, "a part of a digit may lie on the line"),
            (self.strays, ACROSS),
            (len(value) == 1 and self.piece, "may be a digit of a longer number"),
            (len(value) > 1 and (self.piece or self.gap), "may be two numbers"),
            (self.uncelled, "no cell was found for it"),
            (value and self.goes_on, "cut by the edge, it seems"),
            (value and self.paler, "paler ink in it may show through from the other side"),
            (len(value) > 1 and self.struck, "struck out, it seems"),
            (value and self.sign is Sign.MINUS and not value.strip("0"), "a minus or a dash stands before nought"),
            (value and self.sign is Sign.DOUBTFUL, "a minus, a ~ or the rest of a ruling stands before it"),
        ]
        return [note for seen, note in told if seen]
