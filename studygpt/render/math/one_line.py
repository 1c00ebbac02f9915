"""Typeset a formula on one line, as one would type it: `(a + b)/√dₖ`."""

from __future__ import annotations

import unicodedata
from dataclasses import replace

from studygpt.render.math.box import EMPTY, Box, beside, of_text, restyled
from studygpt.render.math.nodes import (
    Accent,
    Arrow,
    Boxed,
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
    Space,
    Stack,
    Symbol,
)
from studygpt.render.math.spacing import Ends, ends_of
from studygpt.render.math.symbols import ACCENTS, AtomKind
from studygpt.render.math.typesetter import Level, Typesetter, bracketed
from studygpt.render.segments import text_of
from studygpt.render.small_letters import subscript, superscript

_LOOSE = frozenset((AtomKind.BIN, AtomKind.REL, AtomKind.PUNCT, AtomKind.OP, AtomKind.BIG))


class OneLineTypesetter(Typesetter):
    """Typesets every node as a box of one row."""

    def ends(self, node: Node) -> Ends:
        left, right = ends_of(node)
        if isinstance(node, Scripts) and right is AtomKind.ORD and not self._has_letters(node):
            return left, AtomKind.WORD  # `∇_θ L`: what follows must not look like part of the script
        return left, right

    def _has_letters(self, node: Scripts) -> bool:
        return all(
            part is None or _converted(self.typeset(part, Level.SCRIPT), sub=part is node.sub) is not None
            for part in (node.sub, node.sup)
        )

    def scripts(self, node: Scripts, level: Level) -> Box:
        base = self.typeset(node.base, level)
        if isinstance(node.base, Brace):
            label = node.sup if node.base.above else node.sub
            return beside([base, *([bracketed([self.typeset(label, level)], " (", ")")] if label else [])])
        found = [base]
        for part, mark in ((node.sub, "_"), (node.sup, "^")):
            if part is None:
                continue
            box = self.typeset(part, Level.SCRIPT)
            letters = _converted(box, sub=mark == "_")
            if letters is not None:
                found.append(letters)
            else:
                alone = is_single(part) and not _is_scripted(part)
                found += [of_text(mark), box if alone else bracketed([box], "(", ")")]
        return beside(found)

    def fraction(self, node: Fraction, level: Level) -> Box:
        top, bottom = self.typeset(node.top, level), self.typeset(node.bottom, level)
        if not node.bar:
            return beside([top, of_text(" choose "), bottom])
        return beside([_factor(node.top, top, below=False), of_text("/"), _factor(node.bottom, bottom, below=True)])

    def fenced(self, node: Fenced, level: Level) -> Box:
        first = node.parts[0].items[0] if isinstance(node.parts[0], FormulaRow) and node.parts[0].items else None
        if isinstance(first, Grid) and len(node.parts) == 1 and not first.left and first.shape == "matrix":
            return self.grid(replace(first, left=node.left, right=node.right), level)
        parts = [self.typeset(node.parts[0], level)]
        for divider, part in zip(node.dividers, node.parts[1:], strict=True):
            parts += [of_text(f" {divider} " if divider else " "), self.typeset(part, level)]
        return bracketed(parts, node.left, node.right)

    def root(self, node: Root, level: Level) -> Box:
        body = self.typeset(node.body, level)
        inside = body if is_single(node.body) else bracketed([body], "(", ")")
        if node.index is None:
            return beside([of_text("√"), inside])
        index = self.typeset(node.index, Level.SCRIPT)
        small = _converted(index, sub=False)
        return beside([*([small] if small else [of_text("["), index, of_text("]")]), of_text("√"), inside])

    def accent(self, node: Accent, level: Level) -> Box:
        body = self.typeset(node.body, level)
        found = with_accent(body, node.name)
        return found or beside([of_text(f"{node.name.removeprefix('wide')}("), body, of_text(")")])

    def grid(self, node: Grid, level: Level) -> Box:
        pieces: list[Box] = []
        for number, cells in enumerate(node.rows):
            if number:
                pieces.append(of_text("; "))
            for column, cell in enumerate(cells):
                box = self.cell(node, cell, column, level)
                if column and node.shape != "aligned":
                    pieces.append(of_text("  " if node.shape == "cases" else ", "))
                elif column and pieces[-1].width and starts_with_relation(cell):
                    pieces.append(of_text(" "))
                pieces.append(box)
        if node.shape == "cases":
            return bracketed(pieces, node.left and "{ ", node.right and " }")
        around = "[]" if node.shape == "matrix" and not node.left and not node.right else (node.left, node.right)
        return bracketed(pieces, *around)

    def brace(self, node: Brace, level: Level) -> Box:
        body = self.typeset(node.body, level)
        return body if node.shape == "brace" else with_accent(body, "vec") or bracketed([body], f"{node.shape}(", ")")

    def stack(self, node: Stack, level: Level) -> Box:
        found = [self.typeset(node.base, level)]
        for part, mark in ((node.under, "_"), (node.over, "^")):
            if part is not None:
                found += [of_text(mark), bracketed([self.typeset(part, Level.SCRIPT)], "(", ")")]
        return beside(found)

    def arrow(self, node: Arrow) -> Box:
        found = [of_text(node.shape[0])]
        for part in (node.over, node.under):
            if part is not None and (box := self.typeset(part, Level.SCRIPT)).width:
                found += [bracketed([box], "(", ")")]
        return beside([*found, of_text(node.shape[1:])])

    def delimiter(self, node: Delimiter, _level: Level) -> Box:
        return of_text(node.text) if node.text else EMPTY

    def boxed(self, node: Boxed, level: Level) -> Box:
        return restyled(self.typeset(node.body, level), "strong")


