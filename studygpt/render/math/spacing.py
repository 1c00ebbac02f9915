"""How far the pieces of a row stand apart, by what they are to each other."""

from __future__ import annotations

from collections.abc import Sequence

from studygpt.render.math.nodes import (
    Answer,
    Arrow,
    Brace,
    Delimiter,
    Fenced,
    Fraction,
    Grid,
    Hole,
    Node,
    Operator,
    Root,
    Row,
    Scripts,
    Stack,
    Styled,
    Symbol,
    Unset,
)
from studygpt.render.math.symbols import Kind

Ends = tuple[Kind, Kind]
"""What a piece is to what stands before it, and to what stands behind it."""

_NO_SUM_AFTER = frozenset((Kind.BIN, Kind.REL, Kind.OPEN, Kind.PUNCT, Kind.OP, Kind.BIG))
_NO_SUM_BEFORE = frozenset((Kind.REL, Kind.CLOSE, Kind.PUNCT))
_NAMES = frozenset((Kind.WORD, Kind.OP))
_PLAIN = frozenset((Kind.ORD, Kind.WORD, Kind.CLOSE, Kind.INNER, Kind.OP, Kind.BIG))


def ends_of(node: Node) -> Ends:
    match node:
        case Symbol(text=text, kind=Kind.WORD) if text.endswith(" "):
            return Kind.WORD, Kind.PUNCT
        case Symbol(kind=kind) | Delimiter(kind=kind):
            return kind, kind
        case Operator(big=big):
            kind = Kind.BIG if big else Kind.OP
            return kind, kind
        case Scripts(base=base) | Stack(base=base):
            return ends_of(base)
        case Styled(body=body):
            return ends_of(body)
        case Row(items=[only]):
            return ends_of(only)
        case Row(items=[_, *_] as items) if isinstance(items[0], Symbol) and items[0].kind is Kind.WORD:
            return Kind.WORD, ends_of(items[-1])[1]
        case Fenced(left=left, right=right):
            return Kind.OPEN if left else Kind.INNER, Kind.CLOSE if right else Kind.INNER
        case Grid(left=left, right=right):
            return Kind.OPEN if left else Kind.INNER, Kind.CLOSE if right else Kind.INNER
        case Root():
            return Kind.ORD, Kind.INNER
        case Fraction():
            return Kind.INNER, Kind.INNER
        case Brace():
            return Kind.INNER, Kind.INNER
        case Arrow():
            return Kind.REL, Kind.REL
        case Hole() | Answer() | Unset():
            return Kind.WORD, Kind.WORD
    return Kind.ORD, Kind.ORD


def with_signs(ends: Sequence[Ends], before: Kind | None = None) -> list[Ends]:
    """A plus or minus with nothing to add to is a sign. `before` is what stands to the left of the row."""
    found = list(ends)
    for at, (kind, _) in enumerate(found):
        if kind is Kind.BIN:
            left = found[at - 1][1] if at else before
            right = found[at + 1][0] if at + 1 < len(found) else Kind.CLOSE
            if left is None or left in _NO_SUM_AFTER or right in _NO_SUM_BEFORE:
                found[at] = (Kind.ORD, Kind.SIGN)
    return found


def gap(left: Kind, right: Kind, *, small: bool, tall: tuple[bool, bool]) -> int:
    """Cells between two neighbours. `small`: in a script. `tall`: which of them have several rows."""
    if left is Kind.OPEN or right is Kind.CLOSE:
        return 0
    if left is Kind.SIGN:
        return int(right is Kind.INNER and tall[1])  # its stroke must not run into that of a fraction
    if left in _NAMES or right in _NAMES or left is Kind.BIG:
        if right is Kind.OPEN and left is not Kind.BIG:
            return 0
        if left in _PLAIN and (right in _PLAIN or right is Kind.OPEN):
            return 1
    if small or right is Kind.PUNCT:
        return 0
    if left is Kind.PUNCT:
        return 1
    if Kind.REL in (left, right):
        return int(left is not right)
    if Kind.BIN in (left, right):
        return 1
    if right is Kind.BIG or Kind.INNER in (left, right):
        return 1
    return int(left is Kind.CLOSE and tall[0] and (right is not Kind.OPEN or tall[1]))
