"""A column of cells with what was told about each, for tests of what a column says against a number."""

from digitscan.recognition.decide import Decision
from digitscan.types import Box, Field, Status, box_quad


def column(*told, table=0, left=0):
    """Cells one below another: a sure value, a doubtful one with ?, one that is rather text with *, - for text."""
    fields = [Field("cell", box_quad(Box(left, 50 * i, left + 90, 50 * i + 50)), table=table) for i in range(len(told))]
    decisions = []
    for value in told:
        if value == "-":
            decisions.append(None)
        elif not value:
            decisions.append(Decision("", 1.0, Status.BLANK, "", ""))
        else:
            status, number = (Status.REVIEW if value[-1] in "?*" else Status.OK), value.strip("?*")
            decisions.append(Decision(number, 0.9, status, "", number, doubted=value.endswith("*")))
    return fields, decisions
