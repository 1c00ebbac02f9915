"""The commands of LaTeX: each reads its arguments and returns a node."""

from __future__ import annotations

import re
from collections.abc import Callable

from studygpt.render.hole_marks import ANSWER_CLOSE
from studygpt.render.math.environments import environment
from studygpt.render.math.lettering import styled_letters, text_mode, text_of_source, words_of
from studygpt.render.math.nodes import (
    Accent,
    Arrow,
    Boxed,
    Brace,
    Delimiter,
    Fenced,
    FormulaAnswer,
    FormulaRow,
    Fraction,
    Grid,
    Node,
    Operator,
    Phantom,
    Root,
    Space,
    Stack,
    Symbol,
)
from studygpt.render.math.parser import Parser
from studygpt.render.math.symbols import (
    ACCENTS,
    BIG_OPERATORS,
    BIG_SIZES,
    FUNCTIONS,
    FUNCTIONS_WITH_LIMITS,
    IGNORED,
    IGNORED_WITH_ARGUMENT,
    INTEGRALS,
    LETTERS,
    SPACES,
    STRONG,
    SYMBOLS,
    TEXT,
    UPRIGHT,
    AtomKind,
)
from studygpt.text import joined

_STRETCHED = {
    "overbrace": ("brace", True),
    "underbrace": ("brace", False),
    "overrightarrow": ("→", True),
    "overleftarrow": ("←", True),
    "overleftrightarrow": ("↔", True),
    "underrightarrow": ("→", False),
    "underleftarrow": ("←", False),
    "overparen": ("brace", True),
    "underparen": ("brace", False),
    "overbracket": ("brace", True),
    "underbracket": ("brace", False),
}
_ARROWS = {
    "xrightarrow": "─→",
    "xleftarrow": "←─",
    "xleftrightarrow": "←→",
    "xRightarrow": "═⇒",
    "xLeftarrow": "⇐═",
    "xmapsto": "↦→",
    "xhookrightarrow": "↪→",
    "xlongequal": "══",
    "xrightleftharpoons": "⇌⇌",
}


def command(parser: Parser, name: str) -> Node | None:
    """Read the arguments of `\\name` and return its node; None where it shows nothing."""
    if name in SYMBOLS:
        return Symbol(*SYMBOLS[name])
    if name in SPACES:
        return Space(SPACES[name])
    if name in BIG_OPERATORS:
        return Operator(BIG_OPERATORS[name])
    if name in INTEGRALS:
        return Operator(INTEGRALS[name], limits=False)
    if name in FUNCTIONS:
        return Symbol(name, AtomKind.OP)
    if name in FUNCTIONS_WITH_LIMITS:
        return Operator(FUNCTIONS_WITH_LIMITS[name], big=False)
    if name in ACCENTS:
        return Accent(name, parser.argument())
    if name in STRONG or name in UPRIGHT:
        return styled_letters(parser, name)
    if name in TEXT:
        return text_mode(parser, TEXT[name])
    if name in BIG_SIZES:
        return _big(parser, name)
    if name in _STRETCHED:
        shape, above = _STRETCHED[name]
        return Brace(shape, parser.argument(), above)
    if name in _ARROWS:
        under = parser.optional()
        return Arrow(_ARROWS[name], parser.argument(), under)
    if name in IGNORED:
        return None
    if name in IGNORED_WITH_ARGUMENT:
        parser.optional()
        parser.raw()
        return None
    handler = _HANDLERS.get(name)
    if handler is not None:
        return handler(parser)
    first = parser.at - 1
    while parser.peek() in ("{", "[") and parser.offset(parser.at) == parser.offset(parser.at - 1) + len(
        parser.tokens[parser.at - 1][0]
    ):
        if parser.peek() == "{":
            parser.skip_group()
        else:
            parser.optional()
    return parser.unset(first)


def _big(parser: Parser, name: str) -> Node:
    text = parser.delimiter()
    kind = {"l": AtomKind.OPEN, "r": AtomKind.CLOSE, "m": AtomKind.REL}.get(name[-1])
    if kind is None:
        kind = LETTERS.get(text, ("", AtomKind.ORD))[1] if text not in "{}" else AtomKind.ORD
    return Delimiter(text, kind, BIG_SIZES[name])


def _fraction(parser: Parser, *, small: bool = False) -> Node:
    top = parser.argument()
    return Fraction(top, parser.argument(), small=small)


def _binomial(parser: Parser) -> Node:
    top = parser.argument()
    return Fenced("(", [Fraction(top, parser.argument(), bar=False)], [], ")")


def _root(parser: Parser) -> Node:
    index = parser.optional()
    return Root(parser.argument(), index)


