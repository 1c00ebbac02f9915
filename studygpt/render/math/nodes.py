"""A formula as a tree."""

from __future__ import annotations

from dataclasses import dataclass, field

from studygpt.render.math.symbols import Kind

ALIGNED = "rlrlrlrlrlrl"
"""Columns of equations that align: right and left in turn, as `&=` wants them."""


class TooMuch(Exception):
    """A formula too deep, too long or too large to be looked at as a picture."""


class Node:
    """Any part of a formula."""

    __slots__ = ()


@dataclass(slots=True)
class Symbol(Node):
    """A letter, a number, a sign or a name: one row of text."""

    text: str
    kind: Kind = Kind.ORD
    style: str = ""


@dataclass(slots=True)
class Row(Node):
    items: list[Node] = field(default_factory=list)


@dataclass(slots=True)
class Space(Node):
    cells: int


@dataclass(slots=True)
class Operator(Node):
    """A sum, an integral, a limit: what stands below and above it are its limits."""

    text: str
    limits: bool = True
    """Above and below in a display; an integral has them at its side."""
    big: bool = True
    """A sign rather than a name."""


@dataclass(slots=True)
class Scripts(Node):
    base: Node
    sub: Node | None = None
    sup: Node | None = None


@dataclass(slots=True)
class Fraction(Node):
    top: Node
    bottom: Node
    bar: bool = True
    small: bool = False
    """Asked for on one line."""


@dataclass(slots=True)
class Root(Node):
    body: Node
    index: Node | None = None


@dataclass(slots=True)
class Fenced(Node):
    """Brackets around parts that dividers hold apart. `grows` with what is inside from so many rows on."""

    left: str
    parts: list[Node]
    dividers: list[str]
    right: str
    grows: int = 2


@dataclass(slots=True)
class Delimiter(Node):
    """A bracket by itself that was asked to be so many rows tall."""

    text: str
    kind: Kind
    rows: int


@dataclass(slots=True)
class Accent(Node):
    name: str
    body: Node


@dataclass(slots=True)
class Brace(Node):
    """A brace, line or arrow over or under its body, as wide as that."""

    shape: str
    body: Node
    above: bool


@dataclass(slots=True)
class Stack(Node):
    """Small things above and below a base."""

    base: Node
    over: Node | None = None
    under: Node | None = None


@dataclass(slots=True)
class Arrow(Node):
    """An arrow as long as its labels."""

    shape: str
    over: Node | None = None
    under: Node | None = None


@dataclass(slots=True)
class Grid(Node):
    """A matrix, cases, equations that align: rows of cells."""

    rows: list[list[Node]]
    left: str = ""
    right: str = ""
    aligns: str = ""
    """`l`, `c` or `r` a column; the last goes on. Empty: centred."""
    shape: str = "matrix"
    """`matrix`, `cases`, `aligned` or `lines`."""
    bars: frozenset[int] = frozenset()
    """Columns with a line to their left."""
    rules: frozenset[int] = frozenset()
    """Rows with a line above."""


@dataclass(slots=True)
class Boxed(Node):
    body: Node


@dataclass(slots=True)
class Phantom(Node):
    """Takes the room of its body and shows nothing."""

    body: Node


@dataclass(slots=True)
class Styled(Node):
    body: Node
    style: str


@dataclass(slots=True)
class Hole(Node):
    """What the card asks for."""

    label: str


@dataclass(slots=True)
class Answer(Node):
    """What stood in the hole, shown again."""

    body: Node


@dataclass(slots=True)
class Unset(Node):
    """Source that has no picture: shown as it was written, and marked."""

    source: str
