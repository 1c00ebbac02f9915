"""Letters in another alphabet, and words within a formula: `\\mathbf{x}`, `\\text{if } x > 0`."""

from __future__ import annotations

import re

from studygpt.render.math.nodes import FormulaRow, Node, Space, Styled, Symbol
from studygpt.render.math.parser import Parser
from studygpt.render.math.symbols import ALPHABETS, STRONG, UPRIGHT, AtomKind


def styled_letters(parser: Parser, name: str) -> Node:
    """Read the argument of `\\mathbf`, `\\mathcal` and the like, in letters of that alphabet where Unicode has them."""
    body = parser.argument()
    text = words_of(body)
    if text is None:
        return Styled(body, "strong") if name in STRONG else body
    if name in UPRIGHT:
        return Symbol(text, AtomKind.WORD if len(text) > 1 and text[0].isalpha() else AtomKind.ORD)
    known = ALPHABETS.get(name, {})
    kind = AtomKind.ORD if len(text) == 1 or known or text[0].isdigit() else AtomKind.WORD
    style = "" if known and all(letter in known for letter in text) else "strong"
    return Symbol("".join(known.get(letter, letter) for letter in text), kind, style)


def text_mode(parser: Parser, style: str) -> Node:
    """Read the argument of `\\text`: words, with formulas between dollars."""
    items: list[Node] = []
    for number, piece in enumerate(re.split(r"(?<!\\)\$", parser.raw())):
        if number % 2:
            items.append(parser.within(piece))
        else:
            items += parser.words(text_of_source(piece), lambda text: Symbol(text, AtomKind.WORD, style))
    return items[0] if len(items) == 1 else FormulaRow(items)


def words_of(node: Node) -> str | None:
    """Return the letters of a node; None where it holds more than letters."""
    if isinstance(node, Symbol):
        return node.text
    if isinstance(node, Space):
        return " " * min(node.cells, 1)
    if isinstance(node, FormulaRow):
        found = ""
        for item in node.items:
            if not isinstance(item, Symbol | Space):
                return None
            found += item.text if isinstance(item, Symbol) else " " * min(item.cells, 1)
        return found.replace("−", "-").replace("∗", "*") or None
    return None


def text_of_source(source: str) -> str:
    """Return the text in a source that is not mathematics, without braces, commands and escapes."""
    text = re.sub(r"\\([_&%#${} ])", r"\1", re.sub(r"(?<!\\)[{}]|\\(?:[A-Za-z]+ ?|,|;|:|!)", "", source))
    return re.sub(r"\s+", " ", text.replace("~", " ").replace("\\", ""))