def _left(parser: Parser) -> Node:
    left = parser.delimiter()
    parts: list[Node] = [parser.row()]
    dividers: list[str] = []
    right = ""
    while end := parser.peek():
        if end == ANSWER_CLOSE:
            parser.at += 1
            parts[-1] = FormulaRow([parts[-1], parser.row()])
        elif end == r"\middle":
            parser.at += 1
            dividers.append(parser.delimiter())
            parts.append(parser.row())
        else:
            if end == r"\right":
                parser.at += 1
                right = parser.delimiter()
            break
    return Fenced(left, parts, dividers, right)


def _operator(parser: Parser) -> Node:
    starred = _star(parser)
    body = parser.argument()
    text = words_of(body)
    if text is None:
        return body
    if starred or text.replace(" ", "") in FUNCTIONS_WITH_LIMITS:
        return Operator(text, big=False)
    return Symbol(text, AtomKind.OP)


def _star(parser: Parser) -> bool:
    if parser.peek() != "*":
        return False
    parser.at += 1
    return True


def _stacked(parser: Parser, *, over: bool) -> Node:
    small = parser.argument()
    base = parser.argument()
    return Stack(base, over=small) if over else Stack(base, under=small)


def _substack(parser: Parser) -> Node:
    if parser.peek() != "{":
        return parser.argument()
    parser.at += 1
    rows = parser.grid_rows()
    if parser.peek() == "}":
        parser.at += 1
    return Grid(rows, shape="lines")


def _not(parser: Parser) -> Node:
    what = parser.argument()
    if isinstance(what, Symbol):
        return Symbol(what.text[:1] + "\u0338" + what.text[1:], what.kind)
    return what


def _color(parser: Parser) -> Node:
    parser.optional()
    parser.raw()
    return parser.argument()


def _boxed(parser: Parser) -> Node:
    return Boxed(parser.argument())


def _phantom(parser: Parser) -> Node:
    return Phantom(parser.argument())


def _argument_only(parser: Parser) -> Node:
    _star(parser)
    return parser.argument()


def _hspace(parser: Parser) -> Node:
    _star(parser)
    ems = re.match(r"\s*([0-9.]{1,5})\s*(em|ex|mu|pt)?", parser.raw())
    try:
        cells = round(float(ems[1]) * {"em": 2, "ex": 1, "mu": 0.12, "pt": 0.2}.get(ems[2] or "em", 2)) if ems else 1
    except ValueError:
        cells = 1
    return Space(min(cells, 20))


def _tag(parser: Parser) -> Node:
    starred = _star(parser)
    text = joined(text_of_source(parser.raw()))
    return FormulaRow(
        [Space(4), *parser.words(text if starred else f"({text})", lambda word: Symbol(word, AtomKind.WORD))]
    )


def _pmod(parser: Parser) -> Node:
    return FormulaRow(
        [Space(2), Symbol("(mod", AtomKind.WORD), Space(1), parser.argument(), Symbol(")", AtomKind.CLOSE)]
    )


def _cloze(parser: Parser) -> Node:
    return FormulaAnswer(parser.argument())


_HANDLERS: dict[str, Callable[[Parser], Node]] = {
    "frac": _fraction,
    "dfrac": _fraction,
    "cfrac": _fraction,
    "tfrac": lambda parser: _fraction(parser, small=True),
    "sfrac": lambda parser: _fraction(parser, small=True),
    "nicefrac": lambda parser: _fraction(parser, small=True),
    "binom": _binomial,
    "dbinom": _binomial,
    "tbinom": _binomial,
    "sqrt": _root,
    "left": _left,
    "operatorname": _operator,
    "operatornamewithlimits": _operator,
    "overset": lambda parser: _stacked(parser, over=True),
    "stackrel": lambda parser: _stacked(parser, over=True),
    "underset": lambda parser: _stacked(parser, over=False),
    "substack": _substack,
    "not": _not,
    "color": _color,
    "textcolor": _color,
    "colorbox": _color,
    "boxed": _boxed,
    "phantom": _phantom,
    "hphantom": _phantom,
    "vphantom": lambda parser: (parser.argument(), FormulaRow())[1],
    "mathop": _argument_only,
    "mathrel": _argument_only,
    "mathbin": _argument_only,
    "smash": _argument_only,
    "ensuremath": _argument_only,
    "mathstrut": lambda _: FormulaRow(),
    "hspace": _hspace,
    "tag": _tag,
    "pmod": _pmod,
    "bmod": lambda _: Symbol("mod", AtomKind.BIN),
    "mod": lambda parser: FormulaRow([Space(2), Symbol("mod", AtomKind.WORD), Space(1), parser.argument()]),
    "cloze": _cloze,
    "begin": environment,
    "(": lambda _: FormulaRow(),
    ")": lambda _: FormulaRow(),
    "[": lambda _: FormulaRow(),
    "]": lambda _: FormulaRow(),
}
