"""LaTeX read as a tree. Nothing is an error: what is missing is left out, what is unknown stays as it was written."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from studygpt.render.marks import CLOSE, OPEN, hole_number
from studygpt.render.math.nodes import (
    ALIGNED,
    Answer,
    Delimiter,
    Fenced,
    Fraction,
    Grid,
    Hole,
    Node,
    Operator,
    Row,
    Scripts,
    Space,
    Symbol,
    TooMuch,
    Unset,
)
from studygpt.render.math.reader import ROW_ENDS, TokenReader
from studygpt.render.math.symbols import LETTERS, Kind

_DEEPEST = 40
"""No formula that a person reads goes beyond ten."""
_PAIRS_DEEPEST = 6
_BREAK_SPACE = re.compile(r"\s*\[\s*-?[0-9.]+\s*[a-z]{2}\s*\]")
_PRIMES = {1: "′", 2: "″", 3: "‴"}
_CLOSING = {"(": ")", "[": "]"}
_INFIX = {r"\over": (True, ""), r"\atop": (False, ""), r"\choose": (False, "()"), r"\brack": (False, "[]")}


Command = Callable[["Parser", str], Node | None]
"""Read the arguments of `\\name` and return what it stands for; None where it shows nothing."""


class Parser(TokenReader):
    """Reads one formula. Handed what each command stands for, so that commands can use the parser."""

    def __init__(self, source: str, holes: Sequence[str], command: Command, depth: int = 0) -> None:
        super().__init__(source)
        self.holes = holes
        self.command = command
        self.depth = depth

    def within(self, source: str) -> Node:
        """A formula inside of this one: `$...$` in a text."""
        if self.depth >= _DEEPEST:
            raise TooMuch
        return Parser(source, self.holes, self.command, self.depth + 1).formula()

    # ------------------------------------------------------------------ rows

    def formula(self) -> Node:
        rows = self.grid_rows(whole=True)
        if len(rows) == 1 and len(rows[0]) == 1:
            return rows[0][0]
        return Grid(rows, aligns=ALIGNED if any(len(row) > 1 for row in rows) else "l", shape="aligned")

    def grid_rows(self, *, whole: bool = False) -> list[list[Node]]:
        """Cells between `&` and `\\\\` up to `\\end` or whatever else ends them; `whole`: up to the source's end."""
        rows: list[list[Node]] = [[self.row()]]
        while end := self.peek():
            if end == "&":
                self.at += 1
                rows[-1].append(self.row())
            elif end in (r"\\", r"\cr"):
                self._skip_break()
                rows.append([self.row()])
            elif not whole:
                break
            else:
                self._stray(rows[-1])
        if len(rows) > 1 and len(rows[-1]) == 1 and _is_empty(rows[-1][0]):
            rows.pop()
        return rows

    def _skip_break(self) -> None:
        """A line break, with the distance that may be asked for behind it."""
        self.at += 1
        if space := _BREAK_SPACE.match(self.source, self.offset(self.at - 1) + 2):
            while self.at < len(self.tokens) and self.offset(self.at) < space.end():
                self.at += 1

    def _stray(self, cells: list[Node]) -> None:
        """Something that ends what never began: shown, and the row goes on."""
        first = self.at
        token = self.take()
        if token == r"\end":
            self.raw()
        found: list[Node] = [] if token == CLOSE else [self.unset(first)]
        if token in (r"\right", r"\middle"):
            found = [Symbol(self.delimiter(), Kind.CLOSE)]
        cells[-1] = Row([cells[-1], *found, self.row()])

    def row(self, stop: str = "") -> Row:
        """Items up to a token that ends a row, which stays."""
        self.depth += 1
        if self.depth > _DEEPEST:
            raise TooMuch
        items: list[Node] = []
        infix = ""
        top: list[Node] = []
        while (token := self.peek()) and token not in ROW_ENDS and token != stop:
            if token in _INFIX:
                infix, top, items = self.take(), items, []
            elif (item := self.item()) is not None:
                items.append(item)
        self.depth -= 1
        if infix:
            bar, brackets = _INFIX[infix]
            fraction = Fraction(Row(_paired(top)), Row(_paired(items)), bar=bar)
            return Row([Fenced(brackets[0], [fraction], [], brackets[1]) if brackets else fraction])
        return Row(_paired(items))

    def item(self) -> Node | None:
        """One piece with its scripts; None for what shows nothing."""
        base = Row() if self.peek() in ("^", "_") or self.peek().startswith("'") else self.atom()
        sub: list[Node] = []
        sup: list[Node] = []
        while token := self.peek():
            if token in (r"\limits", r"\nolimits"):
                self.at += 1
                if isinstance(base, Operator):
                    base.limits = token == r"\limits"
            elif token == "^":
                self.at += 1
                sup.append(self.argument())
            elif token == "_":
                self.at += 1
                sub.append(self.argument())
            elif token.startswith("'"):
                self.at += 1
                sup.append(Symbol(_PRIMES.get(len(token), "′" * len(token))))
            else:
                break
        if not sub and not sup:
            return base
        return Scripts(base or Row(), _one(sub), _one(sup))

    def argument(self) -> Node:
        """What a command or a script applies to: a group, or the next sign."""
        token = self.peek()
        if not token or token in ROW_ENDS:
            return Row()
        if len(token) > 1 and token[0].isdigit():
            start = self.offset(self.at)
            self.tokens[self.at] = (token[1:], start + 1)
            return Symbol(token[0])
        self.depth += 1
        if self.depth > _DEEPEST:
            raise TooMuch
        found = self.atom()
        self.depth -= 1
        return found or Row()

    def optional(self) -> Node | None:
        """What stands in `[...]`."""
        if self.peek() != "[":
            return None
        self.at += 1
        found = self.row(stop="]")
        if self.peek() == "]":
            self.at += 1
        return found

    # ------------------------------------------------------------------ pieces

    def atom(self) -> Node | None:
        token = self.take()
        if token == "{":
            return self._group()
        if token == OPEN:
            return self._answer()
        if token.startswith("\\") and len(token) > 1:
            return self.command(self, token[1:])
        if token in LETTERS:
            return Symbol(*LETTERS[token])
        if token == "~":
            return Space(1)
        if token in ("\\", "$", "#") or token in ROW_ENDS:
            return Unset(token)
        number = hole_number(token[0])
        if number is not None:
            return Hole(self.holes[number] if number < len(self.holes) else "...")
        return Symbol(token)

    def _group(self) -> Row:
        items = self.row().items
        while (end := self.peek()) and end not in (r"\end", r"\right", r"\middle"):
            self.at += 1
            if end == "}":
                break
            if end != CLOSE:
                items.append(Unset("&") if end == "&" else Space(2))
            items += self.row().items
        return Row(items)

    def _answer(self) -> Answer:
        row = self.row()
        if self.peek() == CLOSE:
            self.at += 1
        return Answer(row)

    def unset(self, first: int) -> Node:
        """The tokens from that number on as they were written; the holes in them stay holes."""
        source = self.source[self.offset(first) : self.offset(self.at)].rstrip()
        return Row(self.words(source, lambda text: Unset(" ".join(text.split()))))

    def words(self, text: str, made: Callable[[str], Node]) -> list[Node]:
        """A text that is no mathematics, but may have holes."""
        found: list[Node] = []
        word = ""
        opened: list[list[Node]] = []
        for letter in text:
            number = hole_number(letter)
            if number is None and letter not in (OPEN, CLOSE):
                word += letter
                continue
            if word:
                found.append(made(word))
                word = ""
            if number is not None:
                found.append(Hole(self.holes[number] if number < len(self.holes) else "..."))
            elif letter == OPEN:
                opened.append(found)
                found = []
            elif opened:
                inner, found = found, opened.pop()
                found.append(Answer(Row(inner)))
        if word:
            found.append(made(word))
        while opened:
            inner, found = found, opened.pop()
            found.append(Answer(Row(inner)))
        return found


def _one(nodes: list[Node]) -> Node | None:
    if not nodes:
        return None
    return nodes[0] if len(nodes) == 1 else Row(nodes)


def _is_empty(node: Node) -> bool:
    return isinstance(node, Row) and not node.items


def _paired(items: list[Node]) -> list[Node]:
    """Brackets that belong together as one piece, so that they can grow with what is between them."""
    found: list[Node] = []
    opened: list[int] = []
    for item in items:
        base = item.base if isinstance(item, Scripts) else item
        found.append(item)
        if isinstance(base, Symbol | Delimiter):
            if base is item and base.text in _CLOSING and len(opened) < _PAIRS_DEEPEST:
                opened.append(len(found) - 1)
            elif opened and base.text == _CLOSING.get(found[opened[-1]].text):  # type: ignore[attr-defined]
                first = opened.pop()
                opening = found[first]
                grows = 2 if isinstance(opening, Delimiter) and opening.rows > 1 else 3
                left, inner = opening.text, found[first + 1 : -1]  # type: ignore[attr-defined]
                fenced = Fenced(left, [Row(inner)], [], base.text, grows)
                found[first:] = [fenced if base is item else Scripts(fenced, item.sub, item.sup)]  # type: ignore[attr-defined]
    return found
