"""Read environments, `\\begin{...}`: their rows and columns, and the brackets around them."""

from __future__ import annotations

import re
from typing import NamedTuple

from studygpt.render.math.nodes import ALIGNED, Grid, Node
from studygpt.render.math.parser import Parser


class Environment(NamedTuple):
    """How the cells of an environment are laid out."""

    shape: str
    """The layout: `matrix`, `cases`, `aligned`, `lines`, or `row` for a single formula."""
    aligns: str = ""
    left: str = ""
    right: str = ""
    takes_columns: bool = False


_MATRICES = {"": ("", ""), "p": ("(", ")"), "b": ("[", "]"), "B": ("{", "}"), "v": ("|", "|"), "V": ("‖", "‖")}

ENVIRONMENTS: dict[str, Environment] = {
    **{f"{mark}matrix": Environment("matrix", "", *around) for mark, around in _MATRICES.items()},
    **{f"{mark}matrix*": Environment("matrix", "", *around) for mark, around in _MATRICES.items()},
    **{f"{mark}smallmatrix": Environment("matrix", "", *around) for mark, around in _MATRICES.items()},
    "array": Environment("matrix", takes_columns=True),
    "tabular": Environment("matrix", takes_columns=True),
    "subarray": Environment("lines", takes_columns=True),
    "cases": Environment("cases", "l", "{"),
    "cases*": Environment("cases", "l", "{"),
    "dcases": Environment("cases", "l", "{"),
    "rcases": Environment("cases", "l", "", "}"),
    **dict.fromkeys(
        ("aligned", "align", "align*", "split", "alignedat", "flalign", "flalign*", "eqnarray", "eqnarray*"),
        Environment("aligned", ALIGNED),
    ),
    **dict.fromkeys(("alignat", "alignat*"), Environment("aligned", ALIGNED, takes_columns=True)),
    **dict.fromkeys(("gather", "gather*", "gathered", "multline", "multline*"), Environment("lines", "c")),
    **dict.fromkeys(("equation", "equation*", "displaymath", "math"), Environment("row")),
}
ENVIRONMENTS["alignedat"] = ENVIRONMENTS["alignat"]
ENVIRONMENTS["eqnarray"] = ENVIRONMENTS["eqnarray*"] = Environment("aligned", "rcl")


def columns(spec: str) -> tuple[str, frozenset[int]]:
    """Read `{r|cc}`: the alignment of each column, and which columns have a line to their left."""
    aligns, bars = "", set()
    for letter in re.sub(r"[@!>p<m]\{[^{}]*\}", "", spec):
        if letter in "lcr":
            aligns += letter
        elif letter == "|":
            bars.add(len(aligns))
    return aligns or "c", frozenset(bars)


def rules(source: str) -> frozenset[int]:
    """Return which rows of a table have a line above them."""
    rows = re.split(r"\\\\", source)
    return frozenset(
        number for number, row in enumerate(rows) if re.match(r"\s*(?:\[[^\]]*\]\s*)?\\(?:hline|\w+rule)", row)
    )


def environment(parser: Parser) -> Node:
    """Read `\\begin{...}` up to its `\\end`; an unknown environment stays as it was written."""
    first = parser.at - 1
    name = parser.raw()
    known = ENVIRONMENTS.get(name)
    if known is None:
        end = parser.source.find(f"\\end{{{name}}}", parser.offset(parser.at))
        stop = end + len(name) + 6 if end >= 0 else parser.offset(parser.at)
        while parser.at < len(parser.tokens) and parser.offset(parser.at) < stop:
            parser.at += 1
        return parser.unset(first)
    spec = ""
    if known.takes_columns:
        parser.optional()
        spec = parser.raw() if parser.peek() == "{" else ""
    start = parser.offset(parser.at)
    rows = parser.grid_rows()
    source = parser.source[start : parser.offset(parser.at)]
    if parser.peek() == r"\end":
        parser.at += 1
        parser.raw()
    if known.shape == "row":
        return rows[0][0] if len(rows) == 1 and len(rows[0]) == 1 else Grid(rows, aligns="rl", shape="aligned")
    aligns, bars = columns(spec) if spec else (known.aligns, frozenset())
    return Grid(
        rows,
        left=known.left,
        right=known.right,
        aligns=aligns,
        shape=known.shape,
        bars=bars,
        rules=rules(source),
    )
