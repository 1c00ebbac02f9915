"""The faults that a file of Python can be given: a comparison that is off by one, another number.

Equality and places in a list are left alone: any test that gets there notices those, so they would say little.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import NamedTuple

_OTHER: dict[type[ast.cmpop], tuple[str, str]] = {
    ast.Lt: ("<", "<="),
    ast.LtE: ("<=", "<"),
    ast.Gt: (">", ">="),
    ast.GtE: (">=", ">"),
}


class Fault(NamedTuple):
    """One change of a file's text."""

    start: int
    end: int
    old: str
    new: str
    line: int

    def applied_to(self, text: str) -> str:
        return text[: self.start] + self.new + text[self.end :]


def faults_in(text: str) -> Iterator[Fault]:
    """Every fault that the text can be given, from top to bottom of its syntax tree."""
    starts = [0]
    for line in text.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))

    def offset(line: int, column: int) -> int:
        """Return the offset in the text of a place as `ast` gives it, with its column counted in bytes."""
        head = text[starts[line - 1] : starts[line]].encode()[:column].decode()
        return starts[line - 1] + len(head)

    tree = ast.parse(text)
    places = {id(each) for node in ast.walk(tree) if isinstance(node, ast.Subscript) for each in ast.walk(node.slice)}
    for node in ast.walk(tree):
        if id(node) in places:
            continue
        if isinstance(node, ast.Compare):
            left = node.left
            for operator, right in zip(node.ops, node.comparators, strict=True):
                if type(operator) in _OTHER:
                    old, new = _OTHER[type(operator)]
                    begin = offset(left.end_lineno or 0, left.end_col_offset or 0)
                    at = text.index(old, begin)
                    yield Fault(at, at + len(old), old, new, text.count("\n", 0, at) + 1)
                left = right
        elif isinstance(node, ast.Constant) and type(node.value) in (int, float):
            begin, end = offset(node.lineno, node.col_offset), offset(node.end_lineno or 0, node.end_col_offset or 0)
            changed = node.value + 1 if isinstance(node.value, int) else node.value * 1.1 or 0.1
            yield Fault(begin, end, text[begin:end], repr(changed), node.lineno)