def _converted(box: Box, *, sub: bool) -> Box | None:
    """Return a script in Unicode's small letters; None if a letter has no small form, or the script has a hole."""
    row = box.rows[0]
    if box.height > 1 or any(segment.style not in ("math", "") for segment in row):
        return None
    letters = (subscript if sub else superscript)(text_of(row))
    return of_text(letters) if letters is not None else None


def small_letters(box: Box, *, sub: bool) -> str | None:
    """Return a script in Unicode's small letters as text."""
    found = _converted(box, sub=sub)
    return text_of(found.rows[0]) if found else None


def _is_scripted(node: Node) -> bool:
    return isinstance(node, Scripts) or (
        isinstance(node, FormulaRow) and len(node.items) == 1 and _is_scripted(node.items[0])
    )


def starts_with_relation(node: Node) -> bool:
    """Return True for a node that begins with a relation or a sign such as `+`."""
    first = node.items[0] if isinstance(node, FormulaRow) and node.items else node
    return ends_of(first)[0] in (AtomKind.REL, AtomKind.BIN)


def is_single(node: Node) -> bool:
    """Return True for a node that needs no brackets under a root or as a script."""
    match node:
        case FormulaRow(items=[only]):
            return is_single(only)
        case FormulaRow(items=items):
            return bool(items) and all(isinstance(item, Symbol) and item.text.isalnum() for item in items)
        case Fenced(left=left, right=right):
            return bool(left and right)
        case Grid(left=left, right=right):
            return bool(left and right)
        case Scripts(base=base):
            return is_single(base)
        case Symbol() | Accent() | FormulaHole() | FormulaAnswer() | SourceText() | Operator():
            return True
    return False


def _factor(node: Node, box: Box, *, below: bool) -> Box:
    """Return a numerator or denominator, in brackets where a slash would otherwise be misread."""
    items = [item for item in node.items if not isinstance(item, Space)] if isinstance(node, FormulaRow) else [node]
    while len(items) == 1 and isinstance(items[0], FormulaRow):
        items = items[0].items
    if all(_is_tight(item) for item in items):
        if not below or len(items) < 2:
            return box
        derivative = isinstance(items[0], Symbol) and items[0].text in ("∂", "d")
        if len(items) == 2 and (derivative or isinstance(items[1], Fenced)):
            return box
    return bracketed([box], "(", ")")


def _is_tight(node: Node) -> bool:
    if isinstance(node, Fraction | Space) or (isinstance(node, FormulaRow) and len(node.items) > 1):
        return False
    left, right = ends_of(node)
    return left not in _LOOSE and right not in _LOOSE


def with_accent(box: Box, name: str) -> Box | None:
    """Add an accent as a combining mark on one letter, or as a line on each of several; None where neither fits."""
    text = text_of(box.rows[0])
    if box.height > 1 or not text or any(segment.style not in ("math", "strong", "") for segment in box.rows[0]):
        return None
    mark = ACCENTS.get(name, "")
    letters = len([letter for letter in text if not unicodedata.combining(letter)])
    if letters == 1:
        composed = unicodedata.normalize("NFC", text + ("\u0304" if name == "overline" else mark))
        return of_text(composed, box.rows[0][0].style)
    if name == "bar":
        mark = ACCENTS["overline"]
    if name in ("overline", "underline", "bar", "cancel", "bcancel", "xcancel"):
        return of_text("".join(letter + mark for letter in text))
    return None
