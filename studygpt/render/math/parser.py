"""Read LaTeX as a tree. No source is an error: missing parts are left out, unknown ones stay as they were written."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from studygpt.render.hole_marks import ANSWER_CLOSE, ANSWER_OPEN, hole_number
from studygpt.render.math.nodes import (
    ALIGNED,
    Delimiter,
    Fenced,
    FormulaAnswer,
    FormulaHole,
    FormulaRow,
    FormulaTooLarge,
    Fraction,
    Grid,
    Node,
    Operator,
    Scripts,
    SourceText,
    Space,
    Symbol,
)
from studygpt.render.math.reader import ROW_ENDS, TokenReader
from studygpt.render.math.symbols import LETTERS, AtomKind
from studygpt.text import joined

_DEEPEST = 40
"""The deepest nesting; formulas that people read stay below ten."""
_PAIRS_DEEPEST = 6
_BREAK_SPACE = re.compile(r"\s*\[\s*-?[0-9.]+\s*[a-z]{2}\s*\]")
_PRIMES = {1: "′", 2: "″", 3: "‴"}
_CLOSING = {"(": ")", "[": "]"}
_INFIX = {r"\over": (True, ""), r"\atop": (False, ""), r"\choose": (False, "()"), r"\brack": (False, "[]")}


Command = Callable[["Parser", str], Node | None]
"""A function that reads the arguments of `\\name` and returns its node; None if the command shows nothing."""


class Parser(TokenReader):
    """Reads one formula. The function that reads commands is passed in, because it needs the parser itself."""

    def __init__(self, source: str, holes: Sequence[str], command: Command, depth: int = 0) -> None:
        super().__init__(source)
        self.holes = holes
        self.command = command
        self.depth = depth

    def within(self, source: str) -> Node:
        """Read a formula within this one, such as `$...$` in `\\text`."""
        if self.depth >= _DEEPEST:
            raise FormulaTooLarge
        return Parser(source, self.holes, self.command, self.depth + 1).formula()

    # ------------------------------------------------------------------ rows

    def formula(self) -> Node:
        """Read the whole source."""
        rows = self.grid_rows(whole=True)
        if len(rows) == 1 and len(rows[0]) == 1:
            return rows[0][0]
        return Grid(rows, aligns=ALIGNED if any(len(row) > 1 for row in rows) else "l", shape="aligned")

    def grid_rows(self, *, whole: bool = False) -> list[list[Node]]:
        """Read cells between `&` and `\\\\` up to a token such as `\\end`; `whole`: to the end of the source."""
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
        """Skip a line break and the distance after it, as in `\\\\[2pt]`."""
        self.at += 1
        if space := _BREAK_SPACE.match(self.source, self.offset(self.at - 1) + 2):
            while self.at < len(self.tokens) and self.offset(self.at) < space.end():
                self.at += 1

    def _stray(self, cells: list[Node]) -> None:
        """Show a closing token without an opening one, and go on with the row."""
        first = self.at
        token = self.take()
        if token == r"\end":
            self.raw()
        found: list[Node] = [] if token == ANSWER_CLOSE else [self.unset(first)]
        if token in (r"\right", r"\middle"):
            found = [Symbol(self.delimiter(), AtomKind.CLOSE)]
        cells[-1] = FormulaRow([cells[-1], *found, self.row()])

    def row(self, stop: str = "") -> FormulaRow:
        """Read items up to a token that ends a row; that token stays."""
        self.depth += 1
        if self.depth > _DEEPEST:
            raise FormulaTooLarge
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
            fraction = Fraction(FormulaRow(_paired(top)), FormulaRow(_paired(items)), bar=bar)
            return FormulaRow([Fenced(brackets[0], [fraction], [], brackets[1]) if brackets else fraction])
        return FormulaRow(_paired(items))

    def item(self) -> Node | None:
        """Read one atom with its scripts; None where it shows nothing."""
        base = FormulaRow() if self.peek() in ("^", "_") or self.peek().startswith("'") else self.atom()
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
        return Scripts(base or FormulaRow(), _as_one_node(sub), _as_one_node(sup))

    def argument(self) -> Node:
        """Read the argument of a command or a script: a group or the next atom."""
        token = self.peek()
        if not token or token in ROW_ENDS:
            return FormulaRow()
        if len(token) > 1 and token[0].isdigit():
            start = self.offset(self.at)
            self.tokens[self.at] = (token[1:], start + 1)
            return Symbol(token[0])
        self.depth += 1
        if self.depth > _DEEPEST:
            raise FormulaTooLarge
        found = self.atom()
        self.depth -= 1
        return found or FormulaRow()

    def optional(self) -> Node | None:
        """Read an optional argument, `[...]`; None where there is none."""
        if self.peek() != "[":
            return None
        self.at += 1
        found = self.row(stop="]")
        if self.peek() == "]":
            self.at += 1
        return found

    # ------------------------------------------------------------------ pieces

    def atom(self) -> Node | None:
        """Read a group, a command or a single sign."""
        token = self.take()
        if token == "{":
            return self._group()
        if token == ANSWER_OPEN:
            return self._answer()
        if token.startswith("\\") and len(token) > 1:
            return self.command(self, token[1:])
        if token in LETTERS:
            return Symbol(*LETTERS[token])
        if token == "~":
            return Space(1)
        if token in ("\\", "$", "#") or token in ROW_ENDS:
            return SourceText(token)
        number = hole_number(token[0])
        if number is not None:
            return FormulaHole(self.holes[number] if number < len(self.holes) else "...")
        return Symbol(token)

    def _group(self) -> FormulaRow:
        items = self.row().items
        while (end := self.peek()) and end not in (r"\end", r"\right", r"\middle"):
            self.at += 1
            if end == "}":
                break
            if end != ANSWER_CLOSE:
                items.append(SourceText("&") if end == "&" else Space(2))
            items += self.row().items
        return FormulaRow(items)

    def _answer(self) -> FormulaAnswer:
        row = self.row()
        if self.peek() == ANSWER_CLOSE:
            self.at += 1
        return FormulaAnswer(row)

    def unset(self, first: int) -> Node:
        """Return the tokens from `first` to here as source; holes in them stay holes."""
        source = self.source[self.offset(first) : self.offset(self.at)].rstrip()
        return FormulaRow(self.words(source, lambda text: SourceText(joined(text))))

    def words(self, text: str, made: Callable[[str], Node]) -> list[Node]:
        """Split text that is not mathematics at its holes and answers; `made` makes a node of each part."""
        found: list[Node] = []
        word = ""
        opened: list[list[Node]] = []
        for letter in text:
            number = hole_number(letter)
            if number is None and letter not in (ANSWER_OPEN, ANSWER_CLOSE):
                word += letter
                continue
            if word:
                found.append(made(word))
                word = ""
            if number is not None:
                found.append(FormulaHole(self.holes[number] if number < len(self.holes) else "..."))
            elif letter == ANSWER_OPEN:
                opened.append(found)
                found = []
            elif opened:
                inner, found = found, opened.pop()
                found.append(FormulaAnswer(FormulaRow(inner)))
        if word:
            found.append(made(word))
        while opened:
            inner, found = found, opened.pop()
            found.append(FormulaAnswer(FormulaRow(inner)))
        return found


def _as_one_node(nodes: list[Node]) -> Node | None:
    if not nodes:
        return None
    return nodes[0] if len(nodes) == 1 else FormulaRow(nodes)


def _is_empty(node: Node) -> bool:
    return isinstance(node, FormulaRow) and not node.items


def _paired(items: list[Node]) -> list[Node]:
    """Turn matching brackets into one node, so that they can grow with their content."""
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
                fenced = Fenced(left, [FormulaRow(inner)], [], base.text, grows)
                found[first:] = [fenced if base is item else Scripts(fenced, item.sub, item.sup)]  # type: ignore[attr-defined]
    return found
