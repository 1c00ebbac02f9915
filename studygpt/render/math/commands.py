"""What each command of LaTeX does with what follows it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from studygpt.render.marks import CLOSE
from studygpt.render.math import environments
from studygpt.render.math.nodes import (
    Accent,
    Answer,
    Arrow,
    Boxed,
    Brace,
    Delimiter,
    Fenced,
    Fraction,
    Grid,
    Node,
    Operator,
    Phantom,
    Root,
    Row,
    Space,
    Stack,
    Styled,
    Symbol,
)
from studygpt.render.math.symbols import (
    ACCENTS,
    ALPHABETS,
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
    Kind,
)

if TYPE_CHECKING:
    from studygpt.render.math.parser import Parser

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
    """What `\\name` stands for, with its arguments taken; None where it shows nothing."""
    if name in SYMBOLS:
        return Symbol(*SYMBOLS[name])
    if name in SPACES:
        return Space(SPACES[name])
    if name in BIG_OPERATORS:
        return Operator(BIG_OPERATORS[name])
    if name in INTEGRALS:
        return Operator(INTEGRALS[name], limits=False)
    if name in FUNCTIONS:
        return Symbol(name, Kind.OP)
    if name in FUNCTIONS_WITH_LIMITS:
        return Operator(FUNCTIONS_WITH_LIMITS[name], big=False)
    if name in ACCENTS:
        return Accent(name, parser.argument())
    if name in STRONG or name in UPRIGHT:
        return _letters(parser, name)
    if name in TEXT:
        return _text(parser, TEXT[name])
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


def _letters(parser: Parser, name: str) -> Node:
    body = parser.argument()
    text = words_of(body)
    if text is None:
        return Styled(body, "strong") if name in STRONG else body
    if name in UPRIGHT:
        return Symbol(text, Kind.WORD if len(text) > 1 and text[0].isalpha() else Kind.ORD)
    known = ALPHABETS.get(name, {})
    kind = Kind.ORD if len(text) == 1 or known or text[0].isdigit() else Kind.WORD
    style = "" if known and all(letter in known for letter in text) else "strong"
    return Symbol("".join(known.get(letter, letter) for letter in text), kind, style)


def _text(parser: Parser, style: str) -> Node:
    items: list[Node] = []
    for number, piece in enumerate(re.split(r"(?<!\\)\$", parser.raw())):
        if number % 2:
            items.append(parser.within(piece))
        else:
            items += parser.words(_plain_text(piece), lambda text: Symbol(text, Kind.WORD, style))
    return items[0] if len(items) == 1 else Row(items)


def _big(parser: Parser, name: str) -> Node:
    text = parser.delimiter()
    kind = {"l": Kind.OPEN, "r": Kind.CLOSE, "m": Kind.REL}.get(name[-1])
    if kind is None:
        kind = LETTERS.get(text, ("", Kind.ORD))[1] if text not in "{}" else Kind.ORD
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
        if end == CLOSE:
            parser.at += 1
            parts[-1] = Row([parts[-1], parser.row()])
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
    return Symbol(text, Kind.OP)


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
    text = " ".join(_plain_text(parser.raw()).split())
    return Row([Space(4), *parser.words(text if starred else f"({text})", lambda word: Symbol(word, Kind.WORD))])


def _pmod(parser: Parser) -> Node:
    return Row([Space(2), Symbol("(mod", Kind.WORD), Space(1), parser.argument(), Symbol(")", Kind.CLOSE)])


def _cloze(parser: Parser) -> Node:
    return Answer(parser.argument())


def _begin(parser: Parser) -> Node:
    first = parser.at - 1
    name = parser.raw()
    environment = environments.ENVIRONMENTS.get(name)
    if environment is None:
        end = parser.source.find(f"\\end{{{name}}}", parser.offset(parser.at))
        stop = end + len(name) + 6 if end >= 0 else parser.offset(parser.at)
        while parser.at < len(parser.tokens) and parser.offset(parser.at) < stop:
            parser.at += 1
        return parser.unset(first)
    spec = ""
    if environment.takes_columns:
        parser.optional()
        spec = parser.raw() if parser.peek() == "{" else ""
    start = parser.offset(parser.at)
    rows = parser.grid_rows()
    rules = environments.rules(parser.source[start : parser.offset(parser.at)])
    if parser.peek() == r"\end":
        parser.at += 1
        parser.raw()
    if environment.shape == "row":
        return rows[0][0] if len(rows) == 1 and len(rows[0]) == 1 else Grid(rows, aligns="rl", shape="aligned")
    aligns, bars = environments.columns(spec) if spec else (environment.aligns, frozenset())
    return Grid(
        rows,
        left=environment.left,
        right=environment.right,
        aligns=aligns,
        shape=environment.shape,
        bars=bars,
        rules=rules,
    )


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
    "vphantom": lambda parser: (parser.argument(), Row())[1],
    "mathop": _argument_only,
    "mathrel": _argument_only,
    "mathbin": _argument_only,
    "smash": _argument_only,
    "ensuremath": _argument_only,
    "mathstrut": lambda _: Row(),
    "hspace": _hspace,
    "tag": _tag,
    "pmod": _pmod,
    "bmod": lambda _: Symbol("mod", Kind.BIN),
    "mod": lambda parser: Row([Space(2), Symbol("mod", Kind.WORD), Space(1), parser.argument()]),
    "cloze": _cloze,
    "begin": _begin,
    "(": lambda _: Row(),
    ")": lambda _: Row(),
    "[": lambda _: Row(),
    "]": lambda _: Row(),
}


def words_of(node: Node) -> str | None:
    """The letters of a name; None where there is more than letters."""
    if isinstance(node, Symbol):
        return node.text
    if isinstance(node, Space):
        return " " * min(node.cells, 1)
    if isinstance(node, Row):
        found = ""
        for item in node.items:
            if not isinstance(item, Symbol | Space):
                return None
            found += item.text if isinstance(item, Symbol) else " " * min(item.cells, 1)
        return found.replace("−", "-").replace("∗", "*") or None
    return None


def _plain_text(source: str) -> str:
    text = re.sub(r"\\([_&%#${} ])", r"\1", re.sub(r"(?<!\\)[{}]|\\(?:[A-Za-z]+ ?|,|;|:|!)", "", source))
    return re.sub(r"\s+", " ", text.replace("~", " ").replace("\\", ""))
