"""Decide how many cells stand between the pieces of a row, by their kinds."""

from __future__ import annotations

from collections.abc import Sequence

from studygpt.render.math.nodes import (
    Arrow,
    Brace,
    Delimiter,
    Fenced,
    FormulaAnswer,
    FormulaHole,
    FormulaRow,
    Fraction,
    Grid,
    Node,
    Operator,
    Root,
    Scripts,
    SourceText,
    Stack,
    Styled,
    Symbol,
)
from studygpt.render.math.symbols import AtomKind

Ends = tuple[AtomKind, AtomKind]
"""The kind of a piece at its left end, and at its right end."""

_NO_SUM_AFTER = frozenset((AtomKind.BIN, AtomKind.REL, AtomKind.OPEN, AtomKind.PUNCT, AtomKind.OP, AtomKind.BIG))
_NO_SUM_BEFORE = frozenset((AtomKind.REL, AtomKind.CLOSE, AtomKind.PUNCT))
_NAMES = frozenset((AtomKind.WORD, AtomKind.OP))
_PLAIN = frozenset((AtomKind.ORD, AtomKind.WORD, AtomKind.CLOSE, AtomKind.INNER, AtomKind.OP, AtomKind.BIG))


def ends_of(node: Node) -> Ends:
    """Return the kinds of a node at both ends."""
    match node:
        case Symbol(text=text, kind=AtomKind.WORD) if text.endswith(" "):
            return AtomKind.WORD, AtomKind.PUNCT
        case Symbol(kind=kind) | Delimiter(kind=kind):
            return kind, kind
        case Operator(big=big):
            kind = AtomKind.BIG if big else AtomKind.OP
            return kind, kind
        case Scripts(base=base) | Stack(base=base):
            return ends_of(base)
        case Styled(body=body):
            return ends_of(body)
        case FormulaRow(items=[only]):
            return ends_of(only)
        case FormulaRow(items=[_, *_] as items) if isinstance(items[0], Symbol) and items[0].kind is AtomKind.WORD:
            return AtomKind.WORD, ends_of(items[-1])[1]
        case Fenced(left=left, right=right):
            return AtomKind.OPEN if left else AtomKind.INNER, AtomKind.CLOSE if right else AtomKind.INNER
        case Grid(left=left, right=right):
            return AtomKind.OPEN if left else AtomKind.INNER, AtomKind.CLOSE if right else AtomKind.INNER
        case Root():
            return AtomKind.ORD, AtomKind.INNER
        case Fraction():
            return AtomKind.INNER, AtomKind.INNER
        case Brace():
            return AtomKind.INNER, AtomKind.INNER
        case Arrow():
            return AtomKind.REL, AtomKind.REL
        case FormulaHole() | FormulaAnswer() | SourceText():
            return AtomKind.WORD, AtomKind.WORD
    return AtomKind.ORD, AtomKind.ORD


def with_signs(ends: Sequence[Ends], before: AtomKind | None = None) -> list[Ends]:
    """Turn a plus or minus without a left operand into a sign. `before` is the kind to the left of the row."""
    found = list(ends)
    for at, (kind, _) in enumerate(found):
        if kind is AtomKind.BIN:
            left = found[at - 1][1] if at else before
            right = found[at + 1][0] if at + 1 < len(found) else AtomKind.CLOSE
            if left is None or left in _NO_SUM_AFTER or right in _NO_SUM_BEFORE:
                found[at] = (AtomKind.ORD, AtomKind.SIGN)
    return found


def gap(left: AtomKind, right: AtomKind, *, small: bool, tall: tuple[bool, bool]) -> int:
    """Return the cells between two neighbours. `small`: in a script. `tall`: which of them have several rows."""
    if left is AtomKind.OPEN or right is AtomKind.CLOSE:
        return 0
    if left is AtomKind.SIGN:
        return int(right is AtomKind.INNER and tall[1])  # its stroke must not run into that of a fraction
    if left in _NAMES or right in _NAMES or left is AtomKind.BIG:
        if right is AtomKind.OPEN and left is not AtomKind.BIG:
            return 0
        if left in _PLAIN and (right in _PLAIN or right is AtomKind.OPEN):
            return 1
    if small or right is AtomKind.PUNCT:
        return 0
    if left is AtomKind.PUNCT:
        return 1
    if AtomKind.REL in (left, right):
        return int(left is not right)
    if AtomKind.BIN in (left, right):
        return 1
    if right is AtomKind.BIG or AtomKind.INNER in (left, right):
        return 1
    return int(left is AtomKind.CLOSE and tall[0] and (right is not AtomKind.OPEN or tall[1]))
