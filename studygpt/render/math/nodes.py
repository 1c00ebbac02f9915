"""The nodes of a formula, which is read as a tree."""

from __future__ import annotations

from dataclasses import dataclass, field

from studygpt.render.math.symbols import AtomKind

ALIGNED = "rlrlrlrlrlrl"
"""The alignment of the columns of aligned equations: right and left in turn, as `&=` expects."""


class FormulaTooLarge(Exception):
    """A formula too deep, too long or too large to typeset."""


class Node:
    """Any part of a formula."""

    __slots__ = ()


@dataclass(slots=True)
class Symbol(Node):
    """A letter, a number, a sign or a name: one row of text."""

    text: str
    kind: AtomKind = AtomKind.ORD
    style: str = ""


@dataclass(slots=True)
class FormulaRow(Node):
    """Nodes side by side."""

    items: list[Node] = field(default_factory=list)


@dataclass(slots=True)
class Space(Node):
    """A blank of a given width."""

    cells: int


@dataclass(slots=True)
class Operator(Node):
    """A sum, an integral or a limit: its scripts are its limits."""

    text: str
    limits: bool = True
    """True to put the limits above and below in a display; an integral has them at its side."""
    big: bool = True
    """True for a sign such as ∑, False for a name such as lim."""


@dataclass(slots=True)
class Scripts(Node):
    """A base with a subscript, a superscript or both."""

    base: Node
    sub: Node | None = None
    sup: Node | None = None


@dataclass(slots=True)
class Fraction(Node):
    """A fraction, or two nodes above each other without a bar."""

    top: Node
    bottom: Node
    bar: bool = True
    small: bool = False
    """True where the source asks for one line, as `\\tfrac` does."""


@dataclass(slots=True)
class Root(Node):
    """A root, with an index for a cube root and the like."""

    body: Node
    index: Node | None = None


@dataclass(slots=True)
class Fenced(Node):
    """Brackets around parts with dividers between them. The brackets grow with content of at least `grows` rows."""

    left: str
    parts: list[Node]
    dividers: list[str]
    right: str
    grows: int = 2


@dataclass(slots=True)
class Delimiter(Node):
    """A single bracket of a given height, as `\\big` asks for."""

    text: str
    kind: AtomKind
    rows: int


@dataclass(slots=True)
class Accent(Node):
    """An accent or a line over its body."""

    name: str
    body: Node


@dataclass(slots=True)
class Brace(Node):
    """A brace, line or arrow over or under its body, as wide as the body."""

    shape: str
    body: Node
    above: bool


@dataclass(slots=True)
class Stack(Node):
    """A base with small nodes above or below."""

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
    """Rows of cells: a matrix, cases or aligned equations."""

    rows: list[list[Node]]
    left: str = ""
    right: str = ""
    aligns: str = ""
    """The alignment of each column: `l`, `c` or `r`; the last one repeats. If empty, all columns are centred."""
    shape: str = "matrix"
    """The layout of the grid: `matrix`, `cases`, `aligned` or `lines`."""
    bars: frozenset[int] = frozenset()
    """Columns with a line to their left."""
    rules: frozenset[int] = frozenset()
    """Rows with a line above."""


@dataclass(slots=True)
class Boxed(Node):
    """A body in a frame."""

    body: Node


@dataclass(slots=True)
class Phantom(Node):
    """A blank as large as its body."""

    body: Node


@dataclass(slots=True)
class Styled(Node):
    """A body in another style."""

    body: Node
    style: str


@dataclass(slots=True)
class FormulaHole(Node):
    """A hole: the card asks for its content."""

    label: str


@dataclass(slots=True)
class FormulaAnswer(Node):
    """The revealed content of a hole."""

    body: Node


@dataclass(slots=True)
class SourceText(Node):
    """Source that cannot be typeset: shown as it was written, in a style of its own."""

    source: str
